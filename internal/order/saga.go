package order

import (
	"rialto/internal/commerce"
)

// Saga is the durable part of a running checkout or cancellation. Whoever advances it holds its lease: a guarded update
// on (key, attempt) gives the next attempt to one worker, and every later write of an older attempt is refused.
type Saga struct {
	UserID  commerce.UserID
	OrderID commerce.OrderID
	Kind    SagaKind
	State   SagaState
	Step    string // the step that may have taken effect; all before it have
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

	Running     SagaState = "running"
	Undoing     SagaState = "undoing"
	Waiting     SagaState = "waiting" // for the buyer or the gateway; the clock of the saga stands still
	Done        SagaState = "done"
	NeedsPerson SagaState = "needs_person"
)

// SagaData is what the steps need to know across a crash. It holds the gateway's token for the card (never a card
// number) until the saga ends.
type SagaData struct {
	Method      string       `json:"method,omitempty"`
	Token       string       `json:"token,omitempty"`
	Warehouses  []int64      `json:"warehouses,omitempty"` // nearest first, from the quote
	Allocations []Allocation `json:"allocations,omitempty"`
	Problem     *Problem     `json:"problem,omitempty"` // why it is undoing
	Key         string       `json:"key,omitempty"`     // of a cancellation
	Refund      int64        `json:"refund,omitempty"`  // of a cancellation, minor units
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
}

// SagaKey returns the saga's key.
func (s *Saga) SagaKey() SagaKey { return SagaKey{s.UserID, s.OrderID, s.Kind} }
