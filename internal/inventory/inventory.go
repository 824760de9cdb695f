// Package inventory owns warehouses, stock per (product, seller, warehouse), reservations and the stock ledger.
//
// The one idea: a guarded UPDATE of the stock row is the only thing that sells. Everything in front of it (the memory of hot.go,
// the gate of gate.go, a caller's own look at Availability) may say no, never yes. available_qty counts units on hand, reserved
// ones included; sellable = available − reserved. A reservation goes held → committed → consumed, or held → released |
// expired, or committed → canceled; whoever moves its row first has decided. What an order has of one seller in one warehouse is a
// parcel; it is handed over product by product, so a cancellation can stop it half-way: then it stays, and what of it was
// consumed before comes back as returned, consumed → canceled (cancel.go). Each change of a stock row raises its version by
// one, with a ledger entry of that version in the same transaction, and an event: one per change, or, where many reservations of
// a hot product share a transaction (lane.go), one per row that tells its last version.
//
// A product is hot while many want it at once or while an operator says so (heat.go); hot ones are sold through a lane where
// the store has no group commit of its own, and stand behind the gate.
//
// It asks nobody: order alone ends holds (ListHolds, then Release or Extend), and sends the warehouses already ranked.
// It publishes inventory.stock_changed on inventory-events, key product_id. It never knows a price, an address or a person
// beyond the user's id, and never ends a hold by itself.
package inventory

import (
	"context"

	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Warehouse is a building that ships.
type Warehouse struct {
	ID                          commerce.WarehouseID
	Name, City, Region, Country string
	Latitude, Longitude         float64 // degrees, north and east positive
}

// Place names one stock row: units of one seller's offer in one warehouse.
type Place struct {
	ProductID   commerce.ProductID
	SellerID    commerce.SellerID
	WarehouseID commerce.WarehouseID
}

// Stock is one stock row.
type Stock struct {
	Place
	Available int64 // on hand, reserved ones included
	Reserved  int64 // held + committed, 0..Available
	Version   int64 // 1 when the row is made, +1 with every change
	UpdatedAt int64 // UTC microseconds, grows with the version
}

// Sellable returns the units nobody has reserved.
func (s Stock) Sellable() int64 { return s.Available - s.Reserved }

// Listing asks for a page of the stock rows of all products.
type Listing struct {
	WarehouseID commerce.WarehouseID // 0: every
	MaxSellable *int64               // only rows with at most so many sellable units; nil: all
	After       Place                // only rows after it; the zero Place is before the first
	Limit       int
}

// Offer is a quantity of one seller's offer over all warehouses.
type Offer struct {
	ProductID commerce.ProductID
	SellerID  commerce.SellerID
	Quantity  int64
}

// State is where a reservation stands.
type State string

// The states. Held and Committed count in Stock.Reserved; the others are final.
const (
	Held      State = "held"
	Committed State = "committed"
	Consumed  State = "consumed"
	Released  State = "released"
	Expired   State = "expired"
	Canceled  State = "canceled"
)

// Reservation is one order's claim on one stock row.
type Reservation struct {
	Place
	OrderID  commerce.OrderID
	UserID   commerce.UserID
	Quantity int64 // as reserved
	Shipped  int64 // part of Quantity that was handed over
	State    State
	Deadline int64 // UTC microseconds; of meaning while held
}

// Live returns the units that this reservation holds in Stock.Reserved now.
func (r Reservation) Live() int64 {
	if r.State == Held || r.State == Committed {
		return r.Quantity - r.Shipped
	}
	return 0
}

// Allocation is a quantity taken from one stock row.
type Allocation struct {
	Place
	Quantity int64
}

// Claim names what one order has of one product. Every statement about an order's stock carries all three.
type Claim struct {
	ProductID commerce.ProductID
	OrderID   commerce.OrderID
	UserID    commerce.UserID
}

// Hold asks for units of one product.
type Hold struct {
	Claim
	Lines    []Offer                // of this product, one per seller, by seller
	Ranking  []commerce.WarehouseID // nearest first; those not named come last by id
	Deadline int64                  // UTC microseconds
	At       int64                  // now, UTC microseconds
}

// Answer is what one Reserve among many came to.
type Answer struct {
	Allocations []Allocation
	Err         error // one that Reserve has
}

// Move asks to carry sellable units of one offer from one warehouse to another.
type Move struct {
	ID       string // names the move
	From     Place
	To       commerce.WarehouseID
	Quantity int64
	At       int64 // now, UTC microseconds
}

// Kind says what a ledger entry books.
type Kind string

// The ledger kinds: available = received + returned + adjusted − shipped, reserved = reserved − released − shipped.
const (
	KindReceived Kind = "received"
	KindReserved Kind = "reserved"
	KindReleased Kind = "released"
	KindShipped  Kind = "shipped"
	KindReturned Kind = "returned"
	KindAdjusted Kind = "adjusted" // signed
)

// Entry is one line of the append-only stock ledger. (Place, Version) is unique.
type Entry struct {
	Place
	Kind     Kind
	Quantity int64
	OrderID  commerce.OrderID // "" where no order is concerned
	Version  int64            // of the stock row after it
	At       int64            // UTC microseconds
}

// Book is all that the books say of one product, for Check.
type Book struct {
	ProductID commerce.ProductID
	Rows      []Stock
	Live      []Reservation // held and committed
	Sums      []Entry       // one per (place, kind): Quantity is the sum, Version the highest
}

// What a store may answer beside success. Callers match by code.
var (
	// ErrReleased refuses a Reserve that comes after the order's Release.
	ErrReleased = errs.Conflict("reservation_released", "The reservation of this order was released.")
	// ErrDiffers refuses a Reserve that repeats an order and product with other quantities.
	ErrDiffers = errs.Conflict("reservation_differs", "This order has already reserved other quantities of the product.")
	// ErrGone says there is no hold to commit.
	ErrGone = errs.Conflict("reservation_gone", "The reservation is gone.")
	// ErrCanceled says the units were canceled before they could be shipped.
	ErrCanceled = errs.Conflict("reservation_canceled", "The reservation was canceled.")
	// ErrNotCommitted says the units to ship are not sold: still held, released, or fewer than asked.
	ErrNotCommitted = errs.Conflict("reservation_not_committed", "So many units are not committed for this order.")
	// ErrBelowReserved refuses to set stock below what is reserved.
	ErrBelowReserved = errs.Conflict("below_reserved", "Stock cannot be set below what is reserved.")
	// ErrCannotMove refuses to move units that are reserved or not there.
	ErrCannotMove = errs.Conflict("not_enough_to_move", "There are not so many unreserved units in this warehouse.")
	// ErrNoWarehouse says the named warehouse, or any at all, does not exist.
	ErrNoWarehouse = errs.NotFound("warehouse_not_found", "There is no such warehouse.")
	// ErrWarehouseExists says the name or id of a new warehouse is taken.
	ErrWarehouseExists = errs.Conflict("warehouse_exists", "There is already a warehouse of this name.")
	// ErrBusy says others changed the same rows again and again; nothing happened.
	ErrBusy = errs.Unavailable("stock_busy", "This product's stock is changing too fast, try again.")
)

// Short is the error of a Reserve that found too little, with every stock row of the product as it was then.
type Short struct {
	ProductID commerce.ProductID
	Rows      []Stock
}

func (s *Short) Error() string {
	return "out of stock: product " + commerce.FormatID(s.ProductID)
}

// Store keeps it all. Every method is one transaction and safe for concurrent use, also through several handles.
type Store interface {
	Warehouses
	Shelves
	Reservations
	Books
}

// Warehouses keeps the list of warehouses.
type Warehouses interface {
	// Warehouses returns all of them by id.
	Warehouses(ctx context.Context) ([]Warehouse, error)
	// AddWarehouse adds one. A taken name or id: ErrWarehouseExists.
	AddWarehouse(ctx context.Context, w Warehouse) error
}

// Shelves keeps the stock rows. Each change books one Entry and one event per changed row.
type Shelves interface {
	// SetStock makes available what is asked and books the difference as adjusted. A row that is missing is made; one that
	// has that quantity already stays as it is. Errors: ErrBelowReserved, ErrNoWarehouse.
	SetStock(ctx context.Context, p Place, available, at int64) (Stock, error)
	// Spread sets the totals of offers by [Spread] over all warehouses and returns how many offers changed.
	// No warehouse at all: ErrNoWarehouse.
	Spread(ctx context.Context, offers []Offer, at int64) (changed int, err error)
	// MoveStock books units out of one row and into another, made if need be, once per move and product, and returns both as they
	// are then. Errors: ErrCannotMove, ErrNoWarehouse.
	MoveStock(ctx context.Context, m Move) (from, to Stock, err error)
	// Stock returns the rows of one product by seller and warehouse; none is no error.
	Stock(ctx context.Context, p commerce.ProductID) ([]Stock, error)
	// ListStock returns up to q.Limit rows that q asks for, by product, seller and warehouse.
	ListStock(ctx context.Context, q Listing) ([]Stock, error)
	// Rows returns the stock rows of several products, in no set order.
	Rows(ctx context.Context, products []commerce.ProductID) ([]Stock, error)
	// Waiting sums the reserved units of each warehouse that has any. It reads every stock row.
	Waiting(ctx context.Context) (map[commerce.WarehouseID]int64, error)
	// SetHot flags a product until a time (UTC microseconds); 0 takes the flag away.
	SetHot(ctx context.Context, p commerce.ProductID, until, at int64) error
	// Hot returns the products flagged beyond now, and until when.
	Hot(ctx context.Context, now int64) (map[commerce.ProductID]int64, error)
	// Sellable sums the sellable units of products by product and seller, leaving out those with none.
	Sellable(ctx context.Context, products []commerce.ProductID) ([]Offer, error)
}

// Reservations keeps what orders hold.
type Reservations interface {
	// Met reports whether the order ever asked for the product: reserved it, or released it before it was reserved.
	Met(ctx context.Context, c Claim) (bool, error)
	// Reserve holds all lines of one product as [Plan] says, or nothing, and returns the allocations by seller and
	// warehouse. A repeat returns what the first call took, whatever became of it since, as long as it is held, committed
	// or consumed. Errors: *Short, ErrReleased (also after expiry and cancel), ErrDiffers, ErrBusy.
	Reserve(ctx context.Context, h Hold) ([]Allocation, error)
	// ReserveAll gives every hold, all of one product, the answer that Reserve would have given it in this order, in one
	// transaction, and returns the product's rows as that left them. Its own error is every hold's.
	ReserveAll(ctx context.Context, holds []Hold) ([]Answer, []Stock, error)
	// Packs reports whether many callers are better served by one ReserveAll than by a Reserve each: no where the store's
	// writer shares its commits among callers by itself.
	Packs() bool
	// Release ends the claim's holds with the final state to (Released or Expired). If the order never reserved the product,
	// a later Reserve gets ErrReleased. Committed units and repeats are left as they are. freed reports whether units are for
	// sale again.
	Release(ctx context.Context, c Claim, to State, at int64) (freed bool, err error)
	// Extend moves the deadline of the claim's holds later, never earlier. No holds: nothing happens.
	Extend(ctx context.Context, c Claim, deadline, at int64) error
	// Commit turns the claim's holds into sold units. Already committed or consumed: nil. Nothing of it left: ErrGone.
	Commit(ctx context.Context, c Claim, at int64) error
	// Cancel gives back the claim's committed units that were not handed over and returns all its reservations as they are
	// now. Held ones are left held.
	Cancel(ctx context.Context, c Claim, at int64) ([]Reservation, error)
	// Return puts a consumed reservation of the claim back on the shelf it came from: consumed → canceled, nothing of it is
	// shipped, available rises by all of it. One that is not consumed, or not there, is left as it is.
	Return(ctx context.Context, c Claim, from Place, at int64) error
	// Consume ships parts of the claim's committed units, all of them or none; available and reserved both fall. shipment
	// names the hand-over: a repeat of the same one does nothing. Without a name each part must be all that is left of its
	// reservation, which makes repeats harmless too. Errors: ErrCanceled, ErrNotCommitted.
	Consume(ctx context.Context, c Claim, shipment string, parts []Allocation, at int64) error
	// Holds returns held reservations with a deadline before olderThan by deadline, one per order and product (Place holds
	// only the product).
	Holds(ctx context.Context, olderThan int64, limit int) ([]Reservation, error)
}

// Books reads what was booked.
type Books interface {
	// Ledger returns a product's entries, newest first, after the entry `after` (nil: from the newest).
	Ledger(ctx context.Context, p commerce.ProductID, after *Entry, limit int) ([]Entry, error)
	// Books returns the books of up to limit products with an id above after, by id, as of one moment.
	Books(ctx context.Context, after commerce.ProductID, limit int) ([]Book, error)
}
