package ledgertest

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"rialto/internal/ledger"
)

// KeepCharges implements ledger.Store.
func (m *Memory) KeepCharges(_ context.Context, charges []ledger.Charge) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range charges {
		known, ok := m.charges[c.Key]
		same := c
		same.At, same.DueAt = known.At, known.DueAt
		if !ok || known.At <= c.At && same != known {
			m.charges[c.Key] = c
		}
	}
	return nil
}

// ChargeOf implements ledger.Store.
func (m *Memory) ChargeOf(_ context.Context, key ledger.Key) (ledger.Charge, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.charges[key], nil
}

// Changed implements ledger.Store.
func (m *Memory) Changed(_ context.Context, booked bool, after ledger.Mark, until int64, limit int) (page []ledger.Mark, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	order := func(a, b ledger.Mark) int { return cmp.Or(cmp.Compare(a.At, b.At), compareKeys(a.Key, b.Key)) }
	add := func(mark ledger.Mark) {
		if order(mark, after) > 0 && mark.At <= until {
			page = append(page, mark)
		}
	}
	if booked {
		for key, b := range m.books {
			add(ledger.Mark{At: b.At, Key: key})
		}
	} else {
		for key, c := range m.charges {
			add(ledger.Mark{At: c.DueAt, Key: key})
		}
	}
	slices.SortFunc(page, order)
	return page[:min(limit, len(page))], nil
}

// Found implements ledger.Store.
func (m *Memory) Found(_ context.Context, key ledger.Key, wrong []ledger.Problem, at, grace int64) ([]ledger.Finding, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	of := m.findings[key]
	if of == nil {
		of = map[string]ledger.Finding{}
		m.findings[key] = of
	}
	w := ledger.Weigh(key, slices.Collect(maps.Values(of)), wrong, at, grace)
	for _, f := range w.Forgotten {
		delete(of, f.Kind)
	}
	for _, f := range w.Kept {
		of[f.Kind] = f
	}
	return w.Opened, nil
}

// list returns the findings that are wanted, in an order.
func (m *Memory) list(wanted func(ledger.Finding) bool, order func(a, b ledger.Finding) int, limit int) (page []ledger.Finding, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, of := range m.findings {
		for _, f := range of {
			if wanted(f) {
				page = append(page, f)
			}
		}
	}
	slices.SortFunc(page, func(a, b ledger.Finding) int {
		return cmp.Or(order(a, b), compareKeys(a.Key, b.Key), cmp.Compare(a.Kind, b.Kind))
	})
	return page[:min(limit, len(page))], nil
}

// Unexplained implements ledger.Store.
func (m *Memory) Unexplained(_ context.Context, limit int) ([]ledger.Finding, error) {
	return m.list(func(f ledger.Finding) bool { return f.ExplainedAt == 0 },
		func(a, b ledger.Finding) int { return cmp.Compare(a.LastSeen, b.LastSeen) }, limit)
}

// Findings implements ledger.Store.
func (m *Memory) Findings(_ context.Context, openOnly bool, limit int) ([]ledger.Finding, error) {
	explained := func(f ledger.Finding) int {
		if f.ExplainedAt == 0 {
			return 0
		}
		return 1
	}
	return m.list(func(f ledger.Finding) bool { return f.OpenedAt > 0 && (!openOnly || f.ExplainedAt == 0) },
		func(a, b ledger.Finding) int {
			return cmp.Or(cmp.Compare(explained(a), explained(b)), cmp.Compare(b.FirstSeen, a.FirstSeen))
		}, limit)
}

// CountOpen implements ledger.Store.
func (m *Memory) CountOpen(context.Context) (n int64, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, of := range m.findings {
		for _, f := range of {
			if f.OpenedAt > 0 && f.ExplainedAt == 0 {
				n++
			}
		}
	}
	return n, nil
}

// Pass implements ledger.Store.
func (m *Memory) Pass(context.Context) (ledger.Pass, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.pass, nil
}

// SavePass implements ledger.Store.
func (m *Memory) SavePass(_ context.Context, p ledger.Pass) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pass = p
	return nil
}
