// Package cart keeps what somebody means to buy: one seller per product, one currency.
//
// It owns carts and their lines, of guests and of customers alike, and parcels of lines on their way from a guest's cart
// to a customer's (Move).
//
// The one idea: a line is a row, and every change of a cart is one transaction that locks the cart's row, applies a rule
// of this file to the lines and writes those that differ. Parallel adds of different products therefore both survive, and
// of the same product sum up. A cart holds no prices but what was shown when a line went in; today's come from catalog
// with every answer.
//
// It asks catalog for offers and hears order.confirmed, on which it subtracts what was ordered, once. It publishes
// nothing, reserves no stock, judges no coupon, and a read never writes.
package cart

import (
	"context"
	"fmt"
	"slices"

	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Cart is one person's cart. A person without one has the zero Cart with their id.
type Cart struct {
	User     commerce.UserID
	Currency string // of every line; fixed by the first, free again when the cart is empty
	Coupon   string // as typed, upper case; judged when quoted
	Version  int64  // grows with every change
	Lines    []Line // by Position
}

// Line is one product in a cart.
type Line struct {
	Product  commerce.ProductID
	Seller   commerce.SellerID
	Quantity int64          // 1..commerce.MaxQuantity
	Added    commerce.Money // unit price when it was put in
	Position int64          // order of adding
}

// Move is a parcel of lines that left a guest's cart and has not yet arrived in a customer's.
type Move struct {
	ID       int64
	From, To commerce.UserID
	Currency string
	Coupon   string
	Lines    []Line
	At       int64 // UTC microseconds
}

// Store keeps carts. Times are UTC microseconds. The functions it is given hold rules only: they may run more than once,
// must not block, and an error of theirs is returned as it is, with nothing written.
type Store interface {
	// Cart returns the user's cart; an unknown user's is empty.
	Cart(ctx context.Context, user commerce.UserID) (Cart, error)
	// Change applies rule to the user's cart in one transaction, raises its version and notes the time. It returns the cart
	// as stored. A rule that changes nothing writes nothing.
	Change(ctx context.Context, user commerce.UserID, at int64, rule func(*Cart) error) (Cart, error)
	// ChangeOnce is Change at most once per event: a repeat does nothing. The note that it happened commits with the change.
	ChangeOnce(ctx context.Context, user commerce.UserID, at int64, event string, rule func(*Cart) error) error
	// Park applies rule to the cart of m.From and stores the move it filled in the same transaction. A move without lines
	// writes nothing.
	Park(ctx context.Context, m Move, rule func(guest *Cart, m *Move)) error
	// Parked returns the moves out of a user's cart that have not been unparked, oldest first.
	Parked(ctx context.Context, from commerce.UserID) ([]Move, error)
	// ParkedBefore returns up to limit moves of anybody's that were parked before a time.
	ParkedBefore(ctx context.Context, before int64, limit int) ([]Move, error)
	// Unpark forgets a move that arrived; a missing one is already gone.
	Unpark(ctx context.Context, m Move) error
	// Purge removes up to limit carts that were last changed before a time, and returns how many.
	Purge(ctx context.Context, before int64, limit int) (int, error)
}

// Find returns the line of a product, nil when there is none. It points into the cart.
func (c *Cart) Find(p commerce.ProductID) *Line {
	for i := range c.Lines {
		if c.Lines[i].Product == p {
			return &c.Lines[i]
		}
	}
	return nil
}

// Add puts a line in: the same offer sums up and keeps the price it was added at, another seller's offer takes the line's
// place. Errors: invalid currency_unavailable, invalid quantity beyond the limit, conflict cart_full.
func (c *Cart) Add(l Line) (replaced bool, err error) {
	if len(c.Lines) == 0 {
		c.Currency = l.Added.Currency
	}
	if c.Currency != l.Added.Currency {
		return false, errs.Invalid("currency_unavailable", "The cart is in %s; empty it to buy in %s.", c.Currency, l.Added.Currency)
	}
	own := c.Find(l.Product)
	switch {
	case own == nil && len(c.Lines) >= commerce.MaxLines:
		return false, errs.Conflict("cart_full", "The cart has %d products already, which is the limit.", len(c.Lines))
	case own == nil:
		c.append(l)
	case own.Seller != l.Seller:
		own.Seller, own.Quantity, own.Added = l.Seller, l.Quantity, l.Added
		return true, nil
	case own.Quantity+l.Quantity > commerce.MaxQuantity:
		return false, errs.InvalidFields(errs.Field{Name: "quantity", Problem: fmt.Sprintf(
			"brings the line to %d; at most %d of one product", own.Quantity+l.Quantity, commerce.MaxQuantity)})
	default:
		own.Quantity += l.Quantity
	}
	return false, nil
}

// append puts a line at the end.
func (c *Cart) append(l Line) {
	l.Position = 1
	if n := len(c.Lines); n > 0 {
		l.Position = c.Lines[n-1].Position + 1
	}
	c.Lines = append(c.Lines, l)
}

// Set gives a line a quantity; 0 removes it. A product that is not in the cart: not_found, unless it is to be removed.
func (c *Cart) Set(p commerce.ProductID, quantity int64) error {
	if quantity == 0 {
		c.Remove(p)
		return nil
	}
	own := c.Find(p)
	if own == nil {
		return errs.NotFound("item_not_found", "The product is not in the cart.")
	}
	own.Quantity = quantity
	return nil
}

// Remove takes a line out; a missing one is already gone.
func (c *Cart) Remove(p commerce.ProductID) {
	c.Lines = slices.DeleteFunc(c.Lines, func(l Line) bool { return l.Product == p })
}

// Subtract takes out what was ordered of the same offers, never below 0. An order that empties the cart takes the coupon
// along: it was used.
func (c *Cart) Subtract(ordered []Line) {
	for _, o := range ordered {
		own := c.Find(o.Product)
		if own == nil || own.Seller != o.Seller {
			continue
		}
		if own.Quantity -= o.Quantity; own.Quantity <= 0 {
			c.Remove(o.Product)
		}
		if len(c.Lines) == 0 {
			c.Coupon = ""
		}
	}
}

// Give moves out of the cart what fits into another: every product that is there already, and new ones while there is
// room. What does not fit stays.
func (c *Cart) Give(m *Move, to Cart) {
	room := commerce.MaxLines - len(to.Lines)
	m.Currency, m.Coupon = c.Currency, c.Coupon
	var stay []Line
	for _, l := range c.Lines {
		known := to.Find(l.Product) != nil
		switch {
		case !known && room <= 0:
			stay = append(stay, l)
			continue
		case !known:
			room--
		}
		m.Lines = append(m.Lines, l)
	}
	c.Lines, c.Coupon = stay, ""
}

// Take puts a move's lines in: the same offer sums up, capped at the limit; another seller's offer takes the place, as the
// guest chose it later. The guest's coupon comes along where there is none.
func (c *Cart) Take(m Move) {
	if len(c.Lines) == 0 {
		c.Currency = m.Currency
	}
	if c.Coupon == "" {
		c.Coupon = m.Coupon
	}
	for _, l := range m.Lines {
		own := c.Find(l.Product)
		switch {
		case own == nil:
			c.append(l)
		case own.Seller == l.Seller:
			own.Quantity = min(own.Quantity+l.Quantity, commerce.MaxQuantity)
		default:
			own.Seller, own.Quantity, own.Added = l.Seller, l.Quantity, l.Added
		}
	}
}
