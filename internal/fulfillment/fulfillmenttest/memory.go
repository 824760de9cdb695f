package fulfillmenttest

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"testing"

	"google.golang.org/protobuf/proto"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/fulfillment"
)

// Memory keeps shipments in memory. It passes the suite and works under synctest.
type Memory struct {
	mu     sync.Mutex
	rows   map[key]fulfillment.Shipment
	inbox  map[seen]bool
	events []*busv1.Event
}

type key struct {
	warehouse int64
	id        string
}

type seen struct {
	warehouse int64
	event     string
}

var _ fulfillment.Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{rows: map[key]fulfillment.Shipment{}, inbox: map[seen]bool{}}
}

// Events returns what was told so far.
func (m *Memory) Events(*testing.T) []*busv1.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]*busv1.Event, len(m.events))
	for i, e := range m.events {
		out[i] = proto.CloneOf(e)
	}
	return out
}

// Apply implements fulfillment.Store.
func (m *Memory) Apply(_ context.Context, warehouseID int64, changes []fulfillment.Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range changes {
		if m.inbox[seen{warehouseID, c.EventID}] {
			continue
		}
		m.inbox[seen{warehouseID, c.EventID}] = true
		for _, sh := range c.Open {
			if _, exists := m.rows[key{warehouseID, sh.ID}]; !exists {
				m.rows[key{warehouseID, sh.ID}] = sh
			}
		}
		for _, id := range c.Cancel {
			if err := m.cancel(key{warehouseID, id}, c.At); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *Memory) cancel(k key, at int64) error {
	sh, exists := m.rows[k]
	if !exists || !sh.Status.Open() {
		return nil
	}
	sh.Status, sh.Next, sh.DueAt, sh.Attempt = fulfillment.Canceled, fulfillment.NoStep, 0, 0
	return m.put(k, sh, at)
}

// put stores the next version and tells it.
func (m *Memory) put(k key, sh fulfillment.Shipment, at int64) error {
	sh.Version++
	sh.UpdatedAt = max(at, m.rows[k].UpdatedAt+1)
	e, err := sh.Event()
	if err != nil {
		return err
	}
	m.rows[k] = sh
	m.events = append(m.events, e)
	return nil
}

// Get implements fulfillment.Store.
func (m *Memory) Get(_ context.Context, id string) (fulfillment.Shipment, error) {
	found := m.selected(func(sh fulfillment.Shipment) bool { return sh.ID == id }, byID, 1)
	if len(found) == 0 {
		return fulfillment.Shipment{}, fulfillment.ErrMissing
	}
	return found[0], nil
}

// Advance implements fulfillment.Store.
func (m *Memory) Advance(_ context.Context, from, to fulfillment.Shipment) (fulfillment.Shipment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := key{from.WarehouseID, from.ID}
	sh, exists := m.rows[k]
	if !exists || sh.Status != from.Status || sh.Version != from.Version {
		return fulfillment.Shipment{}, fulfillment.ErrStale
	}
	sh.Status, sh.Label, sh.Tracking, sh.Next, sh.DueAt, sh.Attempt = to.Status, to.Label, to.Tracking, to.Next, to.DueAt, 0
	err := m.put(k, sh, to.UpdatedAt)
	return m.rows[k], err
}

// Reschedule implements fulfillment.Store.
func (m *Memory) Reschedule(_ context.Context, from, to fulfillment.Shipment) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := key{from.WarehouseID, from.ID}
	sh, exists := m.rows[k]
	if exists && sh.Version == from.Version && sh.Next == from.Next && sh.Attempt == from.Attempt {
		sh.Next, sh.DueAt, sh.Attempt = to.Next, to.DueAt, to.Attempt
		m.rows[k] = sh
	}
	return nil
}

// Due implements fulfillment.Store.
func (m *Memory) Due(_ context.Context, now int64, limit int) ([]fulfillment.Shipment, error) {
	return m.selected(func(sh fulfillment.Shipment) bool { return sh.DueAt > 0 && sh.DueAt <= now },
		func(a, b fulfillment.Shipment) int { return cmp.Compare(a.DueAt, b.DueAt) }, limit), nil
}

// List implements fulfillment.Store.
func (m *Memory) List(_ context.Context, f fulfillment.Filter) ([]fulfillment.Shipment, error) {
	after := fulfillment.Shipment{CreatedAt: f.After.CreatedAt, ID: f.After.ID}
	return m.selected(func(sh fulfillment.Shipment) bool {
		return (f.WarehouseID == 0 || sh.WarehouseID == f.WarehouseID) && slices.Contains(f.Statuses, sh.Status) && byAge(sh, after) > 0
	}, byAge, f.Limit), nil
}

// Scan implements fulfillment.Store.
func (m *Memory) Scan(_ context.Context, afterID string, afterWarehouse int64, limit int) ([]fulfillment.Shipment, error) {
	after := fulfillment.Shipment{ID: afterID, WarehouseID: afterWarehouse}
	return m.selected(func(sh fulfillment.Shipment) bool { return byID(sh, after) > 0 }, byID, limit), nil
}

func (m *Memory) selected(want func(fulfillment.Shipment) bool, order func(a, b fulfillment.Shipment) int, limit int) []fulfillment.Shipment {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []fulfillment.Shipment
	for _, sh := range m.rows {
		if want(sh) {
			out = append(out, sh)
		}
	}
	slices.SortFunc(out, order)
	return out[:min(limit, len(out))]
}

func byAge(a, b fulfillment.Shipment) int {
	return cmp.Or(cmp.Compare(a.CreatedAt, b.CreatedAt), cmp.Compare(a.ID, b.ID))
}

func byID(a, b fulfillment.Shipment) int {
	return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.WarehouseID, b.WarehouseID))
}
