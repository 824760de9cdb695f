package order

import (
	"context"
	"errors"

	"rialto/internal/commerce"
)

// Store keeps orders and sagas. ordertest.TestStore has a case for every sentence here. Values given and returned are
// the caller's: a store keeps no reference to them.
type Store interface {
	// Create writes a new order (version 1, with its items, history and event) and its saga in one transaction. If there is
	// an order that Join would return for its key and quote, Create joins that one instead; otherwise existing is nil.
	Create(ctx context.Context, o *Order, s *Saga) (existing *Known, err error)
	// Get returns one order of the user; missing, or another user's: not_found.
	Get(ctx context.Context, user commerce.UserID, id commerce.OrderID) (*Order, error)
	// ByKey returns the user's order that this idempotency key made or joined; missing: not_found.
	ByKey(ctx context.Context, user commerce.UserID, key string) (*Known, error)
	// Join returns the order that the key made or joined before, whatever became of it; else the one for this quote that is
	// not canceled, which the key joins for ever with the hash of its request; none: not_found.
	Join(ctx context.Context, user commerce.UserID, key, hash, quoteID string) (*Known, error)
	// Find returns an order by id alone. It asks every shard: for staff only. Missing: not_found.
	Find(ctx context.Context, id commerce.OrderID) (*Order, error)
	// List returns orders newest first, with items and shipments, without history. Empty: no orders, no error.
	List(ctx context.Context, q ListQuery) ([]*Order, error)
	// Update reads an order, lets change alter it, and writes it with the history and events that change recorded, in one
	// transaction. If change records nothing, nothing is written. saga, if not nil, is written in the same transaction
	// under the rules of Advance. change may run more than once and must not block.
	Update(ctx context.Context, user commerce.UserID, id commerce.OrderID, saga *Saga, change func(*Order) error) (*Order, error)

	// Begin changes an order as Update does and starts saga, which is new, in the same transaction. If change records
	// nothing, neither is written.
	Begin(ctx context.Context, user commerce.UserID, id commerce.OrderID, saga *Saga, change func(*Order) error) (*Order, error)
	// Recent returns id and time of the user's newest order of this basket that was created after since and is not canceled;
	// none: "" and no error.
	Recent(ctx context.Context, user commerce.UserID, basket string, since int64) (id commerce.OrderID, createdAt int64, err error)

	// Audit pages through all orders by (user, id) for verify, with what else the store holds of them.
	Audit(ctx context.Context, after AuditCursor, limit int) ([]Audited, error)

	SagaStore
}

// Known is an order as one of its idempotency keys knows it: the key that made it, or one that joined it.
type Known struct {
	*Order
	Hash string // of the request that the key came with first
}

// AuditCursor is the last order of the page before; zero starts at the beginning.
type AuditCursor struct {
	UserID commerce.UserID
	ID     commerce.OrderID
}

// Audited is an order with the rows that must agree with it.
type Audited struct {
	Order    *Order
	Events   []int64 // versions of its outbox rows, growing
	SameKey  int     // orders of this user with its idempotency key
	SagaDone bool    // no saga of it is still going
}

// SagaStore keeps sagas.
type SagaStore interface {
	// StartSaga writes a new saga; one with the same key already there: false, and nothing is written.
	StartSaga(ctx context.Context, s *Saga) (started bool, err error)
	// Advance writes state, step, tries, due time, error and data of a saga and appends the entries of its Log that are
	// new, if its Attempt is still the one in the row and AllowedSaga has the way from the row's state; otherwise ErrFenced and
	// nothing is written. Done is final: a worker that lost the answer to its last write must not set the saga going again.
	Advance(ctx context.Context, s *Saga) error
	// Due returns sagas that are not done and whose due time is at or before now, oldest first.
	Due(ctx context.Context, now int64, limit int) ([]*Saga, error)
	// Claim takes a saga as it was read: attempt + 1, due at leaseUntil. false when it is no longer as it was: somebody else
	// was first, or its holder renewed the lease.
	Claim(ctx context.Context, s *Saga, leaseUntil int64) (bool, error)
	// Wake makes a saga due at once that waits, pauses between tries or needs a person; one that is done or missing, or
	// that a worker holds on its first try of a step, stays as it is.
	Wake(ctx context.Context, key SagaKey, now int64) error
	// SagaOf returns a saga with its log; missing: not_found.
	SagaOf(ctx context.Context, key SagaKey) (*Saga, error)
	// Sagas lists sagas that are not done, oldest first, with their logs; only those in state if it is not empty.
	Sagas(ctx context.Context, state SagaState, limit int) ([]*Saga, error)
	// Stuck counts the sagas that need a person.
	Stuck(ctx context.Context) (int64, error)
	// SagasOf returns the sagas of one order in any state, oldest first, with their whole logs: those stay when a saga ends.
	SagasOf(ctx context.Context, user commerce.UserID, id commerce.OrderID) ([]*Saga, error)
}

// ErrFenced says that another worker took the saga over: stop, it is theirs now.
var ErrFenced = errors.New("the saga was taken over by another worker")

// ListQuery is one page of orders. Without UserID and Email it asks for everybody's, for staff; with both, for the orders of
// either.
type ListQuery struct {
	UserID   commerce.UserID
	Email    string // given with the order, in any case
	Status   Status // empty: all
	Before   int64  // created_at of the last order of the page before; 0: from the newest
	BeforeID commerce.OrderID
	Limit    int
}
