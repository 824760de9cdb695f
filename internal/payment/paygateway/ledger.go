package paygateway

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"rialto/internal/payment"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/sqldb"
)

// Charges implements payment.Ledger; the cursor is the last order id.
func (s *Sandbox) Charges(ctx context.Context, after string, limit int) (page []payment.Charge, next string, err error) {
	page, err = s.list(ctx, `SELECT `+columns+` FROM charges WHERE order_id > $1 ORDER BY order_id LIMIT $2`, after, limit)
	if len(page) == limit && limit > 0 {
		next = string(page[limit-1].OrderID)
	}
	return page, next, err
}

// Changes implements payment.Ledger; the cursor is the last time and order id, "1764000000000000/7".
func (s *Sandbox) Changes(ctx context.Context, since int64, after string, limit int) (page []payment.Charge, next string, err error) {
	at, order := since-1, "~" // order ids are visible ASCII: none comes after
	if after != "" {
		text, id, _ := strings.Cut(after, "/")
		if at, err = strconv.ParseInt(text, 10, 64); err != nil || id == "" {
			return nil, "", errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is not one that this ledger gave"})
		}
		order = id
	}
	page, err = s.list(ctx, `SELECT `+columns+` FROM charges WHERE (updated_at, order_id) > ($1, $2)
		ORDER BY updated_at, order_id LIMIT $3`, at, order, limit)
	if len(page) == limit && limit > 0 {
		last := page[limit-1]
		next = fmt.Sprintf("%d/%s", last.At, last.OrderID)
	}
	return page, next, err
}

func (s *Sandbox) list(ctx context.Context, query string, args ...any) (page []payment.Charge, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		rows, err := sqldb.Collect(tx, scan, query, args...)
		if err != nil {
			return fmt.Errorf("list charges: %w", err)
		}
		page = make([]payment.Charge, len(rows))
		for i, c := range rows {
			page[i] = c.seen()
		}
		return nil
	})
	return page, err
}
