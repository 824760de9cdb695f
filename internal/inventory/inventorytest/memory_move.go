package inventorytest

import (
	"context"
	"slices"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
)

// MoveStock implements inventory.Store.
func (m *Memory) MoveStock(ctx context.Context, v inventory.Move) (from, to inventory.Stock, err error) {
	target := v.From
	target.WarehouseID = v.To
	err = m.write(ctx, func() error {
		from, to = m.at(v.From), m.at(target)
		if !m.meet(inventory.Claim{ProductID: v.From.ProductID, OrderID: commerce.OrderID(v.ID)}, "move") {
			return nil
		}
		if from.Sellable() < v.Quantity {
			return inventory.ErrCannotMove
		}
		if !slices.ContainsFunc(m.warehouses, func(w inventory.Warehouse) bool { return w.ID == v.To }) {
			return inventory.ErrNoWarehouse
		}
		from.Available, to.Available = from.Available-v.Quantity, to.Available+v.Quantity
		if from, err = m.put(from, inventory.KindAdjusted, -v.Quantity, "", v.At); err != nil {
			return err
		}
		to, err = m.put(to, inventory.KindAdjusted, v.Quantity, "", v.At)
		return err
	})
	if err != nil {
		return inventory.Stock{}, inventory.Stock{}, err
	}
	return from, to, nil
}

// at returns a row, an empty one where there is none.
func (m *Memory) at(p inventory.Place) inventory.Stock {
	s := m.stock[p]
	s.Place = p
	return s
}

// SetHot implements inventory.Store.
func (m *Memory) SetHot(ctx context.Context, p commerce.ProductID, until, _ int64) error {
	return m.write(ctx, func() error {
		m.hot[p] = until
		return nil
	})
}

// Hot implements inventory.Store.
func (m *Memory) Hot(_ context.Context, now int64) (map[commerce.ProductID]int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[commerce.ProductID]int64{}
	for p, until := range m.hot {
		if until > now {
			out[p] = until
		}
	}
	return out, nil
}

// Rows implements inventory.Store.
func (m *Memory) Rows(_ context.Context, products []commerce.ProductID) ([]inventory.Stock, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []inventory.Stock
	for _, s := range m.stock {
		if slices.Contains(products, s.ProductID) {
			out = append(out, s)
		}
	}
	return out, nil
}

// Waiting implements inventory.Store.
func (m *Memory) Waiting(context.Context) (map[commerce.WarehouseID]int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[commerce.WarehouseID]int64{}
	for _, s := range m.stock {
		if s.Reserved > 0 {
			out[s.WarehouseID] += s.Reserved
		}
	}
	return out, nil
}
