package orderdb

import (
	"context"
	"fmt"
	"math"
	"strings"

	"rialto/internal/commerce"
	"rialto/internal/order"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

// Create implements order.Store.
func (s *Store) Create(ctx context.Context, o *order.Order, saga *order.Saga) (existing *order.Known, err error) {
	row, err := orderRow(o)
	if err != nil {
		return nil, err
	}
	row = append(row, strings.ToLower(o.Email))
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		existing = nil
		var one int
		err := tx.QueryRow(`INSERT INTO orders (`+orderColumns+`, mailbox) SELECT `+sqldb.Placeholders(1, len(row))+`
			WHERE NOT EXISTS (SELECT 1 FROM order_keys WHERE user_id = $1 AND idempotency_key = $5)
			ON CONFLICT DO NOTHING RETURNING 1`, row...).Scan(&one)
		if sqldb.NoRows(err) {
			existing, err = join(tx, o.UserID, o.IdempotencyKey, o.RequestHash, o.QuoteID)
			if errs.Is(err, errs.KindNotFound) { // canceled since: the quote is free again
				return errs.Unavailable("order_contended", "This quote's order was just canceled, try again.")
			}
			return err
		}
		if err != nil {
			return fmt.Errorf("insert order: %w", err)
		}
		return insertParts(tx, o, saga)
	})
	if err == nil && existing == nil {
		saga.Logged = len(saga.Log)
	}
	return existing, err
}

func insertParts(tx sqldb.Tx, o *order.Order, saga *order.Saga) error {
	for i, it := range o.Items {
		_, err := tx.Exec(`INSERT INTO order_items (user_id, order_id, line, product_id, seller_id, title, quantity, unit_price,
			discount, tax) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
			int64(o.UserID), string(o.ID), i, int64(it.ProductID), int64(it.SellerID), it.Title, it.Quantity, it.UnitPrice, it.Discount, it.Tax)
		if err != nil {
			return fmt.Errorf("insert line %d: %w", i, err)
		}
	}
	if err := insertHistory(tx, o, o.History); err != nil {
		return err
	}
	if err := outbox.Append(tx, int64(o.UserID), o.Events()...); err != nil {
		return err
	}
	return insertSaga(tx, saga)
}

// join finds the order that stands in the way: the same key first, then the same quote, whose order the key joins.
func join(tx sqldb.Tx, user commerce.UserID, key, hash, quote string) (*order.Known, error) {
	known, err := byKey(tx, user, key)
	if !errs.Is(err, errs.KindNotFound) {
		return known, err
	}
	o, err := one(tx, `user_id = $1 AND quote_id = $2 AND status <> 'canceled'`, int64(user), quote)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(`INSERT INTO order_keys (user_id, idempotency_key, order_id, request_hash) VALUES ($1,$2,$3,$4)
		ON CONFLICT (user_id, idempotency_key) DO NOTHING`, int64(user), key, string(o.ID), hash)
	if err != nil {
		return nil, fmt.Errorf("join order: %w", err)
	}
	return byKey(tx, user, key)
}

// byKey finds the order that a key made or joined. One statement says that there is none, which every new order asks.
func byKey(tx sqldb.Tx, user commerce.UserID, key string) (*order.Known, error) {
	o, err := one(tx, `user_id = $1 AND order_id = (SELECT order_id FROM orders WHERE user_id = $1 AND idempotency_key = $2
		UNION ALL SELECT order_id FROM order_keys WHERE user_id = $1 AND idempotency_key = $2 LIMIT 1)`, int64(user), key)
	if err != nil {
		return nil, err
	}
	known := &order.Known{Order: o, Hash: o.RequestHash}
	if o.IdempotencyKey != key {
		err = tx.QueryRow(`SELECT request_hash FROM order_keys WHERE user_id = $1 AND idempotency_key = $2`, int64(user), key).Scan(&known.Hash)
	}
	if err != nil {
		return nil, fmt.Errorf("read the joined key: %w", err)
	}
	return known, nil
}

// Get implements order.Store.
func (s *Store) Get(ctx context.Context, user commerce.UserID, id commerce.OrderID) (*order.Order, error) {
	return s.readOne(ctx, `user_id = $1 AND order_id = $2`, int64(user), string(id))
}

// ByKey implements order.Store.
func (s *Store) ByKey(ctx context.Context, user commerce.UserID, key string) (known *order.Known, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		known, err = byKey(tx, user, key)
		return err
	})
	return known, err
}

// Join implements order.Store.
func (s *Store) Join(ctx context.Context, user commerce.UserID, key, hash, quoteID string) (known *order.Known, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		known, err = join(tx, user, key, hash, quoteID)
		return err
	})
	return known, err
}

// Recent implements order.Store.
func (s *Store) Recent(ctx context.Context, user commerce.UserID, basket string, since int64) (id commerce.OrderID, createdAt int64, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		err := tx.QueryRow(`SELECT order_id, created_at FROM orders WHERE user_id = $1 AND created_at > $2 AND basket = $3
			AND status <> 'canceled' ORDER BY created_at DESC, order_id DESC LIMIT 1`, int64(user), since, basket).Scan(&id, &createdAt)
		if sqldb.NoRows(err) {
			return nil
		}
		return err
	})
	return id, createdAt, err
}

// Find implements order.Store.
func (s *Store) Find(ctx context.Context, id commerce.OrderID) (*order.Order, error) {
	return s.readOne(ctx, `order_id = $1`, string(id))
}

func (s *Store) readOne(ctx context.Context, where string, args ...any) (o *order.Order, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		o, err = one(tx, where, args...)
		return err
	})
	return o, err
}

// one reads an order with all its parts.
func one(tx sqldb.Tx, where string, args ...any) (*order.Order, error) {
	o, err := scanOrder(tx.QueryRow(`SELECT `+orderColumns+` FROM orders WHERE `+where, args...))
	if sqldb.NoRows(err) {
		return nil, errs.NotFound("order_not_found", "There is no such order.")
	}
	if err != nil {
		return nil, fmt.Errorf("read order: %w", err)
	}
	if err := addLines(tx, o); err != nil {
		return nil, err
	}
	o.History, err = sqldb.Collect(tx, func(r sqldb.Row) (h order.Entry, err error) {
		return h, r.Scan(&h.Version, &h.Status, &h.At, &h.What)
	}, `SELECT version, status, at, what FROM order_history WHERE user_id = $1 AND order_id = $2 ORDER BY version`,
		int64(o.UserID), string(o.ID))
	return o, err
}

// addLines reads items and shipments.
func addLines(tx sqldb.Tx, o *order.Order) (err error) {
	o.Items, err = sqldb.Collect(tx, func(r sqldb.Row) (it order.Item, err error) {
		return it, r.Scan(&it.ProductID, &it.SellerID, &it.Title, &it.Quantity, &it.UnitPrice, &it.Discount, &it.Tax)
	}, `SELECT product_id, seller_id, title, quantity, unit_price, discount, tax FROM order_items
		WHERE user_id = $1 AND order_id = $2 ORDER BY line`, int64(o.UserID), string(o.ID))
	if err != nil {
		return fmt.Errorf("read lines: %w", err)
	}
	if o.Status == order.Pending {
		return nil // parcels exist from the confirmation on
	}
	o.Shipments, err = sqldb.Collect(tx, scanShipment, `SELECT shipment_id, seller_id, warehouse_id, status, tracking_number, lines
		FROM shipments WHERE user_id = $1 AND order_id = $2 ORDER BY shipment_id`, int64(o.UserID), string(o.ID))
	if err != nil {
		return fmt.Errorf("read shipments: %w", err)
	}
	return nil
}

func scanShipment(r sqldb.Row) (order.Shipment, error) {
	var sh order.Shipment
	var lines string
	if err := r.Scan(&sh.ID, &sh.SellerID, &sh.WarehouseID, &sh.Status, &sh.TrackingNumber, &lines); err != nil {
		return sh, err
	}
	return sh, decode(lines, &sh.Lines)
}

// List implements order.Store. The staff's page asks every shard.
func (s *Store) List(ctx context.Context, q order.ListQuery) (orders []*order.Order, err error) {
	text, args := listSQL(q)
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		orders, err = sqldb.Collect(tx, scanOrder, text, args...)
		for _, o := range orders {
			if err == nil {
				err = addLines(tx, o)
			}
		}
		return err
	})
	return orders, err
}

// listSQL asks for the user's page and the mailbox's page apart, each by its own index, and puts them together: an OR would
// walk through everybody's orders.
func listSQL(q order.ListQuery) (text string, args []any) {
	if q.Before == 0 {
		q.Before = math.MaxInt64
	}
	args = []any{q.Before, string(q.BeforeID), q.Limit}
	arg := func(v any) string {
		args = append(args, v)
		return sqldb.Placeholders(len(args), 1)
	}
	const newest = ` ORDER BY created_at DESC, order_id DESC LIMIT $3`
	page := `SELECT ` + orderColumns + ` FROM orders WHERE (created_at, order_id) < ($1, $2)`
	if q.Status != "" {
		page += ` AND status = ` + arg(string(q.Status))
	}
	switch {
	case q.UserID == 0 && q.Email == "":
		return page + newest, args
	case q.Email == "":
		return page + ` AND user_id = ` + arg(int64(q.UserID)) + newest, args
	}
	mailbox := page + ` AND mailbox <> '' AND mailbox = ` + arg(strings.ToLower(q.Email)) + newest
	if q.UserID == 0 {
		return mailbox, args
	}
	users := page + ` AND user_id = ` + arg(int64(q.UserID)) + newest
	return `SELECT * FROM (` + users + `) AS users UNION SELECT * FROM (` + mailbox + `) AS mailboxes` + newest, args
}
