// Package shippingtest holds the suite that every shipping store passes, and a store in memory that passes it. It is never in
// the binary.
package shippingtest

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"rialto/internal/commerce"
	"rialto/internal/shipping"
)

// Memory is shipping.Store without a database. The zero value is ready.
type Memory struct {
	mu      sync.Mutex
	parcels []shipping.Parcel
}

var _ shipping.Store = (*Memory)(nil)

// find returns the index of a parcel, -1 for none. The caller holds the lock.
func (m *Memory) find(user commerce.UserID, shipment string) int {
	return slices.IndexFunc(m.parcels, func(p shipping.Parcel) bool { return p.UserID == user && p.ShipmentID == shipment })
}

// AddParcel implements shipping.Store.
func (m *Memory) AddParcel(_ context.Context, p shipping.Parcel) (shipping.Parcel, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if i := m.find(p.UserID, p.ShipmentID); i >= 0 {
		kept := m.parcels[i]
		kept.Scans = nil
		return kept, nil
	}
	kept := p
	kept.Scans = slices.Clone(p.Scans)
	m.parcels = append(m.parcels, kept)
	return p, nil
}

// AddScan implements shipping.Store.
func (m *Memory) AddScan(_ context.Context, user commerce.UserID, order commerce.OrderID, shipment string, s shipping.Scan) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := m.find(user, shipment)
	if i < 0 || m.parcels[i].OrderID != order {
		return shipping.ErrNoShipment
	}
	if p := &m.parcels[i]; !slices.ContainsFunc(p.Scans, func(have shipping.Scan) bool { return have.What == s.What }) {
		p.Scans = append(p.Scans, s)
	}
	return nil
}

// Parcels implements shipping.Store.
func (m *Memory) Parcels(_ context.Context, user commerce.UserID, order commerce.OrderID) ([]shipping.Parcel, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []shipping.Parcel
	for _, p := range m.parcels {
		if p.UserID == user && p.OrderID == order {
			p.Scans = slices.Clone(p.Scans)
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b shipping.Parcel) int {
		return cmp.Or(cmp.Compare(a.CreatedAt, b.CreatedAt), cmp.Compare(a.ShipmentID, b.ShipmentID))
	})
	return out, nil
}
