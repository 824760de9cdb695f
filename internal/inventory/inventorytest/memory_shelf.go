package inventorytest

import (
	"cmp"
	"context"
	"slices"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
)

// SetStock implements inventory.Store.
func (m *Memory) SetStock(ctx context.Context, p inventory.Place, available, at int64) (out inventory.Stock, err error) {
	err = m.write(ctx, func() error {
		if !slices.ContainsFunc(m.warehouses, func(w inventory.Warehouse) bool { return w.ID == p.WarehouseID }) {
			return inventory.ErrNoWarehouse
		}
		out, err = m.set(p, available, at)
		return err
	})
	return out, err
}

func (m *Memory) set(p inventory.Place, available, at int64) (inventory.Stock, error) {
	old, had := m.stock[p]
	if had && old.Available == available {
		return old, nil
	}
	if available < old.Reserved {
		return old, inventory.ErrBelowReserved
	}
	next := inventory.Stock{Place: p, Available: available, Reserved: old.Reserved}
	return m.put(next, inventory.KindAdjusted, available-old.Available, "", at)
}

// Spread implements inventory.Store.
func (m *Memory) Spread(ctx context.Context, offers []inventory.Offer, at int64) (changed int, err error) {
	err = m.write(ctx, func() error {
		if len(m.warehouses) == 0 {
			return inventory.ErrNoWarehouse
		}
		changed = 0
		for _, o := range offers {
			before := len(m.ledger)
			if err := m.spread(o, at); err != nil {
				return err
			}
			if len(m.ledger) > before {
				changed++
			}
		}
		return nil
	})
	return changed, err
}

func (m *Memory) spread(o inventory.Offer, at int64) error {
	places := make([]inventory.Place, len(m.warehouses))
	reserved := make([]int64, len(m.warehouses))
	for i, w := range m.warehouses {
		places[i] = inventory.Place{ProductID: o.ProductID, SellerID: o.SellerID, WarehouseID: w.ID}
		reserved[i] = m.stock[places[i]].Reserved
	}
	for i, quantity := range inventory.Spread(o.Quantity, reserved) {
		if _, have := m.stock[places[i]]; !have && quantity == 0 {
			continue
		}
		if _, err := m.set(places[i], quantity, at); err != nil {
			return err
		}
	}
	return nil
}

// Stock implements inventory.Store.
func (m *Memory) Stock(_ context.Context, p commerce.ProductID) ([]inventory.Stock, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rows(p), nil
}

// ListStock implements inventory.Store.
func (m *Memory) ListStock(_ context.Context, q inventory.Listing) ([]inventory.Stock, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []inventory.Stock
	for _, s := range m.stock {
		if inventory.ComparePlaces(s.Place, q.After) > 0 && (q.WarehouseID == 0 || s.WarehouseID == q.WarehouseID) &&
			(q.MaxSellable == nil || s.Sellable() <= *q.MaxSellable) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b inventory.Stock) int { return inventory.ComparePlaces(a.Place, b.Place) })
	return out[:min(len(out), q.Limit)], nil
}

// Sellable implements inventory.Store.
func (m *Memory) Sellable(_ context.Context, products []commerce.ProductID) ([]inventory.Offer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sums := map[inventory.Place]int64{}
	for _, s := range m.stock {
		if slices.Contains(products, s.ProductID) {
			sums[inventory.Place{ProductID: s.ProductID, SellerID: s.SellerID}] += s.Sellable()
		}
	}
	var out []inventory.Offer
	for p, quantity := range sums {
		if quantity > 0 {
			out = append(out, inventory.Offer{ProductID: p.ProductID, SellerID: p.SellerID, Quantity: quantity})
		}
	}
	slices.SortFunc(out, func(a, b inventory.Offer) int {
		return cmp.Or(cmp.Compare(a.ProductID, b.ProductID), cmp.Compare(a.SellerID, b.SellerID))
	})
	return out, nil
}

// Holds implements inventory.Store.
func (m *Memory) Holds(_ context.Context, olderThan int64, limit int) ([]inventory.Reservation, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []inventory.Reservation
	for _, rows := range m.reserved {
		for _, r := range rows {
			if r.State == inventory.Held && r.Deadline < olderThan {
				out = append(out, inventory.Reservation{
					Place:   inventory.Place{ProductID: r.ProductID},
					OrderID: r.OrderID, UserID: r.UserID, State: r.State, Deadline: r.Deadline,
				})
				break
			}
		}
	}
	slices.SortFunc(out, func(a, b inventory.Reservation) int {
		return cmp.Or(cmp.Compare(a.Deadline, b.Deadline), cmp.Compare(a.ProductID, b.ProductID), cmp.Compare(a.OrderID, b.OrderID))
	})
	return out[:min(limit, len(out))], nil
}

// Ledger implements inventory.Store.
func (m *Memory) Ledger(_ context.Context, p commerce.ProductID, after *inventory.Entry, limit int) ([]inventory.Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []inventory.Entry
	for _, e := range m.ledger {
		if e.ProductID == p && (after == nil || newer(*after, e) < 0) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, newer)
	return out[:min(limit, len(out))], nil
}

func newer(a, b inventory.Entry) int {
	return cmp.Or(cmp.Compare(b.At, a.At), cmp.Compare(b.Version, a.Version), cmp.Compare(b.SellerID, a.SellerID), cmp.Compare(b.WarehouseID, a.WarehouseID))
}

// Books implements inventory.Store.
func (m *Memory) Books(_ context.Context, after commerce.ProductID, limit int) ([]inventory.Book, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := map[commerce.ProductID]bool{}
	for p := range m.stock {
		known[p.ProductID] = known[p.ProductID] || p.ProductID > after
	}
	var out []inventory.Book
	for p, wanted := range known {
		if wanted {
			out = append(out, m.bookOf(p))
		}
	}
	slices.SortFunc(out, func(a, b inventory.Book) int { return cmp.Compare(a.ProductID, b.ProductID) })
	return out[:min(limit, len(out))], nil
}

func (m *Memory) bookOf(p commerce.ProductID) inventory.Book {
	b := inventory.Book{ProductID: p, Rows: m.rows(p)}
	for key, rows := range m.reserved {
		for _, r := range rows {
			if key.product == p && (r.State == inventory.Held || r.State == inventory.Committed) {
				b.Live = append(b.Live, r)
			}
		}
	}
	for _, e := range m.ledger {
		if e.ProductID == p {
			b.Sums = append(b.Sums, e)
		}
	}
	return b
}
