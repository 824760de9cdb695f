package inventorydb

import (
	"context"

	"rialto/internal/inventory"
	"rialto/internal/platform/sqldb"
)

// Warehouses implements inventory.Store.
func (s *Store) Warehouses(ctx context.Context) (out []inventory.Warehouse, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		out, err = warehouses(tx)
		return err
	})
	return out, err
}

func warehouses(tx sqldb.Tx) ([]inventory.Warehouse, error) {
	return sqldb.Collect(tx, func(r sqldb.Row) (w inventory.Warehouse, err error) {
		err = r.Scan(&w.ID, &w.Name, &w.City, &w.Region, &w.Country, &w.Latitude, &w.Longitude)
		return w, err
	}, `SELECT warehouse_id, name, city, region, country, latitude, longitude FROM warehouses ORDER BY warehouse_id`)
}

// AddWarehouse implements inventory.Store.
func (s *Store) AddWarehouse(ctx context.Context, w inventory.Warehouse) error {
	err := s.db.Write(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO warehouses (warehouse_id, name, city, region, country, latitude, longitude)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, w.ID, w.Name, w.City, w.Region, w.Country, w.Latitude, w.Longitude)
		return err
	})
	if sqldb.IsUnique(err) {
		return inventory.ErrWarehouseExists
	}
	return err
}
