package ui

import (
	"strconv"
	"strings"

	"rialto/internal/commerce"
)

// symbols of currencies that English readers know by one; others are written by their code.
var symbols = map[string]string{
	"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$", "BRL": "R$", "MXN": "MX$",
}

// Money writes an amount for people: $1,234.50, ¥500, CHF 12.00. Negative amounts begin with a minus sign. The zero Money
// gives "".
func Money(m commerce.Money) string {
	if m.IsZero() {
		return ""
	}
	text, _, _ := strings.Cut(m.String(), " ")
	digits, negative := strings.CutPrefix(text, "-")
	whole, fraction, hasFraction := strings.Cut(digits, ".")
	out := prefix(m.Currency) + grouped(whole)
	if hasFraction {
		out += "." + fraction
	}
	if negative {
		return "−" + out
	}
	return out
}

// prefix ends in a space that does not break where it is a code.
func prefix(currency string) string {
	if s, ok := symbols[currency]; ok {
		return s
	}
	return currency + "\u00a0"
}

// Count writes a number with separators: 12,345.
func Count(n int64) string {
	text, negative := strings.CutPrefix(strconv.FormatInt(n, 10), "-")
	if negative {
		return "−" + grouped(text)
	}
	return grouped(text)
}

// Counted writes a number with its noun: Counted(1, "item", "items") is "1 item".
func Counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

func grouped(digits string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}
