package ui

import (
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
