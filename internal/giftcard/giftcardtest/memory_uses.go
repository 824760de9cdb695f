package giftcardtest

import (
	"context"

	"rialto/internal/commerce"
	"rialto/internal/giftcard"
)

// find returns the use of an order, nil where there is none. Error: ErrForeign.
func (m *Memory) find(key giftcard.UseKey) (*giftcard.Use, error) {
	u := m.uses[useKey{key.Card, key.Order}]
	if u != nil && u.User != key.User {
		return nil, giftcard.ErrForeign
	}
	return u, nil
}

// put stores a new version of a use and its event.
func (m *Memory) put(c *card, u giftcard.Use, at int64) (giftcard.Use, error) {
	u.Version, u.ChangedAt, u.LastFour, u.Currency = u.Version+1, max(at, u.ChangedAt+1), c.LastFour, c.Currency
	e, err := u.Event()
	if err != nil {
		return giftcard.Use{}, err
	}
	m.events = append(m.events, e)
	m.uses[useKey{u.Card, u.Order}] = &u
	return u, nil
}

// Hold implements giftcard.Store.
func (m *Memory) Hold(_ context.Context, key giftcard.UseKey, amount commerce.Money, at int64) (giftcard.Use, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if u := m.uses[useKey{key.Card, key.Order}]; u != nil {
		if err := u.Again(key, amount); err != nil {
			return giftcard.Use{}, err
		}
		return *u, nil
	}
	c, err := m.card(key.Card)
	if err == nil {
		err = c.Refusal(amount, at)
	}
	if err != nil {
		return giftcard.Use{}, err
	}
	c.change(0, amount.Amount)
	return m.put(c, giftcard.Use{UseKey: key, State: giftcard.Held, Amount: amount.Amount}, at)
}

// Spend implements giftcard.Store.
func (m *Memory) Spend(_ context.Context, key giftcard.UseKey, at int64) (giftcard.Use, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found, err := m.find(key)
	switch {
	case err != nil:
		return giftcard.Use{}, err
	case found == nil || found.State == giftcard.Released:
		return giftcard.Use{}, giftcard.ErrReleased
	case found.State == giftcard.Spent:
		return *found, nil
	}
	u, c := *found, m.cards[key.Card]
	c.change(-u.Amount, -u.Amount)
	u.State = giftcard.Spent
	return m.put(c, u, at)
}

// Release implements giftcard.Store.
func (m *Memory) Release(_ context.Context, key giftcard.UseKey, at, reopen int64) (giftcard.Use, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.card(key.Card)
	if err != nil {
		return giftcard.Use{}, err
	}
	found, err := m.find(key)
	switch {
	case err != nil:
		return giftcard.Use{}, err
	case found == nil:
		return m.put(c, giftcard.Use{UseKey: key, State: giftcard.Released}, at)
	case found.State == giftcard.Released:
		return *found, nil
	}
	u := *found
	if u.State == giftcard.Held {
		c.change(0, -u.Amount)
	} else {
		c.change(u.Taken(), 0)
		c.ExpiresAt, u.Refunded = c.Reopened(reopen), u.Amount
	}
	u.State = giftcard.Released
	return m.put(c, u, at)
}

// Refund implements giftcard.Store.
func (m *Memory) Refund(_ context.Context, key giftcard.UseKey, refundID string, amount commerce.Money, at, reopen int64) (giftcard.Use, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found, err := m.find(key)
	switch {
	case err != nil:
		return giftcard.Use{}, err
	case found == nil:
		return giftcard.Use{}, giftcard.ErrOverRefund
	}
	u, c, known := *found, m.cards[key.Card], m.refunds[useKey{key.Card, key.Order}]
	before, again := known[refundID]
	switch {
	case again && (before != amount.Amount || u.Currency != amount.Currency):
		return giftcard.Use{}, giftcard.ErrDiffers
	case again:
		return u, nil
	case u.Taken() < amount.Amount:
		return giftcard.Use{}, giftcard.ErrOverRefund
	case u.Currency != amount.Currency:
		return giftcard.Use{}, giftcard.ErrCurrency
	}
	if known == nil {
		known = map[string]int64{}
		m.refunds[useKey{key.Card, key.Order}] = known
	}
	known[refundID] = amount.Amount
	u.Refunded += amount.Amount
	c.change(amount.Amount, 0)
	c.ExpiresAt = c.Reopened(reopen)
	return m.put(c, u, at)
}
