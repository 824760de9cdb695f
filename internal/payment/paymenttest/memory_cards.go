package paymenttest

import (
	"cmp"
	"context"
	"slices"

	"rialto/internal/commerce"
	"rialto/internal/payment"
)

type heldCard struct {
	payment.Card
	removed bool
}

// keep saves a card once per token and forgets the oldest beyond the limit.
func (m *Memory) keep(c payment.Card) {
	held := m.cards[c.UserID]
	if slices.ContainsFunc(held, func(o heldCard) bool { return !o.removed && o.Token == c.Token }) {
		return
	}
	m.cards[c.UserID] = append(held, heldCard{Card: c})
	if shown := m.shown(c.UserID); len(shown) > payment.MaxCards {
		oldest := shown[len(shown)-1]
		m.cards[c.UserID] = slices.DeleteFunc(m.cards[c.UserID], func(o heldCard) bool { return o.ID == oldest.ID })
	}
}

// shown are the cards that are not removed, newest first.
func (m *Memory) shown(user commerce.UserID) (cards []payment.Card) {
	for _, c := range m.cards[user] {
		if !c.removed {
			cards = append(cards, c.Card)
		}
	}
	slices.SortFunc(cards, func(a, b payment.Card) int {
		return cmp.Or(cmp.Compare(b.SavedAt, a.SavedAt), cmp.Compare(b.ID, a.ID))
	})
	return cards
}

// ListCards implements payment.Store.
func (m *Memory) ListCards(_ context.Context, user commerce.UserID) ([]payment.Card, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.shown(user), nil
}

// Card implements payment.Store.
func (m *Memory) Card(_ context.Context, user commerce.UserID, id int64) (payment.Card, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.shown(user) {
		if c.ID == id {
			return c, nil
		}
	}
	return payment.Card{}, payment.ErrNoCard
}

// RemoveCard implements payment.Store.
func (m *Memory) RemoveCard(_ context.Context, user commerce.UserID, id int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, c := range m.cards[user] {
		if c.ID == id {
			m.cards[user][i] = heldCard{Card: payment.Card{ID: id, UserID: user}, removed: true}
			return nil
		}
	}
	return payment.ErrNoCard
}
