package order

import (
	"slices"

	"rialto/internal/commerce"
)

// Saga is the durable part of a running checkout, cancellation or refund. Whoever advances it holds its lease: a guarded update
// on (key, attempt) gives the next attempt to one worker, and every later write of an older attempt is refused.
type Saga struct {
	UserID  commerce.UserID
	OrderID commerce.OrderID
	Kind    SagaKind
	Part    string // of a refund: which of the order's; an order has one checkout and at most one cancellation
	State   SagaState
	Step    string // the step that may have taken effect, and with it those up to Data.Reach; all before it have
	Attempt int64  // fencing number
	Tries   int64  // of this step, for the pause before the next
	DueAt   int64  // UTC µs: when somebody may take it; while it runs, the end of its lease
	Started int64
	Error   string // of the last try, for operators
	Data    SagaData
	Log     []LogEntry // what this worker noted since it took the saga; all of it when read by SagaOf or Sagas
	Logged  int        // how many entries of Log are in the store already
}

// SagaKind says what the saga does.
type SagaKind string

// SagaState says how it goes.
type SagaState string

// Kinds and states of sagas.
const (
	Placing   SagaKind = "place"
	Canceling SagaKind = "cancel"
	Refunding SagaKind = "refund"

	Running     SagaState = "running"
	Undoing     SagaState = "undoing"
	Waiting     SagaState = "waiting" // for the buyer or the gateway; the clock of the saga stands still
	Done        SagaState = "done"
	NeedsPerson SagaState = "needs_person"
)

// sagaMoves is the whole graph of a saga's row: what is not here is refused, by the store. Who turned round never goes
// forward again, and done is final. A person's retry sets a stuck saga running; whoever takes it sees by Data.Problem which way.
var sagaMoves = map[SagaState][]SagaState{
	"":          {Running},
	Running:     {Running, Undoing, Waiting, Done, NeedsPerson},
	Waiting:     {Running, Undoing, Waiting, Done, NeedsPerson},
	Undoing:     {Undoing, Done, NeedsPerson},
	NeedsPerson: {Running, Undoing, Waiting, Done, NeedsPerson},
}

// AllowedSaga reports whether a saga's row may go from one state to another.
func AllowedSaga(from, to SagaState) bool { return slices.Contains(sagaMoves[from], to) }

// SagaData is what the steps need to know across a crash. It holds the gateway's token for the card (never a card
// number, never a gift card's code) until the saga ends.
type SagaData struct {
	Method      string       `json:"method,omitempty"` // of the gateway tender
	Token       string       `json:"token,omitempty"`
	CardID      int64        `json:"card_id,omitempty"` // a saved card, instead of the token
	Save        bool         `json:"save,omitempty"`    // keep the card for next time
	Label       string       `json:"label,omitempty"`   // of the card, once the gateway has told
	Promised    bool         `json:"promised,omitempty"`
	Drops       []int64      `json:"drops,omitempty"`      // products with a limit for each buyer
	Warehouses  []int64      `json:"warehouses,omitempty"` // nearest first, from the quote
	Allocations []Allocation `json:"allocations,omitempty"`
	Problem     *Problem     `json:"problem,omitempty"`   // why it is undoing
	Key         string       `json:"key,omitempty"`       // of a cancellation or refund
	RefundID    string       `json:"refund_id,omitempty"` // of a cancellation or refund: the order's refund that it carries out
	Gateway     RefundState  `json:"gateway,omitempty"`   // how far the gateway's part of it is
	Refused     int64        `json:"refused,omitempty"`   // how often the gateway refused it: each time a person asks again under another id
	Failing     int64        `json:"failing,omitempty"`   // UTC µs: since when the step has had no answer
	Reach       string       `json:"reach,omitempty"`     // the last step whose undo is on record with Step's
}

// Allocation is units of one product taken from one warehouse.
type Allocation struct {
	ProductID   int64 `json:"p"`
	SellerID    int64 `json:"s"`
	WarehouseID int64 `json:"w"`
	Quantity    int64 `json:"q"`
}

// LogEntry is one row of the append-only saga log.
type LogEntry struct {
	At   int64
	Step string
	What string
}

// SagaKey names one saga.
type SagaKey struct {
	UserID  commerce.UserID
	OrderID commerce.OrderID
	Kind    SagaKind
	Part    string
}

// SagaKey returns the saga's key.
func (s *Saga) SagaKey() SagaKey { return SagaKey{s.UserID, s.OrderID, s.Kind, s.Part} }
