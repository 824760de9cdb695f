package catalogtest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/catalog"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
)

// Opened is fresh, empty data.
type Opened struct {
	Open   func() catalog.Store  // another handle on the same data
	Events func() []*busv1.Event // what was told so far, in any order
}

// The sellers that every case starts with.
var (
	acme = catalog.Seller{ID: 11, Name: "Acme"}
	bolt = catalog.Seller{ID: 12, Name: "Bolt & Söhne"}
)

// bundle is one case's store.
type bundle struct {
	Opened
	t     *testing.T
	ctx   context.Context
	store catalog.Store
}

// TestStore runs the suite; open gives each case data of its own.
func TestStore(t *testing.T, open func(t *testing.T) Opened) {
	for name, test := range map[string]func(b *bundle){
		"a product comes back as it was saved":                 roundTrip,
		"products come by id, once, and unknown ones are left": products,
		"a version that is not the next writes nothing":        staleVersion,
		"a taken name writes nothing":                          takenName,
		"names are unique per source and kind":                 names,
		"every change is told once, with its version":          events,
		"only the offers of a change are written":              offersOfChange,
		"pages walk all products by id":                        pages,
		"a family lists its lowest ids":                        family,
		"categories count exact paths":                         countCategories,
		"sellers keep their first id":                          sellers,
		"large batches are read and written whole":             largeBatch,
		"two handles lose no change of one product":            concurrentChanges,
		"two handles make a name once":                         concurrentNames,
		"two handles make a seller once":                       concurrentSellers,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opened := open(t)
			b := &bundle{opened, t, t.Context(), opened.Open()}
			_, err := b.store.EnsureSellers(b.ctx, []catalog.Seller{acme, bolt})
			b.must(err)
			test(b)
		})
	}
}

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// Sample returns a new product with one offer for 12.50 USD by the seller with id 11.
func Sample(id commerce.ProductID) *catalog.Product {
	return &catalog.Product{
		ID: id, Source: "feed", ExternalID: commerce.FormatID(id), FamilyID: int64(id), Title: "Lantern", Featured: acme.ID,
		CreatedAt: 1_000, UpdatedAt: 1_000, Version: 1,
		Offers: []catalog.Offer{{
			Seller: acme.ID, SellerName: acme.Name, Version: 1,
			Prices: []commerce.Money{{Amount: 1250, Currency: "USD"}},
		}},
	}
}

// all returns the change that writes a product with every offer.
func all(p *catalog.Product) catalog.Change {
	c := catalog.Change{Product: p}
	for _, o := range p.Offers {
		c.Offers = append(c.Offers, o.Seller)
	}
	return c
}

// add saves new products under their names.
func (b *bundle) add(products ...*catalog.Product) {
	b.t.Helper()
	var changes []catalog.Change
	var names []catalog.ExternalID
	for _, p := range products {
		changes = append(changes, all(p))
		names = append(names, catalog.ExternalID{Source: p.Source, Kind: catalog.KindProduct, Name: p.ExternalID, ID: int64(p.ID)})
	}
	b.must(b.store.Save(b.ctx, changes, names))
}

// get returns the product, which must be there.
func (b *bundle) get(id commerce.ProductID) *catalog.Product {
	b.t.Helper()
	found, err := b.store.Products(b.ctx, []commerce.ProductID{id})
	b.must(err)
	if len(found) != 1 {
		b.t.Fatalf("%d products with id %d", len(found), id)
	}
	return found[0]
}

// next steps a product to its next version.
func next(p *catalog.Product) *catalog.Product {
	p.Version++
	p.UpdatedAt++
	return p
}

func roundTrip(b *bundle) {
	full := Sample(7)
	full.FamilyID, full.Title, full.Description = 70, "Lampe „Mond“ 月", "Two lines\nand a\ttab"
	full.Brand, full.Prime, full.EAN, full.Featured = "Söhne", true, "4006381333931", bolt.ID
	full.CategoryPath = []string{"Home", "Light & more", `"Quoted"`}
	full.ImageURLs = []string{"https://img.test/1.jpg?a=1&b=2", "https://img.test/2.jpg"}
	full.Options = map[string]string{"size": "M", "colour": "dark red"}
	full.Attributes = []catalog.Attribute{
		{Name: "Höhe", Kind: catalog.KindNumber, Number: 0.1 + 0.2, Unit: "m"}, {Name: "bulbs", Kind: catalog.KindNumber},
		{Name: `"glass"`, Kind: catalog.KindText, Text: "<hand-blown>"}, {Name: "dimmable", Kind: catalog.KindYesNo, Yes: true},
	}
	full.Rating = catalog.Rating{Average: 4.1 + 0.2, Count: 2_147_483_647}
	full.Offers = append(full.Offers, catalog.Offer{
		Seller: bolt.ID, SellerName: bolt.Name, HandlingDays: 3, Version: 1,
		Prices: []commerce.Money{{Amount: 999, Currency: "EUR"}, {Amount: 0, Currency: "USD"}},
	})
	bare := Sample(8)
	bare.Offers[0].Prices = nil
	b.add(full, bare)
	for _, want := range []*catalog.Product{full, bare} {
		if got := b.get(want.ID); !reflect.DeepEqual(got, want) {
			b.t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
	full.Title, full.CategoryPath, full.Options, full.Attributes = "Lampe", nil, nil, full.Attributes[:1]
	full.Rating = catalog.Rating{Average: 5, Count: 1}
	b.must(b.store.Save(b.ctx, []catalog.Change{all(next(full))}, nil))
	if got := b.get(7); !reflect.DeepEqual(got, full) {
		b.t.Errorf("after a change: got  %+v\nwant %+v", got, full)
	}
}

func products(b *bundle) {
	b.add(Sample(30), Sample(10), Sample(20))
	found, err := b.store.Products(b.ctx, []commerce.ProductID{20, 99, 10, 20})
	b.must(err)
	if got := idsOf(found); !slices.Equal(got, []commerce.ProductID{10, 20}) {
		b.t.Errorf("got %v", got)
	}
	found, err = b.store.Products(b.ctx, nil)
	if len(found) != 0 || err != nil {
		b.t.Errorf("of no ids: %v, %v", found, err)
	}
}

func idsOf(products []*catalog.Product) []commerce.ProductID {
	ids := make([]commerce.ProductID, len(products))
	for i, p := range products {
		ids[i] = p.ID
	}
	return ids
}

func staleVersion(b *bundle) {
	b.add(Sample(1), Sample(2))
	fine, stale := b.get(1), b.get(2)
	fine.Title, stale.Title = "fine", "stale"
	next(fine)
	for name, version := range map[string]int64{"the same": 1, "two on": 3} {
		stale.Version = version
		if err := b.store.Save(b.ctx, []catalog.Change{all(fine), all(stale)}, nil); !errors.Is(err, catalog.ErrStale) {
			b.t.Errorf("%s: %v", name, err)
		}
	}
	if p := b.get(1); p.Title != "Lantern" || p.Version != 1 {
		b.t.Errorf("the change beside it was written: %+v", p)
	}
	if n := len(b.Events()); n != 2 {
		b.t.Errorf("%d events for 2 changes", n)
	}
}

func takenName(b *bundle) {
	b.add(Sample(1))
	twin := Sample(2)
	twin.ExternalID = "1"
	taken := []catalog.ExternalID{
		{Source: "feed", Kind: catalog.KindProduct, Name: "0", ID: 2}, {Source: "feed", Kind: catalog.KindProduct, Name: "1", ID: 2},
	}
	if err := b.store.Save(b.ctx, []catalog.Change{all(twin)}, taken); !errors.Is(err, catalog.ErrStale) {
		b.t.Fatalf("got %v", err)
	}
	found, err := b.store.Products(b.ctx, []commerce.ProductID{2})
	b.must(err)
	known, err := b.store.ExternalIDs(b.ctx, "feed", catalog.KindProduct, []string{"0", "1"})
	b.must(err)
	if len(found) != 0 || len(known) != 1 || known[0].ID != 1 || len(b.Events()) != 1 {
		b.t.Errorf("something was written: %v, %v, %d events", found, known, len(b.Events()))
	}
}

func names(b *bundle) {
	p, q := Sample(1), Sample(2)
	q.Source, q.ExternalID = "other", "1"
	b.add(p, q)
	b.must(b.store.Save(b.ctx, nil, []catalog.ExternalID{{Source: "feed", Kind: catalog.KindFamily, Name: "1", ID: 3}}))
	for _, tc := range []struct {
		source, kind string
		want         []int64
	}{
		{"feed", catalog.KindProduct, []int64{1}}, {"other", catalog.KindProduct, []int64{2}},
		{"", catalog.KindProduct, []int64{1, 2}}, {"", catalog.KindFamily, []int64{3}}, {"none", catalog.KindProduct, nil},
	} {
		known, err := b.store.ExternalIDs(b.ctx, tc.source, tc.kind, []string{"1", "unknown"})
		b.must(err)
		var got []int64
		for _, e := range known {
			got = append(got, e.ID)
			if e.Kind != tc.kind || e.Name != "1" || tc.source != "" && e.Source != tc.source {
				b.t.Errorf("%s %s: got %+v", tc.source, tc.kind, e)
			}
		}
		if slices.Sort(got); !slices.Equal(got, tc.want) {
			b.t.Errorf("%s %s: got %v, want %v", tc.source, tc.kind, got, tc.want)
		}
	}
}

func events(b *bundle) {
	p := Sample(5)
	b.add(p)
	p.Title = "Lamp"
	b.must(b.store.Save(b.ctx, []catalog.Change{{Product: next(p)}}, nil))
	told := b.Events()
	slices.SortFunc(told, func(x, y *busv1.Event) int { return int(x.GetVersion() - y.GetVersion()) })
	if len(told) != 2 {
		b.t.Fatalf("%d events for 2 changes", len(told))
	}
	for i, e := range told {
		version := int64(i + 1)
		if e.GetTopic() != "catalog-events" || e.GetType() != catalog.TypeProductChanged || e.GetKey() != "5" ||
			e.GetAggregate() != "5" || e.GetVersion() != version || e.GetOccurredAt() != 999+version {
			b.t.Errorf("event %d: %v", i, e)
		}
		var payload catalogv1.ProductChanged
		b.must(bus.Payload(e, &payload))
		if payload.GetProductId() != 5 || payload.GetVersion() != version {
			b.t.Errorf("payload %d: %v", i, &payload)
		}
	}
}

func offersOfChange(b *bundle) {
	p := Sample(1)
	p.Offers = append(p.Offers, catalog.Offer{Seller: bolt.ID, SellerName: bolt.Name, Version: 1})
	b.add(p)
	p.Offers[0].Prices, p.Offers[0].Version = []commerce.Money{{Amount: 1, Currency: "USD"}}, 2
	p.Offers[1].Prices, p.Offers[1].Version = []commerce.Money{{Amount: 2, Currency: "USD"}}, 2
	b.must(b.store.Save(b.ctx, []catalog.Change{{Product: next(p), Offers: []commerce.SellerID{bolt.ID}}}, nil))
	got := b.get(1)
	if got.Version != 2 || got.Offers[0].Version != 1 || got.Offers[0].Prices[0].Amount != 1250 {
		b.t.Errorf("the offer beside the change: %+v", got)
	}
	if o := got.Offers[1]; o.Version != 2 || len(o.Prices) != 1 || o.Prices[0].Amount != 2 {
		b.t.Errorf("the offer of the change: %+v", o)
	}
}

func pages(b *bundle) {
	for id := commerce.ProductID(1); id <= 5; id++ {
		b.add(Sample(id * 10))
	}
	var walked []commerce.ProductID
	for after := commerce.ProductID(0); ; after = walked[len(walked)-1] {
		page, err := b.store.Page(b.ctx, after, 2)
		b.must(err)
		if len(page) == 0 {
			break
		}
		if len(page) > 2 || len(page[0].Offers) != 1 {
			b.t.Fatalf("page after %d: %d products, %d offers", after, len(page), len(page[0].Offers))
		}
		walked = append(walked, idsOf(page)...)
	}
	if !slices.Equal(walked, []commerce.ProductID{10, 20, 30, 40, 50}) {
		b.t.Errorf("walked %v", walked)
	}
}

func family(b *bundle) {
	for _, id := range []commerce.ProductID{4, 2, 3, 1} {
		p := Sample(id)
		if id != 3 {
			p.FamilyID = 100
		}
		b.add(p)
	}
	for _, tc := range []struct {
		family int64
		limit  int
		want   []commerce.ProductID
	}{{100, 10, []commerce.ProductID{1, 2, 4}}, {100, 2, []commerce.ProductID{1, 2}}, {3, 10, []commerce.ProductID{3}}, {9, 10, nil}} {
		got, err := b.store.Family(b.ctx, tc.family, tc.limit)
		b.must(err)
		if !slices.Equal(got, tc.want) {
			b.t.Errorf("family %d: got %v, want %v", tc.family, got, tc.want)
		}
	}
}

func countCategories(b *bundle) {
	for id, path := range [][]string{nil, {"A"}, {"A", "B"}, {"A", "B"}, nil} {
		p := Sample(commerce.ProductID(id + 1))
		p.CategoryPath = path
		b.add(p)
	}
	counts, err := b.store.CountCategories(b.ctx)
	b.must(err)
	slices.SortFunc(counts, func(x, y catalog.CategoryCount) int { return slices.Compare(x.Path, y.Path) })
	want := []catalog.CategoryCount{{Path: []string{"A"}, Count: 1}, {Path: []string{"A", "B"}, Count: 2}}
	if !reflect.DeepEqual(counts, want) {
		b.t.Errorf("got %v", counts)
	}
}

func sellers(b *bundle) {
	again := catalog.Seller{ID: 99, Name: acme.Name}
	fresh := catalog.Seller{ID: 10, Name: "Zoo"}
	got, err := b.store.EnsureSellers(b.ctx, []catalog.Seller{again, fresh})
	b.must(err)
	if !slices.Equal(got, []catalog.Seller{fresh, acme}) {
		b.t.Errorf("ensured %v", got)
	}
	got, err = b.store.SellersByID(b.ctx, []commerce.SellerID{bolt.ID, 99, acme.ID})
	b.must(err)
	if !slices.Equal(got, []catalog.Seller{acme, bolt}) {
		b.t.Errorf("by id %v", got)
	}
	got, err = b.store.Sellers(b.ctx, 2)
	b.must(err)
	if !slices.Equal(got, []catalog.Seller{fresh, acme}) {
		b.t.Errorf("the first two %v", got)
	}
}

func largeBatch(b *bundle) {
	const n = 500
	many := make([]*catalog.Product, n)
	ids := make([]commerce.ProductID, n)
	names := make([]string, n)
	for i := range many {
		ids[i] = commerce.ProductID(i + 1)
		many[i], names[i] = Sample(ids[i]), commerce.FormatID(ids[i])
	}
	slices.Reverse(many)
	b.add(many...)
	found, err := b.store.Products(b.ctx, ids)
	b.must(err)
	known, err := b.store.ExternalIDs(b.ctx, "feed", catalog.KindProduct, names)
	b.must(err)
	if !slices.Equal(idsOf(found), ids) || len(known) != n || len(b.Events()) != n {
		b.t.Fatalf("%d products, %d names, %d events of %d", len(found), len(known), len(b.Events()), n)
	}
	for _, p := range found {
		if len(p.Offers) != 1 {
			b.t.Fatalf("product %d has %d offers", p.ID, len(p.Offers))
		}
	}
}
