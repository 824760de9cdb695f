package giftcarddb

import (
	"context"

	"rialto/internal/commerce"
	"rialto/internal/giftcard"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

const useColumns = `u.card_id, u.user_id, u.order_id, u.state, u.amount, u.refunded, u.version, u.changed_at, c.last_four, c.currency`

// useFields lists where useColumns go.
func useFields(u *giftcard.Use) []any {
	return []any{
		&u.Card, &u.User, &u.Order, &u.State, &u.Amount, &u.Refunded, &u.Version, &u.ChangedAt, &u.LastFour, &u.Currency,
	}
}

func scanUse(r sqldb.Row) (u giftcard.Use, err error) { return u, r.Scan(useFields(&u)...) }

// later is the time of a use's next version: $4, or just after its last where clocks disagree.
const later = `CASE WHEN changed_at < $4 THEN $4 ELSE changed_at + 1 END`

// Hold implements giftcard.Store.
func (s *Store) Hold(ctx context.Context, key giftcard.UseKey, amount commerce.Money, at int64) (giftcard.Use, error) {
	return s.step(ctx, func(tx sqldb.Tx) (giftcard.Use, error) {
		first, err := insertUse(tx, key, giftcard.Held, amount.Amount, at)
		if err != nil {
			return giftcard.Use{}, err
		}
		if !first {
			u, err := use(tx, key)
			if err == nil {
				err = u.Again(key, amount)
			}
			return u, err
		}
		if err := take(tx, key, amount, at); err != nil {
			return giftcard.Use{}, err
		}
		return changed(tx, key)
	})
}

// take holds an amount of the card, or says why it may not. This one statement is what keeps a card from being overdrawn.
func take(tx sqldb.Tx, key giftcard.UseKey, amount commerce.Money, at int64) error {
	var version int64
	err := tx.QueryRow(`UPDATE cards SET held = held + $2, version = version + 1
		WHERE card_id = $1 AND balance - held >= $2 AND currency = $3 AND blocked_at = 0
			AND (expires_at = 0 OR expires_at > $4) RETURNING version`, key.Card, amount.Amount, amount.Currency, at).Scan(&version)
	if err == nil {
		return remember(tx, key.Card, version, change{giftcard.WasHeld, key.Order, 0, amount.Amount}, at)
	}
	if !sqldb.NoRows(err) {
		return err
	}
	c, err := card(tx, key.Card)
	if err != nil {
		return err
	}
	if err := c.Refusal(amount, at); err != nil {
		return err
	}
	return giftcard.Lack{Available: c.Available(at)} // given back between the two statements
}

// Spend implements giftcard.Store.
func (s *Store) Spend(ctx context.Context, key giftcard.UseKey, at int64) (giftcard.Use, error) {
	return s.step(ctx, func(tx sqldb.Tx) (giftcard.Use, error) {
		var amount int64
		err := tx.QueryRow(`UPDATE uses SET state = 'spent', version = version + 1, changed_at = `+later+`
			WHERE card_id = $1 AND order_id = $2 AND user_id = $3 AND state = 'held' RETURNING amount`,
			key.Card, key.Order, key.User, at).Scan(&amount)
		if sqldb.NoRows(err) {
			return spentBefore(tx, key)
		}
		if err != nil {
			return giftcard.Use{}, err
		}
		if err := apply(tx, key.Card, change{giftcard.WasSpent, key.Order, -amount, -amount}, at, 0); err != nil {
			return giftcard.Use{}, err
		}
		return changed(tx, key)
	})
}

// spentBefore answers a spend that found no hold.
func spentBefore(tx sqldb.Tx, key giftcard.UseKey) (giftcard.Use, error) {
	u, err := use(tx, key)
	switch {
	case sqldb.NoRows(err):
		return u, giftcard.ErrReleased
	case err == nil && u.User != key.User:
		return u, giftcard.ErrForeign
	case err == nil && u.State != giftcard.Spent:
		return u, giftcard.ErrReleased
	}
	return u, err
}

// Release implements giftcard.Store.
func (s *Store) Release(ctx context.Context, key giftcard.UseKey, at, reopen int64) (giftcard.Use, error) {
	return s.step(ctx, func(tx sqldb.Tx) (giftcard.Use, error) {
		first, err := insertUse(tx, key, giftcard.Released, 0, at)
		if err != nil {
			return giftcard.Use{}, err
		}
		if first {
			if _, err := card(tx, key.Card); err != nil {
				return giftcard.Use{}, err
			}
			return changed(tx, key)
		}
		given, err := release(tx, key, at, reopen)
		if err != nil {
			return giftcard.Use{}, err
		}
		if given {
			return changed(tx, key)
		}
		u, err := use(tx, key)
		if err == nil && u.User != key.User {
			err = giftcard.ErrForeign
		}
		return u, err
	})
}

// release gives a hold or what is left of a spent amount back and reports whether there was one.
func release(tx sqldb.Tx, key giftcard.UseKey, at, reopen int64) (given bool, err error) {
	var amount, refunded int64
	err = tx.QueryRow(`UPDATE uses SET state = 'released', version = version + 1, changed_at = `+later+`
		WHERE card_id = $1 AND order_id = $2 AND user_id = $3 AND state = 'held' RETURNING amount`,
		key.Card, key.Order, key.User, at).Scan(&amount)
	if err == nil {
		return true, apply(tx, key.Card, change{giftcard.WasReleased, key.Order, 0, -amount}, at, 0)
	}
	if !sqldb.NoRows(err) {
		return false, err
	}
	err = tx.QueryRow(`UPDATE uses SET state = 'released', refunded = amount, version = version + 1, changed_at = `+later+`
		WHERE card_id = $1 AND order_id = $2 AND user_id = $3 AND state = 'spent' RETURNING amount`,
		key.Card, key.Order, key.User, at).Scan(&amount)
	if sqldb.NoRows(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	// What was given back before is the sum of the refunds: the use's row is ours now, so no other can be added.
	err = tx.QueryRow(`SELECT CAST(COALESCE(SUM(amount), 0) AS bigint) FROM refunds WHERE card_id = $1 AND order_id = $2`,
		key.Card, key.Order).Scan(&refunded)
	if err != nil {
		return false, err
	}
	return true, apply(tx, key.Card, change{giftcard.WasReleased, key.Order, amount - refunded, 0}, at, reopen)
}

// Refund implements giftcard.Store.
func (s *Store) Refund(ctx context.Context, key giftcard.UseKey, refundID string, amount commerce.Money, at, reopen int64) (giftcard.Use, error) {
	return s.step(ctx, func(tx sqldb.Tx) (giftcard.Use, error) {
		n, err := tx.Exec(`INSERT INTO refunds (card_id, order_id, refund_id, amount, at) VALUES ($1,$2,$3,$4,$5)
			ON CONFLICT (card_id, order_id, refund_id) DO NOTHING`, key.Card, key.Order, refundID, amount.Amount, at)
		if err != nil {
			return giftcard.Use{}, err
		}
		if n == 0 {
			return refundedBefore(tx, key, refundID, amount)
		}
		n, err = tx.Exec(`UPDATE uses SET refunded = refunded + $5, version = version + 1, changed_at = `+later+`
			WHERE card_id = $1 AND order_id = $2 AND user_id = $3 AND state = 'spent' AND refunded + $5 <= amount`,
			key.Card, key.Order, key.User, at, amount.Amount)
		if err != nil {
			return giftcard.Use{}, err
		}
		if n == 0 {
			return notLeft(tx, key)
		}
		if err := apply(tx, key.Card, change{giftcard.WasRefunded, key.Order, amount.Amount, 0}, at, reopen); err != nil {
			return giftcard.Use{}, err
		}
		u, err := changed(tx, key)
		if err == nil && u.Currency != amount.Currency {
			err = giftcard.ErrCurrency
		}
		return u, err
	})
}

// refundedBefore answers a refund whose id is known.
func refundedBefore(tx sqldb.Tx, key giftcard.UseKey, refundID string, amount commerce.Money) (giftcard.Use, error) {
	var before int64
	err := tx.QueryRow(`SELECT amount FROM refunds WHERE card_id = $1 AND order_id = $2 AND refund_id = $3`,
		key.Card, key.Order, refundID).Scan(&before)
	if err != nil {
		return giftcard.Use{}, err
	}
	u, err := use(tx, key)
	switch {
	case err == nil && u.User != key.User:
		err = giftcard.ErrForeign
	case err == nil && (before != amount.Amount || u.Currency != amount.Currency):
		err = giftcard.ErrDiffers
	}
	return u, err
}

// notLeft says why a refund found too little.
func notLeft(tx sqldb.Tx, key giftcard.UseKey) (giftcard.Use, error) {
	u, err := use(tx, key)
	switch {
	case sqldb.NoRows(err):
		err = giftcard.ErrOverRefund
	case err == nil && u.User != key.User:
		err = giftcard.ErrForeign
	case err == nil:
		err = giftcard.ErrOverRefund
	}
	return u, err
}

// step runs one change of a use; an error leaves nothing.
func (s *Store) step(ctx context.Context, do func(sqldb.Tx) (giftcard.Use, error)) (u giftcard.Use, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		u, err = do(tx)
		return err
	})
	if err != nil {
		return giftcard.Use{}, err
	}
	return u, nil
}

// insertUse reports whether the order had no use of the card, and has one now.
func insertUse(tx sqldb.Tx, key giftcard.UseKey, state giftcard.State, amount, at int64) (first bool, err error) {
	n, err := tx.Exec(`INSERT INTO uses (card_id, order_id, user_id, state, amount, refunded, version, changed_at)
		VALUES ($1,$2,$3,$4,$5,0,1,$6) ON CONFLICT (card_id, order_id) DO NOTHING`, key.Card, key.Order, key.User, state, amount, at)
	return n == 1, err
}

// use reads what an order takes of a card, whoever's it is.
func use(tx sqldb.Tx, key giftcard.UseKey) (giftcard.Use, error) {
	return scanUse(tx.QueryRow(`SELECT `+useColumns+` FROM uses u JOIN cards c ON c.card_id = u.card_id
		WHERE u.card_id = $1 AND u.order_id = $2`, key.Card, key.Order))
}

// changed reads a use that has a new version and appends the event of it.
func changed(tx sqldb.Tx, key giftcard.UseKey) (giftcard.Use, error) {
	u, err := use(tx, key)
	if err != nil {
		return u, err
	}
	e, err := u.Event()
	if err != nil {
		return u, err
	}
	return u, outbox.Append(tx, int64(u.Card), e)
}

// Uses implements giftcard.Store.
func (s *Store) Uses(ctx context.Context, id giftcard.CardID, limit int) (page []giftcard.Use, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		page, err = sqldb.Collect(tx, scanUse, `SELECT `+useColumns+` FROM uses u JOIN cards c ON c.card_id = u.card_id
			WHERE u.card_id = $1 ORDER BY u.changed_at DESC, u.order_id DESC LIMIT $2`, id, limit)
		return err
	})
	return page, err
}

// UseFolds implements giftcard.Store.
func (s *Store) UseFolds(ctx context.Context, after giftcard.CardID, order commerce.OrderID, limit int) (page []giftcard.UseFold, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		page, err = sqldb.Collect(tx, func(r sqldb.Row) (f giftcard.UseFold, err error) {
			return f, r.Scan(append(useFields(&f.Use), &f.Refunds)...)
		}, `SELECT `+useColumns+`, (SELECT CAST(COALESCE(SUM(r.amount), 0) AS bigint) FROM refunds r
				WHERE r.card_id = u.card_id AND r.order_id = u.order_id)
			FROM uses u JOIN cards c ON c.card_id = u.card_id
			WHERE (u.card_id, u.order_id) > ($1, $2) ORDER BY u.card_id, u.order_id LIMIT $3`, after, order, limit)
		return err
	})
	return page, err
}
