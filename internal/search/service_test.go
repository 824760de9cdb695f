package search_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/search"
	"rialto/internal/search/searchindex"
	"rialto/internal/search/searchtest"
)

// bundle is the room over a real index, with its neighbours in memory and a clock to turn.
type bundle struct {
	*search.Service
	t     *testing.T
	shop  *searchtest.Shop
	index *searchindex.Embedded
	clock atomic.Int64 // nanoseconds; the cache reads it from goroutines of its own
}

func setup(t *testing.T, path string) *bundle {
	t.Helper()
	index, err := searchindex.Open(searchindex.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{t: t, shop: searchtest.NewShop(), index: index}
	now := func() time.Time { return time.Unix(0, b.clock.Load()) }
	b.Service, err = search.New(search.Config{}, index, b.shop, b.shop, b.shop, now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bundle) handle(events ...*busv1.Event) error {
	return b.Subscriptions()[0].Handle(context.Background(), events)
}

func (b *bundle) told(events ...*busv1.Event) {
	b.t.Helper()
	if err := b.handle(events...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bundle) search(req *searchv1.SearchRequest) *searchv1.SearchResponse {
	b.t.Helper()
	resp, err := b.Search(context.Background(), req)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp
}

func (b *bundle) want(req *searchv1.SearchRequest, ids ...int64) {
	b.t.Helper()
	var got []int64
	for _, h := range b.search(req).GetHits() {
		got = append(got, h.GetProductId())
	}
	if !slices.Equal(got, ids) {
		b.t.Fatalf("%v found %v, want %v", req, got, ids)
	}
}

func TestSearchUnderstandsFiltersAndCounts(t *testing.T) {
	t.Parallel()
	b := setup(t, "")
	b.told(b.shop.Put(searchtest.Product(1, "Running shoes", 7999)), b.shop.Put(searchtest.Product(2, "Running shirt", 2999)))
	b.want(&searchv1.SearchRequest{Q: "running", Sort: "price_asc"}, 2, 1)
	resp := b.search(&searchv1.SearchRequest{Q: "running under $50", Explain: true})
	if resp.GetTotal() != 1 || resp.GetHits()[0].GetProductId() != 2 || !slices.Equal(resp.GetNotes(), []string{"price up to 50.00 USD"}) {
		t.Fatalf("got %v", resp)
	}
	if terms := resp.GetHits()[0].GetTerms(); len(terms) != 6 || terms["text"] <= 0 || terms["bm25"] <= 0 {
		t.Errorf("terms %v", terms)
	}
	if n := len(resp.GetPrices()); n != 2 {
		t.Errorf("the price facet must ignore the price filter, got %v", resp.GetPrices())
	}
	low := int64(3000)
	b.want(&searchv1.SearchRequest{Q: "running under $50", PriceMin: &low})
	b.want(&searchv1.SearchRequest{Category: "sports>running", Brands: []string{"nordwind"}, Sort: "newest"}, 2, 1)
	if resp := b.search(&searchv1.SearchRequest{Q: "shoes shirt"}); resp.GetTotal() != 2 || len(resp.GetNotes()) != 1 {
		t.Errorf("got %v", resp)
	}
}

func TestNonsenseIsRefusedFieldByField(t *testing.T) {
	t.Parallel()
	b := setup(t, "")
	minus, five, six := int64(-1), int64(5), 6.0
	for field, req := range map[string]*searchv1.SearchRequest{
		"q": {Q: strings.Repeat("x", 10_000)}, "sort": {Sort: "best"}, "page": {Page: 201}, "page_size": {PageSize: 101},
		"currency": {Currency: "dollars"}, "brands": {Brands: slices.Repeat([]string{"a"}, 1000)}, "brands[1]": {Brands: []string{"a", " "}},
		"category": {Category: strings.Repeat("a>", 1000)}, "price_min": {PriceMin: &minus}, "price_max": {PriceMin: &five, PriceMax: &minus},
		"rating_min": {RatingMin: &six}, "seller_id": {SellerId: -3},
	} {
		_, err := b.Search(context.Background(), req)
		e := errs.As(err)
		if e == nil || e.Kind != errs.KindInvalid || !slices.ContainsFunc(e.Fields, func(f errs.Field) bool { return f.Name == field }) {
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err := b.Search(context.Background(), &searchv1.SearchRequest{Sort: "best", Page: -1})
	if e := errs.As(err); e == nil || len(e.Fields) != 2 {
		t.Errorf("both fields must be named: %v", err)
	}
	if _, err := b.Search(context.Background(), &searchv1.SearchRequest{Currency: "EUR"}); !errs.HasCode(err, "currency_unavailable") {
		t.Errorf("got %v", err)
	}
	if _, err := b.Suggest(context.Background(), &searchv1.SuggestRequest{Limit: 21, Q: strings.Repeat("x", 201)}); len(errs.As(err).Fields) != 2 {
		t.Errorf("got %v", err)
	}
	b.want(&searchv1.SearchRequest{Q: "\x00\"'(((\xff", Page: 200})
}

func TestPagesComeFromOneListAndTheFirstIsFresh(t *testing.T) {
	t.Parallel()
	b := setup(t, "")
	for id := int64(1); id <= 4; id++ {
		b.told(b.shop.Put(searchtest.Product(id, "Running shoes", 100*id)))
	}
	first := &searchv1.SearchRequest{Q: "running shoes", Sort: "price_asc", PageSize: 2}
	second := &searchv1.SearchRequest{Q: "Shoes  RUNNING", Sort: "price_asc", PageSize: 2, Page: 2, UserId: 7}
	b.want(first, 1, 2)
	b.told(b.shop.Put(searchtest.Product(5, "Running shoes", 50)))
	b.want(second, 3, 4)
	b.want(first, 1, 2) // within FreshFor
	b.clock.Add(int64(time.Second))
	b.want(second, 3, 4)
	b.want(first, 5, 1)
	b.want(second, 2, 3)
	b.told(b.shop.Remove(1))
	b.clock.Add(int64(5 * time.Minute))
	b.want(second, 3, 4)
}

func TestAnAnswerMayBeChangedByItsCaller(t *testing.T) {
	t.Parallel()
	b := setup(t, "")
	b.told(b.shop.Put(searchtest.Product(1, "Running shoes", 100)))
	req := &searchv1.SearchRequest{Q: "shoes", Brands: []string{"Nordwind"}, Explain: true}
	resp := b.search(req)
	resp.Hits[0].ProductId, resp.Hits[0].Terms["text"], resp.Brands[0].Value, req.Brands[0] = 99, 9, "Changed", "Changed"
	again := b.search(&searchv1.SearchRequest{Q: "shoes", Brands: []string{"Nordwind"}, Explain: true})
	if again.GetHits()[0].GetProductId() != 1 || again.GetHits()[0].GetTerms()["text"] == 9 || again.GetBrands()[0].GetValue() != "Nordwind" {
		t.Fatalf("the cache was changed: %v", again)
	}
}

func TestPagesBeyondTheListAreStillTrue(t *testing.T) {
	t.Parallel()
	b := setup(t, "")
	var events []*busv1.Event
	for id := int64(1); id <= 1100; id++ {
		events = append(events, b.shop.Put(searchtest.Product(id, "Running shoes", id)))
	}
	b.told(events...)
	b.want(&searchv1.SearchRequest{Sort: "price_asc", Page: 12, PageSize: 100})
	resp := b.search(&searchv1.SearchRequest{Sort: "price_asc", Page: 11, PageSize: 100})
	if resp.GetTotal() != 1100 || len(resp.GetHits()) != 100 || resp.GetHits()[0].GetProductId() != 1001 {
		t.Fatalf("total %d, %d hits", resp.GetTotal(), len(resp.GetHits()))
	}
}

func TestEventsKeepTheIndexEqualToTheTruth(t *testing.T) {
	t.Parallel()
	b := setup(t, "")
	old := b.shop.Put(searchtest.Product(1, "Running shoes", 100))
	newer := b.shop.Put(searchtest.Product(1, "Hiking boots", 100))
	b.told(newer, newer, old) // late and repeated ones change nothing
	b.want(&searchv1.SearchRequest{Q: "boots"}, 1)
	b.want(&searchv1.SearchRequest{Q: "shoes"})
	b.told(b.shop.Put(searchtest.Product(2, "Hiking boots", 100)), b.shop.Signal(2, 0.9, 0.5))
	b.want(&searchv1.SearchRequest{Q: "boots in winter"}, 2, 1)
	b.told(b.shop.Remove(2), &busv1.Event{Type: "catalog.unheard_of", Payload: "{}"})
	b.want(&searchv1.SearchRequest{Q: "hiking boots"}, 1)
}

func TestStockIsAskedForOnlyWhereAnEventCannotTell(t *testing.T) {
	t.Parallel()
	b := setup(t, "")
	yes := true
	inStock := func(q string) *searchv1.SearchRequest { return &searchv1.SearchRequest{Q: q, InStock: &yes} }
	b.told(b.shop.Put(searchtest.Product(1, "Running shoes", 100)), b.shop.Stock(1, 1, 5, 0), b.shop.Stock(1, 2, 3, 0))
	b.want(inStock("shoes"), 1)
	if n := b.shop.Availabilities(); n != 0 {
		t.Fatalf("asked %d times about what the events told", n)
	}
	b.told(b.shop.Stock(1, 1, 5, 5)) // the other warehouse still has some
	b.want(inStock("the shoes"), 1)
	b.told(b.shop.Stock(1, 2, 0, 0))
	b.want(inStock("a shoe"))
}

func TestABatchThatCannotBeReadComesAgain(t *testing.T) {
	t.Parallel()
	b := setup(t, "")
	ahead := b.shop.Put(searchtest.Product(1, "Running shoes", 100))
	ahead.Payload = `{"productId":"1","version":"9"}`
	if err := b.handle(ahead); !errs.HasCode(err, "stale_read") {
		t.Errorf("a catalogue that is behind its event: %v", err)
	}
	away := errors.New("away")
	for name, e := range map[string]*busv1.Event{
		"catalog": b.shop.Put(searchtest.Product(1, "Running shoes", 100)), "inventory": b.shop.Stock(1, 1, 0, 0),
	} {
		b.shop.Break(away)
		if err := b.handle(e); !errors.Is(err, away) {
			t.Errorf("%s: %v", name, err)
		}
		b.shop.Break(nil)
		b.told(e)
	}
	for _, typ := range []string{"catalog.product_changed", "inventory.stock_changed", "signal.changed"} {
		if err := b.handle(&busv1.Event{EventId: "x", Type: typ, Payload: "{"}); err == nil {
			t.Errorf("%s with a broken payload was taken", typ)
		}
	}
	b.want(&searchv1.SearchRequest{Q: "shoes"}, 1)
}

func TestARebuildEqualsWhatEventsMade(t *testing.T) {
	t.Parallel()
	b := setup(t, "")
	var events []*busv1.Event
	for id := int64(1); id <= 1203; id++ { // three pages, the last one short
		events = append(events, b.shop.Put(searchtest.Product(id, "Running shoes", id)))
		if id%3 == 0 {
			events = append(events, b.shop.Stock(id, 1, 1, 0), b.shop.Signal(id, float64(id%7)/7, 0.5))
		}
	}
	b.told(events...)
	yes := true
	req := &searchv1.SearchRequest{Q: "shoes", InStock: &yes, PageSize: 100}
	before := b.search(req)
	resp, err := b.Rebuild(context.Background(), &searchv1.RebuildRequest{})
	if err != nil || resp.GetDocuments() != 1203 {
		t.Fatalf("rebuilt %v, %v", resp, err)
	}
	b.clock.Add(int64(time.Minute))
	if after := b.search(req); before.String() != after.String() || after.GetTotal() != 401 {
		t.Fatalf("before %v\nafter %v", before, after)
	}
	b.shop.Break(errors.New("away"))
	if _, err := b.Rebuild(context.Background(), &searchv1.RebuildRequest{}); err == nil {
		t.Fatal("a rebuild without the catalogue must fail")
	}
	if st, _ := b.Status(context.Background(), nil); st.GetDocuments() != 1203 || st.GetGeneration() != 1 || !st.GetReady() || st.GetBytes() == 0 {
		t.Fatalf("status %v", st)
	}
}

func TestAfterACrashRunRebuildsAsSoonAsNeighboursAnswer(t *testing.T) {
	path := t.TempDir() + "/index"
	b := setup(t, path)
	b.told(b.shop.Put(searchtest.Product(1, "Running shoes", 100)))
	if err := b.index.Save(); err != nil { // and then the process dies
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		again := setup(t, path)
		again.shop = b.shop
		again.Service, _ = search.New(search.Config{}, again.index, b.shop, b.shop, b.shop, time.Now, slog.New(slog.DiscardHandler))
		missed := b.shop.Put(searchtest.Product(2, "Running shirt", 100)) // acknowledged, and lost with the memory
		b.shop.Break(errors.New("still starting"))
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error)
		go func() { ended <- again.Run(ctx) }()
		synctest.Wait()
		again.want(&searchv1.SearchRequest{Q: "running"}, 1) // the snapshot serves
		b.shop.Break(nil)
		time.Sleep(6 * time.Second) // of the bubble's clock: one pause between tries
		synctest.Wait()
		again.want(&searchv1.SearchRequest{Q: "running", Sort: "newest"}, 2, 1)
		again.told(missed)
		time.Sleep(time.Hour)
		cancel()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if err := again.index.Close(); err != nil {
			t.Fatal(err)
		}
	})
	clean := setup(t, path)
	if st, _ := clean.index.Status(context.Background()); st.Stale || st.Documents != 2 {
		t.Fatalf("after a clean stop: %+v", st)
	}
}

func TestSuggestCompletes(t *testing.T) {
	t.Parallel()
	b := setup(t, "")
	b.told(b.shop.Put(searchtest.Product(1, "Trail shoes", 100)))
	resp, err := b.Suggest(context.Background(), &searchv1.SuggestRequest{Q: "tra"})
	if err != nil || len(resp.GetSuggestions()) != 2 || resp.GetSuggestions()[0].GetText() != "trail" || resp.GetSuggestions()[1].GetProductId() != 1 {
		t.Fatalf("got %v, %v", resp, err)
	}
}

func TestConfigIsRefusedInWords(t *testing.T) {
	t.Parallel()
	for _, cfg := range []search.Config{{Currency: "dollars"}, {CacheFor: -1}} {
		if _, err := search.New(cfg, nil, nil, nil, nil, time.Now, nil); err == nil {
			t.Errorf("%+v was accepted", cfg)
		}
	}
}
