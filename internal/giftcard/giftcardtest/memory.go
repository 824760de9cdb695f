package giftcardtest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/commerce"
	"rialto/internal/giftcard"
)

// Memory is a giftcard.Store in memory. It starts no goroutine and blocks on nothing but its mutex, so that synctest and
// the simulator can drive what uses it.
type Memory struct {
	mu      sync.Mutex
	cards   map[giftcard.CardID]*card
	codes   map[string]giftcard.CardID
	issues  map[string]issue
	uses    map[useKey]*giftcard.Use
	refunds map[useKey]map[string]int64
	events  []*busv1.Event
}

// card is a card with the sums of its history.
type card struct {
	giftcard.Card
	changes, balance, held int64
}

type issue struct {
	hash string
	card giftcard.CardID
}

type useKey struct {
	card  giftcard.CardID
	order commerce.OrderID
}

var _ giftcard.Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{
		cards: map[giftcard.CardID]*card{}, codes: map[string]giftcard.CardID{}, issues: map[string]issue{},
		uses: map[useKey]*giftcard.Use{}, refunds: map[useKey]map[string]int64{},
	}
}

// Events returns everything that was published so far, in the order it was written.
func (m *Memory) Events() []*busv1.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

// Corrupt changes a card behind the service's back; CorruptUse one of its uses.
func (m *Memory) Corrupt(id giftcard.CardID, change func(*giftcard.Card)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(&m.cards[id].Card)
}

// CorruptUse changes a use behind the service's back.
func (m *Memory) CorruptUse(id giftcard.CardID, order commerce.OrderID, change func(*giftcard.Use)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(m.uses[useKey{id, order}])
}

// change moves a card's sums and remembers it.
func (c *card) change(balance, held int64) {
	c.Balance, c.Held, c.Version = c.Balance+balance, c.Held+held, c.Version+1
	c.balance, c.held, c.changes = c.balance+balance, c.held+held, c.changes+1
}

// Issue implements giftcard.Store.
func (m *Memory) Issue(_ context.Context, key, hash string, c giftcard.Card) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, used := m.issues[key]; used {
		return giftcard.ErrKeyUsed
	}
	m.issues[key] = issue{hash, c.ID}
	m.codes[c.CodeHash] = c.ID
	m.cards[c.ID] = &card{c, 1, c.Balance, c.Held}
	return nil
}

// Issued implements giftcard.Store.
func (m *Memory) Issued(_ context.Context, key string) (giftcard.Card, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.card(m.issues[key].card)
	if err != nil {
		return giftcard.Card{}, "", err
	}
	return c.Card, m.issues[key].hash, nil
}

func (m *Memory) card(id giftcard.CardID) (*card, error) {
	if c := m.cards[id]; c != nil {
		return c, nil
	}
	return nil, giftcard.ErrNoCard
}

// Card implements giftcard.Store.
func (m *Memory) Card(_ context.Context, id giftcard.CardID) (giftcard.Card, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.card(id)
	if err != nil {
		return giftcard.Card{}, err
	}
	return c.Card, nil
}

// ByCode implements giftcard.Store.
func (m *Memory) ByCode(ctx context.Context, codeHash string) (giftcard.Card, error) {
	m.mu.Lock()
	id := m.codes[codeHash]
	m.mu.Unlock()
	return m.Card(ctx, id)
}

// Cards implements giftcard.Store.
func (m *Memory) Cards(_ context.Context, before giftcard.CardID, limit int) (page []giftcard.Card, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range slices.Backward(slices.Sorted(maps.Keys(m.cards))) {
		if (before == 0 || id < before) && len(page) < limit {
			page = append(page, m.cards[id].Card)
		}
	}
	return page, nil
}

// Block implements giftcard.Store.
func (m *Memory) Block(_ context.Context, id giftcard.CardID, at int64) (giftcard.Card, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, err := m.card(id)
	if err != nil {
		return giftcard.Card{}, err
	}
	if c.BlockedAt == 0 {
		c.BlockedAt = at
		c.change(0, 0)
	}
	return c.Card, nil
}

// Uses implements giftcard.Store.
func (m *Memory) Uses(_ context.Context, id giftcard.CardID, limit int) (page []giftcard.Use, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for key, u := range m.uses {
		if key.card == id {
			page = append(page, *u)
		}
	}
	slices.SortFunc(page, func(a, b giftcard.Use) int {
		return cmp.Or(cmp.Compare(b.ChangedAt, a.ChangedAt), cmp.Compare(b.Order, a.Order))
	})
	return page[:min(limit, len(page))], nil
}

// Folds implements giftcard.Store.
func (m *Memory) Folds(_ context.Context, after giftcard.CardID, limit int) (page []giftcard.Fold, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(m.cards)) {
		if id <= after || len(page) == limit {
			continue
		}
		c := m.cards[id]
		f := giftcard.Fold{Card: c.Card, Changes: c.changes, HistoryBalance: c.balance, HistoryHeld: c.held}
		for key, u := range m.uses {
			if key.card == id && u.State == giftcard.Held {
				f.UsesHeld += u.Amount
			} else if key.card == id {
				f.UsesTaken += u.Taken()
			}
		}
		page = append(page, f)
	}
	return page, nil
}

// UseFolds implements giftcard.Store.
func (m *Memory) UseFolds(_ context.Context, id giftcard.CardID, order commerce.OrderID, limit int) (page []giftcard.UseFold, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sorted := func(a, b useKey) int { return cmp.Or(cmp.Compare(a.card, b.card), cmp.Compare(a.order, b.order)) }
	for _, key := range slices.SortedFunc(maps.Keys(m.uses), sorted) {
		if sorted(key, useKey{id, order}) <= 0 || len(page) == limit {
			continue
		}
		f := giftcard.UseFold{Use: *m.uses[key]}
		for _, amount := range m.refunds[key] {
			f.Refunds += amount
		}
		page = append(page, f)
	}
	return page, nil
}
