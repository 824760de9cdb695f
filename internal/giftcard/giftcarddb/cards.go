package giftcarddb

import (
	"context"
	"fmt"
	"math"

	"rialto/internal/commerce"
	"rialto/internal/giftcard"
	"rialto/internal/platform/sqldb"
)

const cardColumns = `c.card_id, c.code_hash, c.last_four, c.currency, c.issued, c.balance, c.held, c.expires_at, c.blocked_at,
	c.created_at, c.note, c.version`

// cardFields lists where cardColumns go.
func cardFields(c *giftcard.Card) []any {
	return []any{
		&c.ID, &c.CodeHash, &c.LastFour, &c.Currency, &c.Issued, &c.Balance, &c.Held, &c.ExpiresAt, &c.BlockedAt,
		&c.CreatedAt, &c.Note, &c.Version,
	}
}

func scanCard(r sqldb.Row) (c giftcard.Card, err error) { return c, r.Scan(cardFields(&c)...) }

// Issue implements giftcard.Store. The key is claimed first: of two requests with one key the second writes nothing.
func (s *Store) Issue(ctx context.Context, key, hash string, c giftcard.Card) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		n, err := tx.Exec(`INSERT INTO issues (idempotency_key, request_hash, card_id) VALUES ($1,$2,$3)
			ON CONFLICT (idempotency_key) DO NOTHING`, key, hash, c.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return giftcard.ErrKeyUsed
		}
		if _, err := tx.Exec(`INSERT INTO codes (code_hash, card_id) VALUES ($1,$2)`, c.CodeHash, c.ID); err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO cards (card_id, code_hash, last_four, currency, issued, balance, held, expires_at,
			blocked_at, created_at, note, version) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)`,
			c.ID, c.CodeHash, c.LastFour, c.Currency, c.Issued, c.Balance, c.Held, c.ExpiresAt, c.BlockedAt, c.CreatedAt,
			c.Note, c.Version)
		if err != nil {
			return err
		}
		return remember(tx, c.ID, c.Version, change{giftcard.WasIssued, "", c.Balance, c.Held}, c.CreatedAt)
	})
}

// change is what happened to a card, as a row of history keeps it.
type change struct {
	kind          string
	order         commerce.OrderID
	balance, held int64
}

// remember writes the row of history of a card's version.
func remember(tx sqldb.Tx, id giftcard.CardID, version int64, c change, at int64) error {
	_, err := tx.Exec(`INSERT INTO history (card_id, seq, kind, order_id, balance_change, held_change, at)
		VALUES ($1,$2,$3,$4,$5,$6,$7)`, id, version, c.kind, c.order, c.balance, c.held, at)
	return err
}

// apply changes a card by what an order gave back or spent, which cannot be refused any more, and remembers it. A card
// that ends before reopen ends then.
func apply(tx sqldb.Tx, id giftcard.CardID, c change, at, reopen int64) error {
	var version int64
	err := tx.QueryRow(`UPDATE cards SET balance = balance + $2, held = held + $3, version = version + 1,
			expires_at = CASE WHEN expires_at <> 0 AND expires_at < $4 THEN $4 ELSE expires_at END
		WHERE card_id = $1 RETURNING version`, id, c.balance, c.held, reopen).Scan(&version)
	if err != nil {
		return fmt.Errorf("%s card: %w", c.kind, err)
	}
	return remember(tx, id, version, c, at)
}

// Issued implements giftcard.Store.
func (s *Store) Issued(ctx context.Context, key string) (c giftcard.Card, hash string, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		var id giftcard.CardID
		err := tx.QueryRow(`SELECT card_id, request_hash FROM issues WHERE idempotency_key = $1`, key).Scan(&id, &hash)
		if err != nil {
			return missing(err)
		}
		c, err = card(tx, id)
		return err
	})
	return c, hash, err
}

// Card implements giftcard.Store.
func (s *Store) Card(ctx context.Context, id giftcard.CardID) (c giftcard.Card, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		c, err = card(tx, id)
		return err
	})
	return c, err
}

// ByCode implements giftcard.Store.
func (s *Store) ByCode(ctx context.Context, codeHash string) (c giftcard.Card, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		var id giftcard.CardID
		if err := tx.QueryRow(`SELECT card_id FROM codes WHERE code_hash = $1`, codeHash).Scan(&id); err != nil {
			return missing(err)
		}
		c, err = card(tx, id)
		return err
	})
	return c, err
}

func card(tx sqldb.Tx, id giftcard.CardID) (giftcard.Card, error) {
	c, err := scanCard(tx.QueryRow(`SELECT `+cardColumns+` FROM cards c WHERE c.card_id = $1`, id))
	return c, missing(err)
}

// missing turns an empty result into ErrNoCard.
func missing(err error) error {
	if sqldb.NoRows(err) {
		return giftcard.ErrNoCard
	}
	return err
}

// Cards implements giftcard.Store. Ids grow with time, so newest first is by id.
func (s *Store) Cards(ctx context.Context, before giftcard.CardID, limit int) (page []giftcard.Card, err error) {
	if before == 0 {
		before = math.MaxInt64
	}
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		page, err = sqldb.Collect(tx, scanCard, `SELECT `+cardColumns+` FROM cards c WHERE c.card_id < $1
			ORDER BY c.card_id DESC LIMIT $2`, before, limit)
		return err
	})
	return page, err
}

// Block implements giftcard.Store.
func (s *Store) Block(ctx context.Context, id giftcard.CardID, at int64) (c giftcard.Card, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		var version int64
		err := tx.QueryRow(`UPDATE cards SET blocked_at = $2, version = version + 1 WHERE card_id = $1 AND blocked_at = 0
			RETURNING version`, id, at).Scan(&version)
		switch {
		case err == nil:
			err = remember(tx, id, version, change{kind: giftcard.WasBlocked}, at)
		case sqldb.NoRows(err): // blocked before, or missing
			err = nil
		}
		if err != nil {
			return err
		}
		c, err = card(tx, id)
		return err
	})
	return c, err
}

// Folds implements giftcard.Store.
func (s *Store) Folds(ctx context.Context, after giftcard.CardID, limit int) (page []giftcard.Fold, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		page, err = sqldb.Collect(tx, func(r sqldb.Row) (f giftcard.Fold, err error) {
			return f, r.Scan(append(cardFields(&f.Card), &f.Changes, &f.HistoryBalance, &f.HistoryHeld, &f.UsesHeld, &f.UsesTaken)...)
		}, `SELECT `+cardColumns+`,
			(SELECT COUNT(*) FROM history h WHERE h.card_id = c.card_id),
			(SELECT CAST(COALESCE(SUM(h.balance_change), 0) AS bigint) FROM history h WHERE h.card_id = c.card_id),
			(SELECT CAST(COALESCE(SUM(h.held_change), 0) AS bigint) FROM history h WHERE h.card_id = c.card_id),
			(SELECT CAST(COALESCE(SUM(u.amount), 0) AS bigint) FROM uses u WHERE u.card_id = c.card_id AND u.state = 'held'),
			(SELECT CAST(COALESCE(SUM(u.amount - u.refunded), 0) AS bigint) FROM uses u
				WHERE u.card_id = c.card_id AND u.state = 'spent')
			FROM cards c WHERE c.card_id > $1 ORDER BY c.card_id LIMIT $2`, after, limit)
		return err
	})
	return page, err
}
