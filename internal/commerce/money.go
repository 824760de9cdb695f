// Package commerce holds the words that every room shares: money, ids of products and people, quantities, addresses.
//
// The idea: a value cannot be born wrong. Constructors refuse, arithmetic checks overflow, and money of two currencies
// never mixes. Ids are their own types so that arguments cannot be swapped.
// It imports only the standard library, does no I/O and never rounds silently.
package commerce

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Money is an amount in minor units of one currency: {75864, "USD"} is $758.64.
type Money struct {
	Amount   int64
	Currency string
}

// ErrOverflow says a sum or product of money left the range of int64.
var ErrOverflow = errors.New("amount out of range")

// ErrCurrencies says two currencies were mixed.
var ErrCurrencies = errors.New("amounts of different currencies")

// MaxAmount is the largest amount any price, line or total may have: 10 billion in a currency of two decimals.
const MaxAmount int64 = 1_000_000_000_000

// NewMoney checks the currency's form (three upper-case letters) and that 0 <= amount <= MaxAmount.
func NewMoney(amount int64, currency string) (Money, error) {
	if !ValidCurrency(currency) {
		return Money{}, fmt.Errorf("currency %q is not three upper-case letters", currency)
	}
	if amount < 0 || amount > MaxAmount {
		return Money{}, fmt.Errorf("amount %d is not in 0..%d: %w", amount, MaxAmount, ErrOverflow)
	}
	return Money{amount, currency}, nil
}

// MoneyOf copies any value with the getters of a generated Money message; a nil message gives the zero Money.
func MoneyOf(m interface {
	GetAmount() int64
	GetCurrency() string
}) Money {
	return Money{m.GetAmount(), m.GetCurrency()}
}

// ValidCurrency reports whether code has the form of an ISO 4217 code.
func ValidCurrency(code string) bool {
	if len(code) != 3 {
		return false
	}
	for _, c := range code {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}

// IsZero reports whether nothing was set: no currency and no amount.
func (m Money) IsZero() bool { return m == Money{} }

// Add returns m + o. Errors: ErrCurrencies, ErrOverflow.
func (m Money) Add(o Money) (Money, error) {
	if m.Currency != o.Currency {
		return Money{}, fmt.Errorf("%s + %s: %w", m.Currency, o.Currency, ErrCurrencies)
	}
	sum := m.Amount + o.Amount
	if (sum > m.Amount) != (o.Amount > 0) && o.Amount != 0 {
		return Money{}, ErrOverflow
	}
	return Money{sum, m.Currency}, nil
}

// Times returns m × quantity. Error: ErrOverflow.
func (m Money) Times(quantity int64) (Money, error) {
	p, err := MulAmount(m.Amount, quantity)
	return Money{p, m.Currency}, err
}

// MulAmount multiplies two non-negative numbers. Error: ErrOverflow, also for negative input.
func MulAmount(a, b int64) (int64, error) {
	if a < 0 || b < 0 {
		return 0, fmt.Errorf("%d × %d: %w", a, b, ErrOverflow)
	}
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, fmt.Errorf("%d × %d: %w", a, b, ErrOverflow)
	}
	return int64(lo), nil
}

// MinorDigits returns how many decimals a currency's minor unit has (ISO 4217): 2 but for the listed exceptions.
func MinorDigits(currency string) int {
	switch currency {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	case "CLF", "UYW":
		return 4
	}
	return 2
}

// ParseMoney reads a decimal such as "12.5" or "12.50" in a currency. More decimals than the currency has, a sign,
// exponents and separators are refused: a price is never guessed.
func ParseMoney(text, currency string) (Money, error) {
	digits := MinorDigits(currency)
	whole, frac, _ := strings.Cut(strings.TrimSpace(text), ".")
	frac = strings.TrimRight(frac, "0")
	if len(frac) > digits {
		return Money{}, fmt.Errorf("%q has more than %d decimals for %s", text, digits, currency)
	}
	joined := whole + frac + strings.Repeat("0", digits-len(frac))
	for _, c := range joined {
		if c < '0' || c > '9' {
			return Money{}, fmt.Errorf("%q is not a plain decimal number", text)
		}
	}
	if whole == "" {
		return Money{}, fmt.Errorf("%q is not a plain decimal number", text)
	}
	n, err := strconv.ParseInt(joined, 10, 64)
	if err != nil {
		return Money{}, fmt.Errorf("%q: %w", text, ErrOverflow)
	}
	return NewMoney(n, currency)
}

// String returns the amount in major units with its currency: "758.64 USD".
func (m Money) String() string {
	digits := MinorDigits(m.Currency)
	sign, n := "", m.Amount
	if n < 0 {
		sign, n = "-", -n
	}
	text := fmt.Sprintf("%0*d", digits+1, n)
	if digits > 0 {
		text = text[:len(text)-digits] + "." + text[len(text)-digits:]
	}
	return sign + text + " " + m.Currency
}

// Split divides amount over weights so that the shares sum to it exactly: each share is rounded down and the units left
// over go to the largest remainders, earlier ones first (Hamilton's method). All weights zero: shares are zero.
// amount must be in 0..MaxAmount and weights in 0..MaxAmount.
func Split(amount int64, weights []int64) []int64 {
	shares := make([]int64, len(weights))
	var sum uint64
	for _, w := range weights {
		sum += uint64(w)
	}
	if sum == 0 {
		return shares
	}
	left := amount
	remainders := make([]uint64, len(weights))
	for i, w := range weights {
		hi, lo := bits.Mul64(uint64(amount), uint64(w))
		q, r := bits.Div64(hi, lo, sum)
		shares[i], remainders[i] = int64(q), r
		left -= int64(q)
	}
	for ; left > 0; left-- {
		best := 0
		for i, r := range remainders {
			if r > remainders[best] {
				best = i
			}
		}
		shares[best]++
		remainders[best] = 0
	}
	return shares
}

// PartsPerMillion returns amount × ppm / 1,000,000 rounded half up, the way tax is computed per line.
// amount in 0..MaxAmount, ppm in 0..1,000,000.
func PartsPerMillion(amount, ppm int64) int64 {
	hi, lo := bits.Mul64(uint64(amount), uint64(ppm))
	q, r := bits.Div64(hi, lo, 1_000_000)
	if r >= 500_000 {
		q++
	}
	return int64(q)
}
