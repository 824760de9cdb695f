package pricingdb

import (
	"context"
	"encoding/base64"
	"fmt"

	"google.golang.org/protobuf/proto"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/sqldb"
	"rialto/internal/pricing"
)

// SaveQuote implements pricing.Store.
func (s *Store) SaveQuote(ctx context.Context, q *pricingv1.Quote) (*pricingv1.Quote, error) {
	body, err := encode(q)
	if err != nil {
		return nil, err
	}
	var stored string
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		stored = body
		n, err := tx.Exec(`INSERT INTO quotes (user_id, quote_id, currency, subtotal, discount, tax, shipping, total,
			created_at, expires_at, body) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)
			ON CONFLICT (user_id, quote_id) DO NOTHING`,
			q.UserId, q.QuoteId, q.Currency, q.Subtotal, q.Discount, q.Tax, q.Shipping, q.Total,
			q.CreatedAt, q.ExpiresAt, body)
		if err != nil || n == 1 {
			return err
		}
		return tx.QueryRow(`SELECT body FROM quotes WHERE user_id = $1 AND quote_id = $2`, q.UserId, q.QuoteId).Scan(&stored)
	})
	if err != nil || stored == body {
		return q, err
	}
	return decode(stored)
}

// Quotes implements pricing.Store.
func (s *Store) Quotes(ctx context.Context, user commerce.UserID, ids ...pricing.QuoteID) ([]*pricingv1.Quote, error) {
	args := []any{user}
	for _, id := range ids {
		args = append(args, id)
	}
	type row struct {
		id   pricing.QuoteID
		body string
	}
	var rows []row
	err := s.db.Read(ctx, func(tx sqldb.Tx) (err error) {
		rows, err = sqldb.Collect(tx, func(r sqldb.Row) (v row, err error) {
			return v, r.Scan(&v.id, &v.body)
		}, `SELECT quote_id, body FROM quotes WHERE user_id = $1 AND quote_id IN (`+sqldb.Placeholders(2, len(ids))+`)`, args...)
		return err
	})
	if err != nil {
		return nil, err
	}
	found := make([]*pricingv1.Quote, len(ids))
	for i, id := range ids {
		for _, r := range rows {
			if r.id == id {
				if found[i], err = decode(r.body); err != nil {
					return nil, fmt.Errorf("quote %s: %w", id, err)
				}
			}
		}
	}
	return found, nil
}

// PageQuotes implements pricing.Store.
func (s *Store) PageQuotes(ctx context.Context, user commerce.UserID, id pricing.QuoteID, limit int) (page []pricing.StoredQuote, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) (err error) {
		page, err = sqldb.Collect(tx, scanQuote, `SELECT user_id, quote_id, subtotal, discount, tax, shipping, total, body
			FROM quotes WHERE (user_id, quote_id) > ($1, $2) ORDER BY user_id, quote_id LIMIT $3`, user, id, limit)
		return err
	})
	return page, err
}

// scanQuote leaves the document nil where it cannot be read: that is a finding, not a failure.
func scanQuote(r sqldb.Row) (q pricing.StoredQuote, err error) {
	var body string
	err = r.Scan(&q.User, &q.ID, &q.Subtotal, &q.Discount, &q.Tax, &q.Shipping, &q.Total, &body)
	if doc, derr := decode(body); derr == nil {
		q.Quote = doc
	}
	return q, err
}

func encode(q *pricingv1.Quote) (string, error) {
	b, err := proto.Marshal(q)
	if err != nil {
		return "", fmt.Errorf("encode quote: %w", err)
	}
	return base64.RawStdEncoding.EncodeToString(b), nil
}

func decode(body string) (*pricingv1.Quote, error) {
	b, err := base64.RawStdEncoding.DecodeString(body)
	if err != nil {
		return nil, fmt.Errorf("decode quote: %w", err)
	}
	q := &pricingv1.Quote{}
	if err := proto.Unmarshal(b, q); err != nil {
		return nil, fmt.Errorf("decode quote: %w", err)
	}
	return q, nil
}
