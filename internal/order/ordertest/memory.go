package ordertest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/commerce"
	"rialto/internal/order"
	"rialto/internal/platform/errs"
)

// Memory is a store in memory that passes the suite: for tests of the room, of its neighbours and for the simulator.
// Events are kept in the order they were written.
type Memory struct {
	mu     sync.Mutex
	orders map[orderKey]*order.Order
	joined map[joinKey]joined
	sagas  map[order.SagaKey]*order.Saga
	events []*busv1.Event
}

type orderKey struct {
	user commerce.UserID
	id   commerce.OrderID
}

// joinKey is an idempotency key that made no order.
type joinKey struct {
	user commerce.UserID
	key  string
}

// joined is the order that it joined, and the hash of its request.
type joined struct {
	order commerce.OrderID
	hash  string
}

var _ order.Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{orders: map[orderKey]*order.Order{}, joined: map[joinKey]joined{}, sagas: map[order.SagaKey]*order.Saga{}}
}

// Events returns everything that was published so far.
func (m *Memory) Events() []*busv1.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

func notFound() error { return errs.NotFound("order_not_found", "There is no such order.") }

// Create implements order.Store.
func (m *Memory) Create(_ context.Context, o *order.Order, s *order.Saga) (*order.Known, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if other := m.join(o.UserID, o.IdempotencyKey, o.RequestHash, o.QuoteID); other != nil {
		return other, nil
	}
	m.orders[orderKey{o.UserID, o.ID}] = clone(o)
	m.events = append(m.events, o.Events()...)
	m.keep(s)
	return nil, nil
}

// byKey returns the order that a key made or joined, nil if there is none.
func (m *Memory) byKey(user commerce.UserID, key string) *order.Known {
	for _, o := range m.orders {
		if o.UserID == user && o.IdempotencyKey == key {
			return &order.Known{Order: clone(o), Hash: o.RequestHash}
		}
	}
	if j, ok := m.joined[joinKey{user, key}]; ok {
		return &order.Known{Order: clone(m.orders[orderKey{user, j.order}]), Hash: j.hash}
	}
	return nil
}

// join returns what byKey does, else lets the key join the order for the quote.
func (m *Memory) join(user commerce.UserID, key, hash, quoteID string) *order.Known {
	if known := m.byKey(user, key); known != nil {
		return known
	}
	for _, o := range m.orders {
		if o.UserID == user && o.QuoteID == quoteID && o.Status != order.Canceled {
			m.joined[joinKey{user, key}] = joined{o.ID, hash}
			return &order.Known{Order: clone(o), Hash: hash}
		}
	}
	return nil
}

// Join implements order.Store.
func (m *Memory) Join(_ context.Context, user commerce.UserID, key, hash, quoteID string) (*order.Known, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if known := m.join(user, key, hash, quoteID); known != nil {
		return known, nil
	}
	return nil, notFound()
}

// keep stores a saga and adds what is new of its log.
func (m *Memory) keep(s *order.Saga) {
	c := clone(s)
	if old := m.sagas[s.SagaKey()]; old != nil {
		c.Log = append(old.Log, c.Log[s.Logged:]...)
	}
	c.Logged = 0
	m.sagas[s.SagaKey()] = c
	s.Logged = len(s.Log)
}

// holds reports whether s is in the hands of the worker that was given it last, and not over.
func (m *Memory) holds(s *order.Saga) bool {
	row := m.sagas[s.SagaKey()]
	return row != nil && row.Attempt == s.Attempt && order.AllowedSaga(row.State, s.State)
}

// Get implements order.Store.
func (m *Memory) Get(_ context.Context, user commerce.UserID, id commerce.OrderID) (*order.Order, error) {
	return m.find(func(o *order.Order) bool { return o.UserID == user && o.ID == id })
}

// ByKey implements order.Store.
func (m *Memory) ByKey(_ context.Context, user commerce.UserID, key string) (*order.Known, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if known := m.byKey(user, key); known != nil {
		return known, nil
	}
	return nil, notFound()
}

// Find implements order.Store.
func (m *Memory) Find(_ context.Context, id commerce.OrderID) (*order.Order, error) {
	return m.find(func(o *order.Order) bool { return o.ID == id })
}

func (m *Memory) find(is func(*order.Order) bool) (*order.Order, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, o := range m.orders {
		if is(o) {
			return clone(o), nil
		}
	}
	return nil, notFound()
}

// List implements order.Store.
func (m *Memory) List(_ context.Context, q order.ListQuery) ([]*order.Order, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []*order.Order
	for _, o := range m.orders {
		older := q.Before == 0 || o.CreatedAt < q.Before || o.CreatedAt == q.Before && o.ID < q.BeforeID
		if older && whose(q, o) && (q.Status == "" || o.Status == q.Status) {
			c := clone(o)
			c.History = nil
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b *order.Order) int {
		return cmp.Or(cmp.Compare(b.CreatedAt, a.CreatedAt), cmp.Compare(b.ID, a.ID))
	})
	return out[:min(len(out), q.Limit)], nil
}

// whose reports whether o is one of those that q asks for by user, e-mail or either.
func whose(q order.ListQuery, o *order.Order) bool {
	return q.UserID == 0 && q.Email == "" || q.UserID != 0 && o.UserID == q.UserID ||
		q.Email != "" && strings.EqualFold(o.Email, q.Email)
}

// Update implements order.Store.
func (m *Memory) Update(_ context.Context, user commerce.UserID, id commerce.OrderID, saga *order.Saga,
	change func(*order.Order) error) (*order.Order, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	old := m.orders[orderKey{user, id}]
	if old == nil {
		return nil, notFound()
	}
	o := clone(old)
	if err := change(o); err != nil {
		return nil, err
	}
	if saga != nil {
		if !m.holds(saga) {
			return nil, order.ErrFenced
		}
		m.keep(saga)
	}
	if o.Version > old.Version {
		m.orders[orderKey{user, id}] = clone(o)
		m.events = append(m.events, o.Events()...)
	}
	return o, nil
}

// Begin implements order.Store.
func (m *Memory) Begin(_ context.Context, user commerce.UserID, id commerce.OrderID, saga *order.Saga,
	change func(*order.Order) error) (*order.Order, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	old := m.orders[orderKey{user, id}]
	if old == nil {
		return nil, notFound()
	}
	o := clone(old)
	if err := change(o); err != nil || o.Version == old.Version {
		return o, err
	}
	m.keep(saga)
	m.orders[orderKey{user, id}] = clone(o)
	m.events = append(m.events, o.Events()...)
	return o, nil
}

// Recent implements order.Store.
func (m *Memory) Recent(_ context.Context, user commerce.UserID, basket string, since int64) (commerce.OrderID, int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var newest order.Order
	for _, o := range m.orders {
		mine := o.UserID == user && o.Basket == basket && o.CreatedAt > since && o.Status != order.Canceled
		if mine && (o.CreatedAt > newest.CreatedAt || o.CreatedAt == newest.CreatedAt && o.ID > newest.ID) {
			newest = *o
		}
	}
	return newest.ID, newest.CreatedAt, nil
}

// Audit implements order.Store.
func (m *Memory) Audit(_ context.Context, after order.AuditCursor, limit int) ([]order.Audited, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	keys := slices.SortedFunc(maps.Keys(m.orders), func(a, b orderKey) int {
		return cmp.Or(cmp.Compare(a.user, b.user), cmp.Compare(a.id, b.id))
	})
	var out []order.Audited
	for _, k := range keys {
		if k.user < after.UserID || k.user == after.UserID && k.id <= after.ID || len(out) == limit {
			continue
		}
		out = append(out, m.audit(k))
	}
	return out, nil
}

func (m *Memory) audit(k orderKey) order.Audited {
	a := order.Audited{Order: clone(m.orders[k]), SagaDone: true}
	for _, e := range m.events {
		if e.GetAggregate() == string(k.id) {
			a.Events = append(a.Events, e.GetVersion())
		}
	}
	for _, o := range m.orders {
		if o.UserID == k.user && o.IdempotencyKey == a.Order.IdempotencyKey {
			a.SameKey++
		}
	}
	for key, s := range m.sagas {
		if key.UserID == k.user && key.OrderID == k.id && s.State != order.Done {
			a.SagaDone = false
		}
	}
	return a
}

// StartSaga implements order.SagaStore.
func (m *Memory) StartSaga(_ context.Context, s *order.Saga) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sagas[s.SagaKey()] != nil {
		return false, nil
	}
	m.keep(s)
	return true, nil
}

// Advance implements order.SagaStore.
func (m *Memory) Advance(_ context.Context, s *order.Saga) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.holds(s) {
		return order.ErrFenced
	}
	m.keep(s)
	return nil
}

// Due implements order.SagaStore.
func (m *Memory) Due(_ context.Context, now int64, limit int) ([]*order.Saga, error) {
	return m.list(limit, func(s *order.Saga) int64 { return s.DueAt }, func(s *order.Saga) bool {
		return s.State != order.Done && s.State != order.NeedsPerson && s.DueAt <= now
	}), nil
}

// Sagas implements order.SagaStore.
func (m *Memory) Sagas(_ context.Context, state order.SagaState, limit int) ([]*order.Saga, error) {
	return m.list(limit, func(s *order.Saga) int64 { return s.Started }, func(s *order.Saga) bool {
		return s.State == state || state == "" && s.State != order.Done
	}), nil
}

// Stuck implements order.SagaStore.
func (m *Memory) Stuck(context.Context) (n int64, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sagas {
		if s.State == order.NeedsPerson {
			n++
		}
	}
	return n, nil
}

// SagasOf implements order.SagaStore.
func (m *Memory) SagasOf(_ context.Context, user commerce.UserID, id commerce.OrderID) ([]*order.Saga, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []*order.Saga
	for key, s := range m.sagas {
		if key.UserID == user && key.OrderID == id {
			out = append(out, clone(s))
		}
	}
	later := func(s *order.Saga) int {
		if s.Kind == order.Placing {
			return 0
		}
		return 1
	}
	slices.SortFunc(out, func(a, b *order.Saga) int {
		return cmp.Or(cmp.Compare(a.Started, b.Started), cmp.Compare(later(a), later(b)), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Part, b.Part))
	})
	return out, nil
}

func (m *Memory) list(limit int, by func(*order.Saga) int64, is func(*order.Saga) bool) []*order.Saga {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []*order.Saga
	for _, s := range m.sagas {
		if is(s) {
			out = append(out, clone(s))
		}
	}
	slices.SortFunc(out, func(a, b *order.Saga) int {
		return cmp.Or(cmp.Compare(by(a), by(b)), cmp.Compare(a.OrderID, b.OrderID))
	})
	return out[:min(len(out), limit)]
}

// Claim implements order.SagaStore.
func (m *Memory) Claim(_ context.Context, s *order.Saga, leaseUntil int64) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	row := m.sagas[s.SagaKey()]
	if row == nil || row.Attempt != s.Attempt || row.State != s.State || row.DueAt != s.DueAt {
		return false, nil
	}
	row.Attempt, row.DueAt = row.Attempt+1, leaseUntil
	s.Attempt, s.DueAt, s.Log, s.Logged = row.Attempt, leaseUntil, nil, 0
	return true, nil
}

// Wake implements order.SagaStore.
func (m *Memory) Wake(_ context.Context, k order.SagaKey, now int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.sagas[k]
	if s == nil || s.State == order.Done {
		return nil
	}
	if s.State == order.Waiting || s.State == order.NeedsPerson || s.Tries > 0 {
		s.DueAt = now
	}
	if s.State == order.NeedsPerson {
		s.State = order.Running
	}
	return nil
}

// SagaOf implements order.SagaStore.
func (m *Memory) SagaOf(_ context.Context, k order.SagaKey) (*order.Saga, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s := m.sagas[k]; s != nil {
		return clone(s), nil
	}
	return nil, errs.NotFound("saga_not_found", "There is no such saga.")
}
