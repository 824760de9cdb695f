package droptest

import (
	"context"

	"rialto/internal/drop"
)

// Take implements drop.Store.
func (m *Memory) Take(_ context.Context, t drop.Take, at int64) (drop.Done, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if done, err := m.stands(t); err != nil || done.State != drop.StateNone {
		return done, err
	}
	d := m.current(t.Product)
	if d == nil || d.State(at) != drop.StateOpen {
		return drop.Done{State: drop.StateNone}, nil
	}
	keys := m.keys(t, d.ID)
	for _, key := range keys {
		if c := m.takers[key]; d.Limit > 0 && (t.Quantity > d.Limit || c != nil && c.taken+t.Quantity > d.Limit) {
			return drop.Done{}, drop.ErrLimit
		}
	}
	for _, key := range keys {
		if m.takers[key] == nil {
			m.takers[key] = &counter{}
		}
		m.takers[key].taken += t.Quantity
		m.takers[key].limit = d.Limit
	}
	m.takes[takeKey{t.Product, t.Order}] = &take{t, d.ID, drop.StateTaken}
	return drop.Done{State: drop.StateTaken, Drop: d.ID, Changed: true}, nil
}

// Keep implements drop.Store.
func (m *Memory) Keep(_ context.Context, t drop.Take, _ int64) (drop.Done, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	done, err := m.stands(t)
	if err != nil || done.State != drop.StateTaken {
		return done, err
	}
	m.takes[takeKey{t.Product, t.Order}].state = drop.StateKept
	return drop.Done{State: drop.StateKept, Drop: done.Drop, Changed: true}, nil
}

// Give implements drop.Store.
func (m *Memory) Give(_ context.Context, t drop.Take, _ int64) (drop.Done, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := takeKey{t.Product, t.Order}
	row := m.takes[key]
	switch {
	case row == nil:
		m.takes[key] = &take{Take: drop.Take{Product: t.Product, Order: t.Order, User: t.User}, state: drop.StateGiven}
		return drop.Done{State: drop.StateGiven, Changed: true}, nil
	case row.User != t.User:
		return drop.Done{}, drop.ErrNoTake
	case row.state == drop.StateGiven:
		return drop.Done{State: drop.StateGiven}, nil
	}
	for _, key := range m.keys(row.Take, row.drop) {
		m.takers[key].taken -= row.Quantity
	}
	row.state = drop.StateGiven
	return drop.Done{State: drop.StateGiven, Drop: row.drop, Changed: true}, nil
}

func (m *Memory) keys(t drop.Take, id drop.ID) (keys []drop.TakerKey) {
	for _, b := range t.Buyers() {
		keys = append(keys, drop.TakerKey{Product: t.Product, Drop: id, Buyer: b})
	}
	return keys
}

func (m *Memory) stands(t drop.Take) (drop.Done, error) {
	row := m.takes[takeKey{t.Product, t.Order}]
	switch {
	case row == nil:
		return drop.Done{State: drop.StateNone}, nil
	case row.User != t.User:
		return drop.Done{}, drop.ErrNoTake
	case row.state == drop.StateGiven:
		return drop.Done{State: row.state, Drop: row.drop}, drop.ErrGiven
	}
	return drop.Done{State: row.state, Drop: row.drop}, nil
}
