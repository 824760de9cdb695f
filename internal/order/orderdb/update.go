package orderdb

import (
	"context"
	"fmt"

	"rialto/internal/commerce"
	"rialto/internal/order"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

// Update implements order.Store.
func (s *Store) Update(ctx context.Context, user commerce.UserID, id commerce.OrderID, saga *order.Saga,
	change func(*order.Order) error) (o *order.Order, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		if o, _, err = changeOrder(tx, user, id, change); err != nil || saga == nil {
			return err
		}
		return advance(tx, saga)
	})
	if err != nil {
		return nil, err
	}
	if saga != nil {
		saga.Logged = len(saga.Log)
	}
	return o, nil
}

// Begin implements order.Store.
func (s *Store) Begin(ctx context.Context, user commerce.UserID, id commerce.OrderID, saga *order.Saga,
	change func(*order.Order) error) (o *order.Order, err error) {
	changed := false
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		if o, changed, err = changeOrder(tx, user, id, change); err != nil || !changed {
			return err
		}
		return insertSaga(tx, saga)
	})
	if err != nil {
		return nil, err
	}
	if changed {
		saga.Logged = len(saga.Log)
	}
	return o, nil
}

// changeOrder reads an order, lets change alter it and writes what it recorded.
func changeOrder(tx sqldb.Tx, user commerce.UserID, id commerce.OrderID, change func(*order.Order) error) (o *order.Order, changed bool, err error) {
	if o, err = one(tx, `user_id = $1 AND order_id = $2`, int64(user), string(id)); err != nil {
		return nil, false, err
	}
	before := o.Version
	if err := change(o); err != nil {
		return nil, false, err
	}
	if o.Version == before {
		return o, false, nil
	}
	return o, true, write(tx, o, before)
}

// write stores a changed order: the row, if it still has the version that was read, its parcels, and the new history and
// events.
func write(tx sqldb.Tx, o *order.Order, before int64) error {
	payment, err := encode(o.Payment)
	if err != nil {
		return err
	}
	problem, err := encodeProblem(o.Problem)
	if err != nil {
		return err
	}
	tenders, err := encodeList(o.Tenders)
	if err != nil {
		return err
	}
	refunds, err := encodeList(o.Refunds)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`UPDATE orders SET status = $4, version = $5, payment = $6, problem = $7, updated_at = $8, tenders = $9,
		refunds = $10 WHERE user_id = $1 AND order_id = $2 AND version = $3`,
		int64(o.UserID), string(o.ID), before, string(o.Status), o.Version, payment, problem, o.UpdatedAt, tenders, refunds)
	if err != nil {
		return fmt.Errorf("update order: %w", err)
	}
	if n != 1 {
		return errs.Unavailable("order_contended", "The order is being changed by somebody else, try again.")
	}
	if err := putShipments(tx, o); err != nil {
		return err
	}
	if err := insertHistory(tx, o, o.History[before:]); err != nil {
		return err
	}
	return outbox.Append(tx, int64(o.UserID), o.Events()...)
}

func putShipments(tx sqldb.Tx, o *order.Order) error {
	for _, sh := range o.Shipments {
		lines, err := encode(sh.Lines)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO shipments (user_id, order_id, shipment_id, seller_id, warehouse_id, status, tracking_number,
			lines) VALUES ($1,$2,$3,$4,$5,$6,$7,$8) ON CONFLICT (user_id, order_id, shipment_id)
			DO UPDATE SET status = excluded.status, tracking_number = excluded.tracking_number`,
			int64(o.UserID), string(o.ID), sh.ID, int64(sh.SellerID), int64(sh.WarehouseID), string(sh.Status), sh.TrackingNumber, lines)
		if err != nil {
			return fmt.Errorf("write shipment %s: %w", sh.ID, err)
		}
	}
	return nil
}

func insertHistory(tx sqldb.Tx, o *order.Order, entries []order.Entry) error {
	for _, h := range entries {
		_, err := tx.Exec(`INSERT INTO order_history (user_id, order_id, version, status, at, what) VALUES ($1,$2,$3,$4,$5,$6)`,
			int64(o.UserID), string(o.ID), h.Version, string(h.Status), h.At, h.What)
		if err != nil {
			return fmt.Errorf("write history: %w", err)
		}
	}
	return nil
}

func encodeProblem(p *order.Problem) (string, error) {
	if p == nil {
		return "", nil
	}
	return encode(p)
}
