package fulfillmentdb

import (
	"context"
	"encoding/json"
	"fmt"

	"rialto/internal/fulfillment"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

// later grows updated_at with every version, whatever the clock says: consumers order events by it.
const later = `CASE WHEN updated_at < %[1]s THEN %[1]s ELSE updated_at + 1 END`

// Apply implements fulfillment.Store.
func (s *Store) Apply(ctx context.Context, warehouseID int64, changes []fulfillment.Change) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		for _, c := range changes {
			if err := apply(tx, warehouseID, c); err != nil {
				return fmt.Errorf("event %s: %w", c.EventID, err)
			}
		}
		return nil
	})
}

func apply(tx sqldb.Tx, warehouseID int64, c fulfillment.Change) error {
	first, err := outbox.Once(tx, warehouseID, fulfillment.Consumer, c.EventID)
	if err != nil || !first {
		return err
	}
	for _, sh := range c.Open {
		if err := insert(tx, warehouseID, sh); err != nil {
			return fmt.Errorf("open shipment %s: %w", sh.ID, err)
		}
	}
	for _, id := range c.Cancel {
		if err := cancel(tx, warehouseID, id, c.At); err != nil {
			return fmt.Errorf("cancel shipment %s: %w", id, err)
		}
	}
	return nil
}

func insert(tx sqldb.Tx, warehouseID int64, sh fulfillment.Shipment) error {
	lines, err := json.Marshal(sh.Lines)
	if err != nil {
		return err
	}
	plan, err := json.Marshal(sh.Plan)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO shipment (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
		ON CONFLICT (warehouse_id, shipment_id) DO NOTHING`,
		warehouseID, sh.ID, sh.UserID, sh.OrderID, sh.SellerID, string(sh.Status), sh.Method, sh.Label, sh.Tracking,
		string(lines), sh.DeliverBy, sh.CreatedAt, sh.UpdatedAt, sh.Version, string(plan), string(sh.Next), sh.DueAt, sh.Attempt)
	return err
}

// cancel closes a shipment that is still open; one that has left, or is unknown, stays as it is.
func cancel(tx sqldb.Tx, warehouseID int64, id string, at int64) error {
	sh, err := scan(tx.QueryRow(`UPDATE shipment SET status = 'canceled', version = version + 1,
		updated_at = `+fmt.Sprintf(later, "$3")+`, next_step = '', due_at = 0, attempt = 0
		WHERE warehouse_id = $1 AND shipment_id = $2 AND status IN ('to_pick', 'picked') RETURNING `+columns,
		warehouseID, id, at))
	if sqldb.NoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return tell(tx, sh)
}

// Advance implements fulfillment.Store.
func (s *Store) Advance(ctx context.Context, from, to fulfillment.Shipment) (moved fulfillment.Shipment, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		moved, err = scan(tx.QueryRow(`UPDATE shipment SET status = $5, label = $6, tracking = $7, next_step = $8, due_at = $9,
			attempt = 0, version = version + 1, updated_at = `+fmt.Sprintf(later, "$10")+`
			WHERE warehouse_id = $1 AND shipment_id = $2 AND status = $3 AND version = $4 RETURNING `+columns,
			from.WarehouseID, from.ID, string(from.Status), from.Version,
			string(to.Status), to.Label, to.Tracking, string(to.Next), to.DueAt, to.UpdatedAt))
		if err != nil {
			return err
		}
		return tell(tx, moved)
	})
	if sqldb.NoRows(err) {
		return fulfillment.Shipment{}, fulfillment.ErrStale
	}
	if err != nil {
		return fulfillment.Shipment{}, err
	}
	return moved, nil
}

// tell writes the event of a shipment's newest version.
func tell(tx sqldb.Tx, sh fulfillment.Shipment) error {
	e, err := sh.Event()
	if err != nil {
		return err
	}
	return outbox.Append(tx, sh.WarehouseID, e)
}

// Reschedule implements fulfillment.Store.
func (s *Store) Reschedule(ctx context.Context, from, to fulfillment.Shipment) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(`UPDATE shipment SET next_step = $6, due_at = $7, attempt = $8
			WHERE warehouse_id = $1 AND shipment_id = $2 AND version = $3 AND next_step = $4 AND attempt = $5`,
			from.WarehouseID, from.ID, from.Version, string(from.Next), from.Attempt, string(to.Next), to.DueAt, to.Attempt)
		return err
	})
}
