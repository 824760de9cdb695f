package carttest

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"rialto/internal/cart"
	"rialto/internal/commerce"
)

// Memory is a cart.Store in memory. It passes TestStore.
type Memory struct {
	mu     sync.Mutex
	carts  map[commerce.UserID]row
	events map[noted]bool
	moves  []cart.Move
	writes int
	left   int // writes that still succeed; negative: all of them
	cause  error
}

type row struct {
	cart cart.Cart
	at   int64
}

type noted struct {
	user  commerce.UserID
	event string
}

var _ cart.Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{carts: map[commerce.UserID]row{}, events: map[noted]bool{}, left: -1}
}

// FailAfter lets n more writes succeed and the ones after them fail with an error; a negative n heals the store.
func (m *Memory) FailAfter(n int, cause error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.left, m.cause = n, cause
}

// Writes returns how often the store was asked to change something.
func (m *Memory) Writes() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.writes
}

// lock begins a write, which the caller ends by unlocking.
func (m *Memory) lock() error {
	m.mu.Lock()
	m.writes++
	if m.left == 0 {
		return m.cause
	}
	m.left--
	return nil
}

// Cart implements cart.Store.
func (m *Memory) Cart(_ context.Context, user commerce.UserID) (cart.Cart, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.read(user), nil
}

func (m *Memory) read(user commerce.UserID) cart.Cart {
	c := m.carts[user].cart
	c.User, c.Lines = user, slices.Clone(c.Lines)
	return c
}

// Change implements cart.Store.
func (m *Memory) Change(_ context.Context, user commerce.UserID, at int64, rule func(*cart.Cart) error) (cart.Cart, error) {
	defer m.mu.Unlock()
	if err := m.lock(); err != nil {
		return cart.Cart{}, err
	}
	return m.change(user, at, rule)
}

func (m *Memory) change(user commerce.UserID, at int64, rule func(*cart.Cart) error) (cart.Cart, error) {
	before, after := m.read(user), m.read(user)
	if err := rule(&after); err != nil {
		return cart.Cart{}, err
	}
	if after.Currency != before.Currency || after.Coupon != before.Coupon || !slices.Equal(after.Lines, before.Lines) {
		after.Version++
		m.carts[user] = row{after, at}
	}
	return m.read(user), nil
}

// ChangeOnce implements cart.Store.
func (m *Memory) ChangeOnce(_ context.Context, user commerce.UserID, at int64, event string, rule func(*cart.Cart) error) error {
	defer m.mu.Unlock()
	if err := m.lock(); err != nil {
		return err
	}
	if m.events[noted{user, event}] {
		return nil
	}
	_, err := m.change(user, at, rule)
	m.events[noted{user, event}] = err == nil
	return err
}

// Park implements cart.Store.
func (m *Memory) Park(_ context.Context, move cart.Move, rule func(*cart.Cart, *cart.Move)) error {
	defer m.mu.Unlock()
	if err := m.lock(); err != nil {
		return err
	}
	guest := m.read(move.From)
	if rule(&guest, &move); len(move.Lines) == 0 {
		return nil
	}
	move.Lines = slices.Clone(move.Lines)
	m.moves = append(m.moves, move)
	_, err := m.change(move.From, move.At, func(c *cart.Cart) error { *c = guest; return nil })
	return err
}

// Parked implements cart.Store.
func (m *Memory) Parked(_ context.Context, from commerce.UserID) ([]cart.Move, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.find(func(move cart.Move) bool { return move.From == from }), nil
}

// ParkedBefore implements cart.Store.
func (m *Memory) ParkedBefore(_ context.Context, before int64, limit int) ([]cart.Move, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := m.find(func(move cart.Move) bool { return move.At < before })
	return found[:min(limit, len(found))], nil
}

func (m *Memory) find(match func(cart.Move) bool) (found []cart.Move) {
	for _, move := range m.moves {
		if match(move) {
			move.Lines = slices.Clone(move.Lines)
			found = append(found, move)
		}
	}
	slices.SortFunc(found, func(a, b cart.Move) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	return found
}

// Unpark implements cart.Store.
func (m *Memory) Unpark(_ context.Context, move cart.Move) error {
	defer m.mu.Unlock()
	if err := m.lock(); err != nil {
		return err
	}
	m.moves = slices.DeleteFunc(m.moves, func(other cart.Move) bool { return other.From == move.From && other.ID == move.ID })
	return nil
}

// Purge implements cart.Store.
func (m *Memory) Purge(_ context.Context, before int64, limit int) (purged int, err error) {
	defer m.mu.Unlock()
	if err := m.lock(); err != nil {
		return 0, err
	}
	for user, r := range m.carts {
		if r.at < before && purged < limit {
			delete(m.carts, user)
			purged++
		}
	}
	return purged, nil
}
