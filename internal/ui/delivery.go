package ui

import (
	"strings"
	"time"

	"rialto/internal/commerce"
)

// Delivery is a promise: by when, how, for how much.
type Delivery struct {
	By     time.Time // zero = not known yet
	Method string    // "Standard delivery"
	Cost   commerce.Money
	Free   bool   // instead of Cost
	Note   string // "to 98101, Seattle"
}

// how joins method, cost and note: "Standard delivery, free, to 98101, Seattle".
func (d Delivery) how() string {
	words := []string{or(d.Method, "Delivery")}
	if d.Free {
		words = append(words, "free")
	} else if !d.Cost.IsZero() {
		words = append(words, Money(d.Cost))
	}
	if d.Note != "" {
		words = append(words, d.Note)
	}
	return strings.Join(words, ", ")
}
