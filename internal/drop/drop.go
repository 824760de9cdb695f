// Package drop keeps sales of one product that many want at once fair: limits per buyer, and a waiting room in front of the
// checkout.
//
// It owns drops, the places in their waiting rooms, and what each order and each buyer took.
//
// The one idea: a place is a number, and a waiting room's state is one number, up to which places are admitted. Who comes
// before the start draws a random place in the lower half, so that being first is worth nothing; later comers get the upper
// half in order of arrival. A place travels in a signed ticket, so that the checkout asks no store: Admit compares numbers in
// memory, and a product without a drop costs one look into a map. The number moves on as fast as orders get done.
// Limits are guarded counters by user, payment and address, in the transaction of the take, with a barrier row per
// (product, order): exact under concurrency, given back once.
//
// It asks no neighbour and publishes nothing. It never promises stock, and never ends an order.
package drop

import (
	"context"
	"errors"
	"math"

	"rialto/internal/commerce"
)

// ID names a drop; with its product it is the key of all rows.
type ID int64

// The states of a drop.
const (
	StateAnnounced = "announced"
	StateOpen      = "open"
	StateEnded     = "ended"
)

// Drop is a drop as its row holds it. Times are UTC microseconds.
type Drop struct {
	Product  commerce.ProductID
	ID       ID
	StartsAt int64
	EndsAt   int64 // 0 = when it is ended
	EndedAt  int64 // when it was ended by hand; 0 = it was not
	Limit    int64 // units for one buyer; 0 = none
	Waiting  bool  // there is a waiting room

	AdmittedTo Place // places up to this one may check out
	MovedAt    int64 // up to when admissions are accounted for
	// Counts of the last second: tickets given, those of them before the start, and those admitted.
	Joined, Early, Admitted int64
}

// OverAt is when the drop is over.
func (d Drop) OverAt() int64 {
	switch {
	case d.EndedAt > 0:
		return d.EndedAt
	case d.EndsAt > 0:
		return d.EndsAt
	}
	return math.MaxInt64
}

// State is where the drop stands at a time: open from its start until just before its end.
func (d Drop) State(at int64) string {
	switch {
	case at >= d.OverAt():
		return StateEnded
	case at < d.StartsAt:
		return StateAnnounced
	}
	return StateOpen
}

// Ticket is a user's place in a waiting room.
type Ticket struct {
	Product  commerce.ProductID
	Drop     ID
	User     commerce.UserID
	Place    Place
	Behind   int64 // how many had joined before, about; 0 for those who came before the start
	JoinedAt int64
}

// State is where a take stands: taken → kept, and either → given, once and for ever.
type State string

// The states of a take. StateNone: no drop was open, so nothing is counted.
const (
	StateTaken State = "taken"
	StateKept  State = "kept"
	StateGiven State = "given"
	StateNone  State = "none"
)

// Take is what one order takes of a product that is dropped.
type Take struct {
	Product  commerce.ProductID
	Order    commerce.OrderID
	User     commerce.UserID
	Quantity int64
	Payment  string // fingerprint, "" = unknown
	Address  string // fingerprint, "" = unknown
}

// The kinds of buyer that a limit counts.
const (
	KindUser    = "user"
	KindPayment = "payment"
	KindAddress = "address"
)

// Buyer is one that a limit counts.
type Buyer struct{ Kind, Who string }

// Buyers lists as whom a take counts, always in this order, so that two takes never wait for each other.
func (t Take) Buyers() []Buyer {
	buyers := []Buyer{{KindUser, commerce.FormatID(t.User)}}
	if t.Payment != "" {
		buyers = append(buyers, Buyer{KindPayment, t.Payment})
	}
	if t.Address != "" {
		buyers = append(buyers, Buyer{KindAddress, t.Address})
	}
	return buyers
}

// Done is what a step of a take came to.
type Done struct {
	State   State
	Drop    ID   // the drop it counts for; 0 = none
	Changed bool // false for repeats
}

// TakerKey is the key of a buyer's counter.
type TakerKey struct {
	Product commerce.ProductID
	Drop    ID
	Buyer
}

// TakerCount is a buyer's counter beside the units their takes sum to.
type TakerCount struct {
	TakerKey
	Taken, Max, Live int64
}

// Units are sums by kind of buyer.
type Units struct{ User, Payment, Address int64 }

// DropCount is a drop with what its buyers' counters sum to, and what its takes do.
type DropCount struct {
	Drop          Drop
	Counted, Live Units
}

// Errors of a Store. Any other error is a failure of the store itself.
var (
	ErrNoDrop     = errors.New("no such drop")
	ErrDropExists = errors.New("the product has a drop that has not ended")
	ErrNoTicket   = errors.New("no such ticket")
	ErrPlaceTaken = errors.New("the place is another user's")
	ErrLimit      = errors.New("the buyer has taken as much as one may")
	ErrGiven      = errors.New("the take was given back before")
	ErrNoTake     = errors.New("the take is another user's")
)

// Store keeps drops, tickets and takes. Times are UTC microseconds. Values given and returned belong to the caller.
type Store interface {
	// Create stores a drop. One of the same product that is not over at this time: ErrDropExists.
	Create(ctx context.Context, d Drop, at int64) error
	// Update changes times, limit and waiting room of a drop that is not over at this time, the start only while it has not
	// come; else ErrNoDrop.
	Update(ctx context.Context, d Drop, at int64) error
	// End ends a product's drop at this time; one that is over changes nothing. Product without any drop: ErrNoDrop.
	End(ctx context.Context, product commerce.ProductID, at int64) (Drop, error)
	// Live returns all drops that are not over at this time. List returns up to limit drops, newest first.
	Live(ctx context.Context, at int64) ([]Drop, error)
	List(ctx context.Context, limit int) ([]Drop, error)

	// Ticket returns a user's ticket. Missing: ErrNoTicket.
	Ticket(ctx context.Context, product commerce.ProductID, drop ID, user commerce.UserID) (Ticket, error)
	// Join stores a ticket unless the user has one, and returns what is stored then. Another user's place: ErrPlaceTaken.
	Join(ctx context.Context, t Ticket) (Ticket, error)
	// Advance admits up to n of the next places, if admissions are accounted for up to d.MovedAt still, and then up to
	// movedAt; where fewer wait, up to now. It returns how many it admitted.
	Advance(ctx context.Context, d Drop, n int, movedAt, now int64) (int, error)
	// Tally counts a drop's tickets anew.
	Tally(ctx context.Context, d Drop) error

	// Take counts t against the limit of the drop that is open at this time; none is open: StateNone, nothing changes.
	// Repeats change nothing. Errors: ErrLimit; ErrGiven after a give; ErrNoTake.
	Take(ctx context.Context, t Take, at int64) (Done, error)
	// Keep makes a take final; there is none: StateNone. Errors: ErrGiven, ErrNoTake.
	Keep(ctx context.Context, t Take, at int64) (Done, error)
	// Give gives a take back once, kept ones too; there is none: a given row is left that refuses a late Take. Error: ErrNoTake.
	Give(ctx context.Context, t Take, at int64) (Done, error)

	// PageDrops returns up to limit drops after (product, id), PageTakers up to limit counters after a key, in their order.
	PageDrops(ctx context.Context, product commerce.ProductID, id ID, limit int) ([]DropCount, error)
	PageTakers(ctx context.Context, after TakerKey, limit int) ([]TakerCount, error)
}
