package ledgertest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"rialto/internal/commerce"
	"rialto/internal/ledger"
)

// Memory is a ledger.Store in memory. It starts no goroutine and blocks on nothing but its mutex, so that synctest and the
// simulator can drive what uses it.
type Memory struct {
	mu       sync.Mutex
	books    map[ledger.Key]ledger.Book
	entries  map[ledger.Key][]ledger.Entry
	sellers  map[sellerKey]ledger.SellerBalance
	shares   map[shareKey]ledger.SellerEntry
	charges  map[ledger.Key]ledger.Charge
	findings map[ledger.Key]map[string]ledger.Finding // by order and kind
	pass     ledger.Pass
}

type sellerKey struct {
	seller   commerce.SellerID
	currency string
}

type shareKey struct {
	seller commerce.SellerID
	order  commerce.OrderID
	entry  string
}

var _ ledger.Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{
		books: map[ledger.Key]ledger.Book{}, entries: map[ledger.Key][]ledger.Entry{}, sellers: map[sellerKey]ledger.SellerBalance{},
		shares: map[shareKey]ledger.SellerEntry{}, charges: map[ledger.Key]ledger.Charge{}, findings: map[ledger.Key]map[string]ledger.Finding{},
	}
}

// Corrupt changes a book behind the service's back.
func (m *Memory) Corrupt(key ledger.Key, change func(*ledger.Book)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.books[key]
	change(&b)
	m.books[key] = b
}

func compareKeys(a, b ledger.Key) int {
	return cmp.Or(cmp.Compare(a.User, b.User), cmp.Compare(a.Order, b.Order))
}

// Book implements ledger.Store.
func (m *Memory) Book(_ context.Context, facts map[commerce.UserID][]ledger.Fact, feePPM int64) (map[ledger.Key]ledger.Book, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[ledger.Key]ledger.Book{}
	for _, user := range slices.Sorted(maps.Keys(facts)) {
		for _, f := range facts[user] {
			b := m.books[f.Key]
			b.Key = f.Key
			m.entries[f.Key] = append(m.entries[f.Key], b.Book(f, feePPM)...)
			if b.Version > 0 {
				m.books[f.Key] = b
			}
			out[f.Key] = b
		}
	}
	return out, nil
}

// BookSellers implements ledger.Store.
func (m *Memory) BookSellers(_ context.Context, all map[commerce.SellerID][]ledger.SellerEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, of := range all {
		for _, e := range of {
			share := shareKey{e.Seller, e.Order, e.EntryID}
			if _, known := m.shares[share]; known {
				continue
			}
			m.shares[share] = e
			key := sellerKey{e.Seller, e.Currency}
			m.sellers[key] = m.sellers[key].Plus(e)
		}
	}
	return nil
}

// BookOf implements ledger.Store.
func (m *Memory) BookOf(_ context.Context, key ledger.Key) (ledger.Book, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.books[key]
	b.Key = key
	return b, nil
}

// Entries implements ledger.Store.
func (m *Memory) Entries(_ context.Context, key ledger.Key) ([]ledger.Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.copyOf(key), nil
}

func (m *Memory) copyOf(key ledger.Key) (out []ledger.Entry) {
	for _, e := range m.entries[key] {
		e.Postings = slices.Clone(e.Postings)
		out = append(out, e)
	}
	return out
}

// Trial implements ledger.Store.
func (m *Memory) Trial(context.Context) (out []ledger.AccountBalance, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	type account struct{ name, currency string }
	sums := map[account]int64{}
	for _, entries := range m.entries {
		for _, e := range entries {
			for _, p := range e.Postings {
				sums[account{p.Account, e.Currency}] += p.Amount
			}
		}
	}
	for a, sum := range sums {
		out = append(out, ledger.AccountBalance{Account: a.name, Currency: a.currency, Amount: sum})
	}
	slices.SortFunc(out, func(a, b ledger.AccountBalance) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Currency, b.Currency))
	})
	return out, nil
}

// Sellers implements ledger.Store.
func (m *Memory) Sellers(_ context.Context, after ledger.SellerBalance, limit int) (page []ledger.SellerBalance, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	order := func(a, b sellerKey) int {
		return cmp.Or(cmp.Compare(a.seller, b.seller), cmp.Compare(a.currency, b.currency))
	}
	for _, key := range slices.SortedFunc(maps.Keys(m.sellers), order) {
		if order(key, sellerKey{after.Seller, after.Currency}) > 0 && len(page) < limit {
			page = append(page, m.sellers[key])
		}
	}
	return page, nil
}

// SellerAudits implements ledger.Store.
func (m *Memory) SellerAudits(ctx context.Context, after ledger.SellerBalance, limit int) (page []ledger.SellerAudit, _ error) {
	balances, err := m.Sellers(ctx, after, limit)
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, b := range balances {
		a := ledger.SellerAudit{Balance: b, Fold: ledger.SellerBalance{Seller: b.Seller, Currency: b.Currency}}
		for _, e := range m.shares {
			if e.Seller == b.Seller && e.Currency == b.Currency {
				a.Fold = a.Fold.Plus(e)
			}
		}
		page = append(page, a)
	}
	return page, err
}

// Audits implements ledger.Store.
func (m *Memory) Audits(_ context.Context, after ledger.Key, limit int) (page []ledger.Audit, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, key := range slices.SortedFunc(maps.Keys(m.books), compareKeys) {
		if compareKeys(key, after) > 0 && len(page) < limit {
			page = append(page, ledger.Audit{Book: m.books[key], Entries: m.copyOf(key)})
		}
	}
	return page, nil
}
