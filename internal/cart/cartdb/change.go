package cartdb

import (
	"context"
	"errors"
	"slices"

	"rialto/internal/cart"
	"rialto/internal/commerce"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

// errSame undoes the lock of a change that changed nothing.
var errSame = errors.New("the cart is as it was")

// Change implements cart.Store.
func (s *Store) Change(ctx context.Context, user commerce.UserID, at int64, rule func(*cart.Cart) error) (c cart.Cart, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) (err error) {
		c, err = change(tx, user, at, rule)
		return err
	})
	if errors.Is(err, errSame) {
		return s.Cart(ctx, user)
	}
	return c, err
}

// ChangeOnce implements cart.Store.
func (s *Store) ChangeOnce(ctx context.Context, user commerce.UserID, at int64, event string, rule func(*cart.Cart) error) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		first, err := outbox.Once(tx, int64(user), consumer, event)
		if err != nil || !first {
			return err
		}
		// Unlike Change, the note must stay even where the rule changes nothing.
		if _, err = change(tx, user, at, rule); errors.Is(err, errSame) {
			return nil
		}
		return err
	})
}

// change locks a cart, applies a rule and writes what differs; errSame where nothing does.
func change(tx sqldb.Tx, user commerce.UserID, at int64, rule func(*cart.Cart) error) (cart.Cart, error) {
	before, err := lock(tx, user, at)
	if err != nil {
		return before, err
	}
	after := before
	after.Lines = slices.Clone(before.Lines)
	if err := rule(&after); err != nil {
		return before, err
	}
	if after.Currency == before.Currency && after.Coupon == before.Coupon && slices.Equal(after.Lines, before.Lines) {
		return before, errSame
	}
	return after, write(tx, before, after)
}

// lock raises the cart's version, making the cart where there is none. Until the transaction ends nobody else changes it.
func lock(tx sqldb.Tx, user commerce.UserID, at int64) (cart.Cart, error) {
	c := cart.Cart{User: user}
	err := tx.QueryRow(`INSERT INTO carts (user_id, currency, coupon, version, updated_at) VALUES ($1, '', '', 1, $2)
		ON CONFLICT (user_id) DO UPDATE SET version = carts.version + 1, updated_at = excluded.updated_at
		RETURNING currency, coupon, version`, user, at).Scan(&c.Currency, &c.Coupon, &c.Version)
	if err != nil {
		return c, err
	}
	if c.Version > 1 {
		c.Lines, err = lines(tx, user)
	}
	return c, err
}

// write stores the difference between two states of a cart.
func write(tx sqldb.Tx, before, after cart.Cart) error {
	if after.Currency != before.Currency || after.Coupon != before.Coupon {
		if _, err := tx.Exec(`UPDATE carts SET currency = $2, coupon = $3 WHERE user_id = $1`, after.User, after.Currency, after.Coupon); err != nil {
			return err
		}
	}
	for _, l := range before.Lines {
		if after.Find(l.Product) != nil {
			continue
		}
		if _, err := tx.Exec(`DELETE FROM cart_items WHERE user_id = $1 AND product_id = $2`, after.User, l.Product); err != nil {
			return err
		}
	}
	for _, l := range after.Lines {
		if old := before.Find(l.Product); old != nil && *old == l {
			continue
		}
		if err := put(tx, after.User, l); err != nil {
			return err
		}
	}
	return nil
}

func put(tx sqldb.Tx, user commerce.UserID, l cart.Line) error {
	_, err := tx.Exec(`INSERT INTO cart_items (user_id, product_id, seller_id, quantity, added_amount, added_currency, position)
		VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT (user_id, product_id) DO UPDATE SET seller_id = excluded.seller_id,
		quantity = excluded.quantity, added_amount = excluded.added_amount, added_currency = excluded.added_currency`,
		user, l.Product, l.Seller, l.Quantity, l.Added.Amount, l.Added.Currency, l.Position)
	return err
}
