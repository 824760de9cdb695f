// Package catalogtest holds the suite that every catalog.Store passes, a store in memory that passes it, and samples.
//
// The suite has one case per sentence of the interface's comments. It opens several handles on the same data, since
// that is how two processes meet. It is never linked into the binary.
package catalogtest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	busv1 "rialto/gen/rialto/bus/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/catalog"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

// Memory is a catalog.Store in maps. The zero value is empty and ready.
type Memory struct {
	mu       sync.Mutex
	products map[commerce.ProductID]*catalog.Product
	names    map[catalog.ExternalID]int64 // key with ID 0
	sellers  map[commerce.SellerID]string
	events   []*busv1.Event
	reads    int
}

var _ catalog.Store = (*Memory)(nil)

// Events returns what Save told, oldest first.
func (m *Memory) Events() []*busv1.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

// Reads returns how often Products was called.
func (m *Memory) Reads() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.reads
}

// clone copies a product so that neither side sees the other's changes.
func (m *Memory) clone(p *catalog.Product) *catalog.Product {
	c := *p
	c.CategoryPath, c.ImageURLs, c.Options = slices.Clone(p.CategoryPath), slices.Clone(p.ImageURLs), maps.Clone(p.Options)
	c.Attributes, c.Offers = slices.Clone(p.Attributes), slices.Clone(p.Offers)
	for i := range c.Offers {
		c.Offers[i].Prices = slices.Clone(c.Offers[i].Prices)
		c.Offers[i].SellerName = m.sellers[c.Offers[i].Seller]
	}
	return &c
}

// Products implements catalog.Store.
func (m *Memory) Products(_ context.Context, ids []commerce.ProductID) ([]*catalog.Product, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	return m.pick(func(p *catalog.Product) bool { return slices.Contains(ids, p.ID) }), nil
}

// Page implements catalog.Store.
func (m *Memory) Page(_ context.Context, after commerce.ProductID, limit int) ([]*catalog.Product, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	page := m.pick(func(p *catalog.Product) bool { return p.ID > after })
	return page[:min(limit, len(page))], nil
}

// pick returns copies of the products that match, by id.
func (m *Memory) pick(match func(*catalog.Product) bool) []*catalog.Product {
	var out []*catalog.Product
	for _, id := range slices.Sorted(maps.Keys(m.products)) {
		if p := m.products[id]; match(p) {
			out = append(out, m.clone(p))
		}
	}
	return out
}

// Family implements catalog.Store.
func (m *Memory) Family(_ context.Context, family int64, limit int) ([]commerce.ProductID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var ids []commerce.ProductID
	for _, p := range m.pick(func(p *catalog.Product) bool { return p.FamilyID == family }) {
		ids = append(ids, p.ID)
	}
	return ids[:min(limit, len(ids))], nil
}

// ExternalIDs implements catalog.Store.
func (m *Memory) ExternalIDs(_ context.Context, source, kind string, names []string) ([]catalog.ExternalID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var known []catalog.ExternalID
	for e, id := range m.names {
		if e.Kind == kind && (source == "" || e.Source == source) && slices.Contains(names, e.Name) {
			e.ID = id
			known = append(known, e)
		}
	}
	return known, nil
}

// Save implements catalog.Store.
func (m *Memory) Save(_ context.Context, changes []catalog.Change, names []catalog.ExternalID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range changes {
		stored := m.products[c.Product.ID]
		if stored == nil && c.Product.Version != 1 || stored != nil && stored.Version != c.Product.Version-1 {
			return catalog.ErrStale
		}
	}
	for _, e := range names {
		if _, taken := m.names[catalog.ExternalID{Source: e.Source, Kind: e.Kind, Name: e.Name}]; taken {
			return catalog.ErrStale
		}
	}
	return m.write(changes, names)
}

func (m *Memory) write(changes []catalog.Change, names []catalog.ExternalID) error {
	if m.products == nil {
		m.products, m.names = map[commerce.ProductID]*catalog.Product{}, map[catalog.ExternalID]int64{}
	}
	for _, e := range names {
		m.names[catalog.ExternalID{Source: e.Source, Kind: e.Kind, Name: e.Name}] = e.ID
	}
	for _, c := range changes {
		next := m.clone(c.Product)
		next.Offers = m.mergeOffers(next, c.Offers)
		m.products[next.ID] = next
		id := commerce.FormatID(next.ID)
		e, err := outbox.Event(bus.CatalogEvents, catalog.TypeProductChanged, id, id, next.Version, next.UpdatedAt,
			&catalogv1.ProductChanged{ProductId: int64(next.ID), Version: next.Version})
		if err != nil {
			return err
		}
		m.events = append(m.events, e)
	}
	return nil
}

// mergeOffers takes the offers that go with a change from it and keeps the others as they are stored.
func (m *Memory) mergeOffers(next *catalog.Product, changed []commerce.SellerID) []catalog.Offer {
	var out []catalog.Offer
	if stored := m.products[next.ID]; stored != nil {
		out = slices.DeleteFunc(slices.Clone(stored.Offers), func(o catalog.Offer) bool {
			return slices.Contains(changed, o.Seller)
		})
	}
	for _, seller := range changed {
		out = append(out, *next.OfferOf(seller))
	}
	slices.SortFunc(out, func(a, b catalog.Offer) int { return cmp.Compare(a.Seller, b.Seller) })
	return out
}

// CountCategories implements catalog.Store.
func (m *Memory) CountCategories(context.Context) ([]catalog.CategoryCount, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var counts []catalog.CategoryCount
	for _, p := range m.pick(func(p *catalog.Product) bool { return len(p.CategoryPath) > 0 }) {
		at := slices.IndexFunc(counts, func(c catalog.CategoryCount) bool { return slices.Equal(c.Path, p.CategoryPath) })
		if at < 0 {
			at = len(counts)
			counts = append(counts, catalog.CategoryCount{Path: p.CategoryPath})
		}
		counts[at].Count++
	}
	return counts, nil
}

// Sellers implements catalog.Store.
func (m *Memory) Sellers(_ context.Context, limit int) ([]catalog.Seller, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sellers := m.pickSellers(func(catalog.Seller) bool { return true })
	return sellers[:min(limit, len(sellers))], nil
}

// SellersByID implements catalog.Store.
func (m *Memory) SellersByID(_ context.Context, ids []commerce.SellerID) ([]catalog.Seller, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.pickSellers(func(s catalog.Seller) bool { return slices.Contains(ids, s.ID) }), nil
}

// EnsureSellers implements catalog.Store.
func (m *Memory) EnsureSellers(_ context.Context, wanted []catalog.Seller) ([]catalog.Seller, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sellers == nil {
		m.sellers = map[commerce.SellerID]string{}
	}
	names := map[string]bool{}
	for _, seller := range wanted {
		names[seller.Name] = true
		if len(m.pickSellers(func(s catalog.Seller) bool { return s.Name == seller.Name })) == 0 {
			m.sellers[seller.ID] = seller.Name
		}
	}
	return m.pickSellers(func(s catalog.Seller) bool { return names[s.Name] }), nil
}

// pickSellers returns the sellers that match, by id.
func (m *Memory) pickSellers(match func(catalog.Seller) bool) []catalog.Seller {
	var out []catalog.Seller
	for _, id := range slices.Sorted(maps.Keys(m.sellers)) {
		if s := (catalog.Seller{ID: id, Name: m.sellers[id]}); match(s) {
			out = append(out, s)
		}
	}
	return out
}
