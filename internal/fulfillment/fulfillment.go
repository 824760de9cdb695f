// Package fulfillment gets parcels out of the warehouse: the pick list, the label, the hand-over to the carrier and the
// arrival. It owns one row per shipment.
//
// The idea: order.confirmed opens one pick per shipment exactly once (inbox row in the same transaction, the primary key
// behind it), and from there on every step is one guarded update on (status, version) that writes its event beside it:
//
//	to_pick → picked → handed_over → delivered
//	to_pick | picked → canceled
//
// A step asks its neighbours first and moves the row last; neighbours keep what they did by shipment, so any step may
// be repeated after a crash. Cancel against hand-over is not decided here: inventory.Consume is the judge.
// It asks order for the address, inventory to consume stock, shipping for labels and scans; it hears order-events and
// publishes fulfillment-events. It never touches stock or money itself, and never keeps an address.
package fulfillment

import (
	"context"
	"errors"
)

// Status is where a shipment stands.
type Status string

// The statuses. Delivered and Canceled are final.
const (
	ToPick     Status = "to_pick"
	Picked     Status = "picked"
	HandedOver Status = "handed_over"
	Delivered  Status = "delivered"
	Canceled   Status = "canceled"
)

// OpenStatuses are those a warehouse still has to work on.
func OpenStatuses() []Status { return []Status{ToPick, Picked} }

// Open reports whether the parcel has not left yet, so that it can still be canceled.
func (s Status) Open() bool { return s == ToPick || s == Picked }

// Shipment is one parcel from one warehouse.
type Shipment struct {
	WarehouseID int64
	ID          string
	UserID      int64
	OrderID     string
	SellerID    int64
	Status      Status
	Method      string // of delivery: standard | two_day | prime_one_day
	Label       string // of the carrier, from Picked on
	Tracking    string
	Lines       []Line
	DeliverBy   int64 // promised, UTC µs; 0 = nothing was promised
	CreatedAt   int64 // UTC µs
	UpdatedAt   int64 // UTC µs, grows with every version
	Version     int64 // from 1, one more with every change of status

	Plan    Plan  // when simulated people and carriers do their part; nil: real ones do
	Next    Step  // what they do next
	DueAt   int64 // when, UTC µs; 0 = nobody is expected to
	Attempt int64 // of Next, how often it failed so far
}

// Line is some units of one product in a parcel.
type Line struct {
	ProductID int64 `json:"product_id"`
	Quantity  int64 `json:"quantity"`
}

// Change is what one order event means to one warehouse: parcels to pick, or parcels that are no longer wanted.
type Change struct {
	EventID string
	Open    []Shipment
	Cancel  []string // shipment ids
	At      int64    // UTC µs
}

// Position is a place in the pick list, which is sorted by it; the zero Position is before the first.
type Position struct {
	CreatedAt int64
	ID        string
}

// Filter selects a page of the pick list.
type Filter struct {
	WarehouseID int64    // 0 = all
	Statuses    []Status // at least one
	After       Position
	Limit       int
}

// Store keeps shipments by warehouse. Get, Due, List and Scan look across warehouses: they are for staff, the simulation
// and verify, never on a shopper's path.
type Store interface {
	// Apply carries out changes of one warehouse in the order given, all or none, each event once: one that is known
	// already changes nothing. A shipment that exists stays as it is. Only open shipments are canceled; each that is
	// gets the next version and its event.
	Apply(ctx context.Context, warehouseID int64, changes []Change) error
	// Get finds a shipment by its id alone; ErrMissing when there is none.
	Get(ctx context.Context, id string) (Shipment, error)
	// Advance writes to's status, label, tracking, Next and DueAt if the row still has from's status and version, and
	// returns it with its next version, a grown UpdatedAt and Attempt 0. Its event is written with it. ErrStale: the row
	// has moved on, or is missing.
	Advance(ctx context.Context, from, to Shipment) (Shipment, error)
	// Reschedule writes to's Next, DueAt and Attempt if the row still has from's version, Next and Attempt; no event,
	// same version. A row that moved on is left alone: that is no error.
	Reschedule(ctx context.Context, from, to Shipment) error
	// Due lists shipments whose DueAt is set and not after now, the longest due first.
	Due(ctx context.Context, now int64, limit int) ([]Shipment, error)
	// List returns one page of the pick list, oldest first.
	List(ctx context.Context, f Filter) ([]Shipment, error)
	// Scan returns shipments sorted by (id, warehouse) after the given pair.
	Scan(ctx context.Context, afterID string, afterWarehouse int64, limit int) ([]Shipment, error)
}

// ErrMissing says there is no such shipment; ErrStale that it changed since it was read.
var (
	ErrMissing = errors.New("no such shipment")
	ErrStale   = errors.New("shipment has changed")
)
