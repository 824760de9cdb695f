package cartdb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"rialto/internal/cart"
	"rialto/internal/commerce"
	"rialto/internal/platform/sqldb"
)

// Park implements cart.Store.
func (s *Store) Park(ctx context.Context, m cart.Move, rule func(*cart.Cart, *cart.Move)) error {
	err := s.db.Write(ctx, func(tx sqldb.Tx) error {
		filled := m
		_, err := change(tx, m.From, m.At, func(c *cart.Cart) error {
			rule(c, &filled)
			return nil
		})
		if err != nil {
			return err
		}
		if len(filled.Lines) == 0 {
			return errSame
		}
		return insertMove(tx, filled)
	})
	if errors.Is(err, errSame) {
		return nil
	}
	return err
}

func insertMove(tx sqldb.Tx, m cart.Move) error {
	text, err := json.Marshal(m.Lines)
	if err != nil {
		return fmt.Errorf("encode lines: %w", err)
	}
	_, err = tx.Exec(`INSERT INTO cart_moves (user_id, move_id, to_user_id, currency, coupon, lines, created_at)
		VALUES ($1,$2,$3,$4,$5,$6,$7)`, m.From, m.ID, m.To, m.Currency, m.Coupon, string(text), m.At)
	return err
}

// Parked implements cart.Store.
func (s *Store) Parked(ctx context.Context, from commerce.UserID) ([]cart.Move, error) {
	return s.moves(ctx, `WHERE user_id = $1 ORDER BY move_id`, from)
}

// ParkedBefore implements cart.Store.
func (s *Store) ParkedBefore(ctx context.Context, before int64, limit int) ([]cart.Move, error) {
	return s.moves(ctx, `WHERE created_at < $1 ORDER BY created_at LIMIT $2`, before, limit)
}

func (s *Store) moves(ctx context.Context, which string, args ...any) (found []cart.Move, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) (err error) {
		found, err = sqldb.Collect(tx, scanMove,
			`SELECT user_id, move_id, to_user_id, currency, coupon, lines, created_at FROM cart_moves `+which, args...)
		return err
	})
	return found, err
}

func scanMove(r sqldb.Row) (m cart.Move, err error) {
	var text string
	if err := r.Scan(&m.From, &m.ID, &m.To, &m.Currency, &m.Coupon, &text, &m.At); err != nil {
		return m, err
	}
	if err := json.Unmarshal([]byte(text), &m.Lines); err != nil {
		return m, fmt.Errorf("decode lines of move %d: %w", m.ID, err)
	}
	return m, nil
}

// Unpark implements cart.Store.
func (s *Store) Unpark(ctx context.Context, m cart.Move) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(`DELETE FROM cart_moves WHERE user_id = $1 AND move_id = $2`, m.From, m.ID)
		return err
	})
}
