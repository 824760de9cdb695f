package inventorydb

import (
	"context"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/sqldb"
)

// Spread implements inventory.Store: a whole batch of an import in one transaction, so that 500 offers pay one fsync.
func (s *Store) Spread(ctx context.Context, offers []inventory.Offer, at int64) (changed int, err error) {
	err = s.settle(ctx, func(tx sqldb.Tx) (err error) {
		changed, err = spread(tx, offers, at)
		return err
	})
	if err != nil {
		return 0, err
	}
	return changed, nil
}

func spread(tx sqldb.Tx, offers []inventory.Offer, at int64) (int, error) {
	places, err := warehouses(tx)
	if err != nil {
		return 0, err
	}
	if len(places) == 0 {
		return 0, inventory.ErrNoWarehouse
	}
	rows, err := rowsOf(tx, offers)
	if err != nil {
		return 0, err
	}
	changed, fresh, changes := 0, []inventory.Stock(nil), []change(nil)
	for _, o := range offers {
		made, moved, err := spreadOffer(tx, o, places, rows, at)
		if err != nil {
			return 0, err
		}
		if len(made)+len(moved) > 0 {
			changed++
		}
		fresh, changes = append(fresh, made...), append(changes, moved...)
	}
	for start := 0; start < len(fresh); start += maxRows {
		if err := insertStock(tx, fresh[start:min(start+maxRows, len(fresh))]); err != nil {
			return 0, err
		}
	}
	for _, s := range fresh {
		changes = append(changes, change{s, inventory.KindAdjusted, s.Available, ""})
	}
	return changed, book(tx, changes...)
}

// rowsOf reads the stock rows of all the offers' products.
func rowsOf(tx sqldb.Tx, offers []inventory.Offer) (map[inventory.Place]inventory.Stock, error) {
	args := make([]any, len(offers))
	for i, o := range offers {
		args[i] = o.ProductID
	}
	list, err := sqldb.Collect(tx, scanStock, `SELECT `+stockColumns+` FROM stock
		WHERE product_id IN (`+sqldb.Placeholders(1, len(offers))+`)`, args...)
	if err != nil {
		return nil, err
	}
	rows := make(map[inventory.Place]inventory.Stock, len(list))
	for _, s := range list {
		rows[s.Place] = s
	}
	return rows, nil
}

// spreadOffer changes the rows that an offer has and returns those that are still to be made: none for a share of 0.
func spreadOffer(tx sqldb.Tx, o inventory.Offer, places []inventory.Warehouse, rows map[inventory.Place]inventory.Stock, at int64) (fresh []inventory.Stock, changes []change, err error) {
	place := func(w commerce.WarehouseID) inventory.Place {
		return inventory.Place{ProductID: o.ProductID, SellerID: o.SellerID, WarehouseID: w}
	}
	reserved := make([]int64, len(places))
	for i, w := range places {
		reserved[i] = rows[place(w.ID)].Reserved
	}
	for i, quantity := range inventory.Spread(o.Quantity, reserved) {
		p := place(places[i].ID)
		old, have := rows[p]
		switch {
		case have && old.Available != quantity:
			c, err := adjust(tx, old, quantity, at)
			if err != nil {
				return nil, nil, err
			}
			changes = append(changes, c)
		case !have && quantity > 0:
			fresh = append(fresh, inventory.Stock{Place: p, Available: quantity, Version: 1, UpdatedAt: at})
		}
	}
	return fresh, changes, nil
}
