package analyticstest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"google.golang.org/protobuf/proto"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/analytics"
)

// Memory keeps tallies and history in memory. It passes the suite and works under synctest.
type Memory struct {
	mu      sync.Mutex
	basis   analytics.Basis
	tallies map[int64]analytics.Tally
	sales   map[line]sale
	looks   map[line]bool
	toldAt  map[int64]int64
	history map[string]map[int64]analytics.Purchase
	orders  map[placed]analytics.Receipt
	baskets map[basket]int64 // the day each counts for
	events  []*busv1.Event
}

// line is a product in an order or in an event.
type line struct {
	product int64
	of      string
}

type sale struct {
	units, at int64
	canceled  bool
}

var _ analytics.Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{
		tallies: map[int64]analytics.Tally{}, sales: map[line]sale{}, looks: map[line]bool{}, toldAt: map[int64]int64{},
		history: map[string]map[int64]analytics.Purchase{}, orders: map[placed]analytics.Receipt{}, baskets: map[basket]int64{},
	}
}

// Events returns what was told so far.
func (m *Memory) Events(*testing.T) []*busv1.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]*busv1.Event, len(m.events))
	for i, e := range m.events {
		out[i] = proto.CloneOf(e)
	}
	return out
}

// Apply implements analytics.Store.
func (m *Memory) Apply(_ context.Context, b analytics.Basis, productID int64, effects []analytics.Effect) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range effects {
		if e.Kind < analytics.Sold || e.Kind > analytics.Seen {
			return fmt.Errorf("unknown kind %d of effect", e.Kind)
		}
	}
	was := m.tallies[productID]
	t := was
	for _, e := range effects {
		m.apply(&t, b, productID, e)
	}
	if t != was {
		t.ProductID, t.Told.ProductID = productID, productID
		t.Touched++
		m.tallies[productID] = t
	}
	return nil
}

func (m *Memory) apply(t *analytics.Tally, b analytics.Basis, productID int64, e analytics.Effect) {
	at := line{productID, e.OrderID}
	known, exists := m.sales[at]
	switch {
	case e.Kind == analytics.Sold && !exists:
		m.sales[at] = sale{units: e.Units, at: e.At}
		t.Live += b.Weight(e.Units, e.At)
		t.LiveUnits += e.Units
		t.Purchases++
	case e.Kind == analytics.Unsold && exists && !known.canceled:
		m.sales[at] = sale{known.units, known.at, true}
		t.Live -= b.Weight(known.units, known.at)
		t.LiveUnits -= known.units
		t.Purchases--
	case e.Kind == analytics.Seen && !m.looks[line{productID, e.EventID}]:
		m.looks[line{productID, e.EventID}] = true
		t.Views += e.Views
		t.Carts += e.Carts
	}
}

// Basis implements analytics.Store.
func (m *Memory) Basis(context.Context) (analytics.Basis, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.basis, nil
}

// Rebase implements analytics.Store.
func (m *Memory) Rebase(_ context.Context, b analytics.Basis) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	live := map[int64]float64{}
	for at, s := range m.sales {
		live[at.product] += 0
		if !s.canceled {
			live[at.product] += b.Weight(s.units, s.at)
		}
	}
	for product, weighed := range live {
		t := m.tallies[product]
		t.ProductID, t.Told.ProductID = product, product
		t.Live = weighed
		t.Touched++
		m.tallies[product] = t
	}
	m.basis = b
	return nil
}

// Unsettled implements analytics.Store.
func (m *Memory) Unsettled(_ context.Context, limit int) ([]analytics.Tally, error) {
	return m.selected(func(t analytics.Tally) bool { return t.Touched > t.Settled }, limit), nil
}

// Page implements analytics.Store.
func (m *Memory) Page(_ context.Context, after int64, limit int) ([]analytics.Tally, error) {
	return m.selected(func(t analytics.Tally) bool { return t.ProductID > after && t.Told.Version > 0 }, limit), nil
}

func (m *Memory) selected(want func(analytics.Tally) bool, limit int) []analytics.Tally {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []analytics.Tally
	for _, product := range slices.Sorted(maps.Keys(m.tallies)) {
		if t := m.tallies[product]; want(t) && len(out) < limit {
			out = append(out, t)
		}
	}
	return out
}

// Peak implements analytics.Store.
func (m *Memory) Peak(_ context.Context, decay float64) (peak float64, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.tallies {
		peak = max(peak, t.Live*decay+t.History)
	}
	return peak, nil
}

// Settle implements analytics.Store.
func (m *Memory) Settle(_ context.Context, verdicts []analytics.Verdict, at int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var told []analytics.Signal
	toldAt := at
	for _, v := range verdicts {
		t := m.tallies[v.Tally.ProductID]
		if v.Moved && t.Told.Version != v.Tally.Told.Version {
			continue
		}
		t.Settled = max(t.Settled, v.Tally.Touched)
		if v.Moved {
			t.Told = v.Signal
			t.Told.Version = v.Tally.Told.Version + 1
			m.toldAt[t.ProductID] = max(at, m.toldAt[t.ProductID]+1)
			toldAt = max(toldAt, m.toldAt[t.ProductID])
			told = append(told, t.Told)
		}
		m.tallies[v.Tally.ProductID] = t
	}
	if len(told) == 0 {
		return nil
	}
	slices.SortFunc(told, func(a, b analytics.Signal) int { return cmp.Compare(a.ProductID, b.ProductID) })
	e, err := analytics.Event(told, toldAt)
	m.events = append(m.events, e)
	return err
}

// AddHistory implements analytics.Store.
func (m *Memory) AddHistory(_ context.Context, source string, purchases []analytics.Purchase) (added int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.history[source] == nil {
		m.history[source] = map[int64]analytics.Purchase{}
	}
	for _, p := range purchases {
		if _, known := m.history[source][p.Row]; !known {
			m.history[source][p.Row] = p
			m.seeBasket(source, p)
			added++
		}
	}
	return added, nil
}

// FoldHistory implements analytics.Store.
func (m *Memory) FoldHistory(_ context.Context, weight func(age int64) float64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	sums := map[int64]analytics.Tally{}
	for _, lines := range m.history {
		newest := int64(0)
		for _, p := range lines {
			newest = max(newest, p.OrderedAt)
		}
		for _, p := range lines {
			sum := sums[p.ProductID]
			sum.History += float64(p.Quantity) * weight(newest-p.OrderedAt)
			sum.HistoryUnits += p.Quantity
			sums[p.ProductID] = sum
		}
	}
	for product, sum := range sums {
		t := m.tallies[product]
		t.ProductID, t.Told.ProductID = product, product
		t.History, t.HistoryUnits = sum.History, sum.HistoryUnits
		t.Touched++
		m.tallies[product] = t
	}
	return nil
}

// History implements analytics.Store.
func (m *Memory) History(_ context.Context, source string, afterRow int64, limit int) ([]analytics.Purchase, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []analytics.Purchase
	for _, row := range slices.Sorted(maps.Keys(m.history[source])) {
		if row > afterRow && len(out) < limit {
			out = append(out, m.history[source][row])
		}
	}
	return out, nil
}

// Summary implements analytics.Store.
func (m *Memory) Summary(context.Context) (sum analytics.Summary, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, lines := range m.history {
		sum.HistoryLines += int64(len(lines))
	}
	for _, t := range m.tallies {
		sum.OrderLines += t.Purchases
		sum.Views += t.Views
		sum.Products++
	}
	return sum, nil
}
