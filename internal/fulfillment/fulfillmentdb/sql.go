// Package fulfillmentdb keeps shipments in SQLite or PostgreSQL, one SQL text for both.
//
// Every change names the warehouse (the distribution key) and is one guarded UPDATE; its event goes to the outbox in the
// same transaction. Get, Due, List without a warehouse and Scan ask every shard: staff, simulation and verify use them.
// Lines and plan are JSON in text, read in Go. It asks nothing of anyone and publishes only through the outbox.
//
//	db, err := sqldb.OpenSQLite(ctx, "fulfillment.db", fulfillmentdb.Migrations())
//	store := fulfillmentdb.New(db)
package fulfillmentdb

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"

	"rialto/internal/fulfillment"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations returns the schema of the room's database.
func Migrations() fs.FS { return outbox.Migrations(files) }

// Store implements fulfillment.Store.
type Store struct{ db *sqldb.DB }

var _ fulfillment.Store = (*Store)(nil)

// New returns the store on an open database.
func New(db *sqldb.DB) *Store { return &Store{db} }

const columns = `warehouse_id, shipment_id, user_id, order_id, seller_id, status, method, label, tracking, lines,
	deliver_by, created_at, updated_at, version, plan, next_step, due_at, attempt`

func scan(row sqldb.Row) (fulfillment.Shipment, error) {
	var sh fulfillment.Shipment
	var lines, plan string
	err := row.Scan(&sh.WarehouseID, &sh.ID, &sh.UserID, &sh.OrderID, &sh.SellerID, &sh.Status, &sh.Method, &sh.Label,
		&sh.Tracking, &lines, &sh.DeliverBy, &sh.CreatedAt, &sh.UpdatedAt, &sh.Version, &plan, &sh.Next, &sh.DueAt, &sh.Attempt)
	if err != nil {
		return sh, err
	}
	if err := json.Unmarshal([]byte(lines), &sh.Lines); err != nil {
		return sh, fmt.Errorf("lines of shipment %s: %w", sh.ID, err)
	}
	if err := json.Unmarshal([]byte(plan), &sh.Plan); err != nil {
		return sh, fmt.Errorf("plan of shipment %s: %w", sh.ID, err)
	}
	return sh, nil
}

// Get implements fulfillment.Store.
func (s *Store) Get(ctx context.Context, id string) (sh fulfillment.Shipment, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		sh, err = scan(tx.QueryRow(`SELECT `+columns+` FROM shipment WHERE shipment_id = $1 ORDER BY warehouse_id LIMIT 1`, id))
		return err
	})
	if sqldb.NoRows(err) {
		return fulfillment.Shipment{}, fulfillment.ErrMissing
	}
	return sh, err
}

// query collects one page of shipments.
func (s *Store) query(ctx context.Context, text string, args ...any) (page []fulfillment.Shipment, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		page, err = sqldb.Collect(tx, scan, `SELECT `+columns+` FROM shipment `+text, args...)
		return err
	})
	return page, err
}

// List implements fulfillment.Store.
func (s *Store) List(ctx context.Context, f fulfillment.Filter) ([]fulfillment.Shipment, error) {
	args := []any{f.After.CreatedAt, f.After.ID, f.Limit}
	for _, status := range f.Statuses {
		args = append(args, string(status))
	}
	where := `WHERE status IN (` + sqldb.Placeholders(4, len(f.Statuses)) + `) AND (created_at, shipment_id) > ($1, $2)`
	if f.WarehouseID != 0 {
		args = append(args, f.WarehouseID)
		where += fmt.Sprintf(` AND warehouse_id = $%d`, len(args))
	}
	return s.query(ctx, where+` ORDER BY created_at, shipment_id LIMIT $3`, args...)
}

// Due implements fulfillment.Store.
func (s *Store) Due(ctx context.Context, now int64, limit int) ([]fulfillment.Shipment, error) {
	return s.query(ctx, `WHERE due_at > 0 AND due_at <= $1 ORDER BY due_at LIMIT $2`, now, limit)
}

// Scan implements fulfillment.Store.
func (s *Store) Scan(ctx context.Context, afterID string, afterWarehouse int64, limit int) ([]fulfillment.Shipment, error) {
	return s.query(ctx, `WHERE (shipment_id, warehouse_id) > ($1, $2) ORDER BY shipment_id, warehouse_id LIMIT $3`,
		afterID, afterWarehouse, limit)
}
