// Package inventorytest holds the suite that every inventory store passes, and a store in memory that passes it, for the tests
// of other rooms and for the simulator. It is never in the binary.
//
// Memory decides everything by the same pure functions of package inventory as the SQL store (Plan, Repeat, Spread, Recommit,
// Unconsumed); what it has of its own is one lock and a list of undos.
package inventorytest

import (
	"cmp"
	"context"
	"slices"
	"sync"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/commerce"
	"rialto/internal/inventory"
)

// Memory is inventory.Store without a database. The zero value is not ready: use NewMemory.
type Memory struct {
	mu         sync.Mutex
	undo       []func() // of the write under way, newest last
	warehouses []inventory.Warehouse
	stock      map[inventory.Place]inventory.Stock
	reserved   map[orderProduct]map[inventory.Place]inventory.Reservation
	barriers   map[barrier]bool
	hot        map[commerce.ProductID]int64
	ledger     []inventory.Entry
	events     []*busv1.Event
}

type orderProduct struct {
	product commerce.ProductID
	order   commerce.OrderID
}

type barrier struct {
	orderProduct
	op string
}

var _ inventory.Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{
		stock:    map[inventory.Place]inventory.Stock{},
		reserved: map[orderProduct]map[inventory.Place]inventory.Reservation{},
		barriers: map[barrier]bool{},
		hot:      map[commerce.ProductID]int64{},
	}
}

// Events returns everything that was published, in the order of its writing.
func (m *Memory) Events() []*busv1.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

// write runs fn alone; its error undoes what fn did.
func (m *Memory) write(ctx context.Context, fn func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.undo = nil
	err := fn()
	if err != nil {
		for _, undo := range slices.Backward(m.undo) {
			undo()
		}
	}
	return err
}

// Warehouses implements inventory.Store.
func (m *Memory) Warehouses(context.Context) ([]inventory.Warehouse, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.warehouses), nil
}

// AddWarehouse implements inventory.Store.
func (m *Memory) AddWarehouse(ctx context.Context, w inventory.Warehouse) error {
	return m.write(ctx, func() error {
		for _, have := range m.warehouses {
			if have.ID == w.ID || have.Name == w.Name {
				return inventory.ErrWarehouseExists
			}
		}
		m.warehouses = append(m.warehouses, w)
		slices.SortFunc(m.warehouses, func(a, b inventory.Warehouse) int { return cmp.Compare(a.ID, b.ID) })
		return nil
	})
}

// put sets a stock row to its next version and books it.
func (m *Memory) put(s inventory.Stock, kind inventory.Kind, quantity int64, order commerce.OrderID, at int64) (inventory.Stock, error) {
	old, had := m.stock[s.Place]
	s.Version, s.UpdatedAt = old.Version+1, max(at, old.UpdatedAt+1)
	event, err := inventory.Changed(s, kind)
	if err != nil {
		return s, err
	}
	entries, events := len(m.ledger), len(m.events)
	m.undo = append(m.undo, func() {
		m.ledger, m.events = m.ledger[:entries], m.events[:events]
		if had {
			m.stock[s.Place] = old
		} else {
			delete(m.stock, s.Place)
		}
	})
	m.stock[s.Place] = s
	m.ledger = append(m.ledger, inventory.Entry{Place: s.Place, Kind: kind, Quantity: quantity, OrderID: order, Version: s.Version, At: s.UpdatedAt})
	m.events = append(m.events, event)
	return s, nil
}

// meet makes a barrier and reports whether it is new.
func (m *Memory) meet(c inventory.Claim, op string) bool {
	b := barrier{orderProduct{c.ProductID, c.OrderID}, op}
	if m.barriers[b] {
		return false
	}
	m.barriers[b] = true
	m.undo = append(m.undo, func() { delete(m.barriers, b) })
	return true
}

// keep sets a reservation.
func (m *Memory) keep(r inventory.Reservation) {
	key := orderProduct{r.ProductID, r.OrderID}
	if m.reserved[key] == nil {
		m.reserved[key] = map[inventory.Place]inventory.Reservation{}
	}
	old, had := m.reserved[key][r.Place]
	m.undo = append(m.undo, func() {
		if had {
			m.reserved[key][r.Place] = old
		} else {
			delete(m.reserved[key], r.Place)
		}
	})
	m.reserved[key][r.Place] = r
}

// of returns what a claim has, by place.
func (m *Memory) of(c inventory.Claim) []inventory.Reservation {
	var out []inventory.Reservation
	for _, r := range m.reserved[orderProduct{c.ProductID, c.OrderID}] {
		if r.UserID == c.UserID {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b inventory.Reservation) int { return inventory.ComparePlaces(a.Place, b.Place) })
	return out
}

// rows returns the stock rows of a product, by place.
func (m *Memory) rows(p commerce.ProductID) []inventory.Stock {
	var out []inventory.Stock
	for _, s := range m.stock {
		if s.ProductID == p {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b inventory.Stock) int { return inventory.ComparePlaces(a.Place, b.Place) })
	return out
}
