// Package shippingdb keeps parcels and their scans in SQL, one text for SQLite and PostgreSQL.
//
// Both tables have user_id as distribution key. Repeats are decided by the primary keys: (user_id, shipment_id) of a parcel,
// and the same with `what` of a scan. There is no outbox: fulfilment tells the others.
package shippingdb

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"rialto/internal/commerce"
	"rialto/internal/platform/sqldb"
	"rialto/internal/shipping"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are this room's tables.
func Migrations() fs.FS { return sqldb.Migrations(files) }

// Store is shipping.Store in SQL.
type Store struct{ db *sqldb.DB }

var _ shipping.Store = (*Store)(nil)

// New returns the store in db, whose schema must be that of Migrations.
func New(db *sqldb.DB) *Store { return &Store{db} }

const parcelColumns = `user_id, shipment_id, order_id, warehouse_id, method, label_number, tracking_number, created_at`

func scanParcel(r sqldb.Row) (p shipping.Parcel, err error) {
	err = r.Scan(&p.UserID, &p.ShipmentID, &p.OrderID, &p.WarehouseID, &p.Method, &p.Label, &p.Tracking, &p.CreatedAt)
	return p, err
}

// AddParcel implements shipping.Store.
func (s *Store) AddParcel(ctx context.Context, p shipping.Parcel) (kept shipping.Parcel, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		n, err := tx.Exec(`INSERT INTO parcels (`+parcelColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (user_id, shipment_id) DO NOTHING`, p.UserID, p.ShipmentID, string(p.OrderID), p.WarehouseID, p.Method,
			p.Label, p.Tracking, p.CreatedAt)
		if err != nil {
			return fmt.Errorf("write parcel: %w", err)
		}
		if n == 0 {
			kept, err = scanParcel(tx.QueryRow(`SELECT `+parcelColumns+` FROM parcels WHERE user_id = $1 AND shipment_id = $2`,
				p.UserID, p.ShipmentID))
			return err
		}
		for _, scan := range p.Scans {
			if err := addScan(tx, p.UserID, p.ShipmentID, scan); err != nil {
				return err
			}
		}
		kept = p
		return nil
	})
	return kept, err
}

func addScan(tx sqldb.Tx, user commerce.UserID, shipment string, s shipping.Scan) error {
	_, err := tx.Exec(`INSERT INTO scans (user_id, shipment_id, what, at, place) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (user_id, shipment_id, what) DO NOTHING`, user, shipment, s.What, s.At, s.Place)
	if err != nil {
		return fmt.Errorf("write scan: %w", err)
	}
	return nil
}

// AddScan implements shipping.Store.
func (s *Store) AddScan(ctx context.Context, user commerce.UserID, order commerce.OrderID, shipment string, scan shipping.Scan) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		var one int
		err := tx.QueryRow(`SELECT 1 FROM parcels WHERE user_id = $1 AND shipment_id = $2 AND order_id = $3`,
			user, shipment, string(order)).Scan(&one)
		if sqldb.NoRows(err) {
			return shipping.ErrNoShipment
		}
		if err != nil {
			return fmt.Errorf("find parcel: %w", err)
		}
		return addScan(tx, user, shipment, scan)
	})
}

// Parcels implements shipping.Store.
func (s *Store) Parcels(ctx context.Context, user commerce.UserID, order commerce.OrderID) (out []shipping.Parcel, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		out, err = sqldb.Collect(tx, scanParcel, `SELECT `+parcelColumns+` FROM parcels WHERE user_id = $1 AND order_id = $2
			ORDER BY created_at, shipment_id`, user, string(order))
		if err != nil {
			return err
		}
		return addTracks(tx, user, order, out)
	})
	return out, err
}

// addTracks reads the scans of all parcels of an order in one statement.
func addTracks(tx sqldb.Tx, user commerce.UserID, order commerce.OrderID, parcels []shipping.Parcel) error {
	type scanOf struct {
		shipment string
		shipping.Scan
	}
	scans, err := sqldb.Collect(tx, func(r sqldb.Row) (s scanOf, err error) {
		err = r.Scan(&s.shipment, &s.What, &s.At, &s.Place)
		return s, err
	}, `SELECT s.shipment_id, s.what, s.at, s.place FROM scans AS s
		JOIN parcels AS p ON p.user_id = s.user_id AND p.shipment_id = s.shipment_id
		WHERE p.user_id = $1 AND p.order_id = $2`, user, string(order))
	if err != nil {
		return err
	}
	for i := range parcels {
		for _, s := range scans {
			if s.shipment == parcels[i].ShipmentID {
				parcels[i].Scans = append(parcels[i].Scans, s.Scan)
			}
		}
	}
	return nil
}
