package catalog_test

import (
	"context"
	"sync"
	"testing"
	"time"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/catalog"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

func TestGetProductsKeepsTheOrderAndAnswersOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	results := b.put(lamp("a"), lamp("b"), lamp("c"))
	one, two, three := results[0].GetProductId(), results[1].GetProductId(), results[2].GetProductId()
	resp, err := b.GetProducts(b.ctx, &catalogv1.GetProductsRequest{ProductIds: []int64{three, 0, one, -1, three, 99, two}})
	b.must(err)
	var got []int64
	for _, p := range resp.GetProducts() {
		got = append(got, p.GetProductId())
	}
	if len(got) != 3 || got[0] != three || got[1] != one || got[2] != two {
		t.Errorf("got %v, want %v", got, []int64{three, one, two})
	}
	_, err = b.GetProducts(b.ctx, &catalogv1.GetProductsRequest{ProductIds: make([]int64, 201)})
	wantField(t, err, "product_ids", "at most 200 entries, not 201")
}

func TestMissesAreReadInOneBatch(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	var all []int64
	for _, r := range b.put(lamp("a"), lamp("b"), lamp("c"), lamp("d")) {
		all = append(all, r.GetProductId())
	}
	for i, tc := range []struct {
		ids   []int64
		reads int
	}{{all[:2], 1}, {all[:2], 0}, {all, 1}, {all, 0}} {
		before := b.store.Reads()
		_, err := b.GetProducts(b.ctx, &catalogv1.GetProductsRequest{ProductIds: tc.ids})
		b.must(err)
		if got := b.store.Reads() - before; got != tc.reads {
			t.Errorf("call %d: %d reads of the store, want %d", i, got, tc.reads)
		}
	}
}

func TestACachedProductExpires(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{CacheFor: time.Hour})
	id := b.put(lamp("a"))[0].GetProductId()
	b.get(id)
	for _, tc := range []struct {
		step  time.Duration
		reads int
	}{{59 * time.Minute, 0}, {2 * time.Minute, 1}} {
		b.time.advance(tc.step)
		before := b.store.Reads()
		b.get(id)
		if got := b.store.Reads() - before; got != tc.reads {
			t.Errorf("after %v more: %d reads, want %d", tc.step, got, tc.reads)
		}
	}
}

func TestACallerCannotChangeTheCache(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	row := lamp("a")
	row.CategoryPath, row.Options, row.ImageUrls = []string{"A"}, map[string]string{"size": "M"}, []string{"https://img.test/1"}
	id := b.put(row)[0].GetProductId()
	row.CategoryPath[0], row.Options["size"] = "spoilt", "spoilt"
	p := b.get(id)
	p.Title, p.CategoryPath[0], p.Options["size"], p.ImageUrls[0] = "spoilt", "spoilt", "spoilt", "spoilt"
	p.Featured.Prices[0].Amount, p.Offers[0].SellerName = 0, "spoilt"
	again := b.get(id)
	if again.GetTitle() != "Lamp a" || again.GetCategoryPath()[0] != "A" || again.GetOptions()["size"] != "M" ||
		again.GetImageUrls()[0] != "https://img.test/1" || again.GetFeatured().GetPrices()[0].GetAmount() != 1250 ||
		again.GetOffers()[0].GetSellerName() != "Rialto" {
		t.Errorf("got %v", again)
	}
}

// slow is a store whose reads wait until the test lets them go.
type slow struct {
	catalog.Store
	entered, release chan struct{}
}

func (s *slow) Products(ctx context.Context, ids []commerce.ProductID) ([]*catalog.Product, error) {
	found, err := s.Store.Products(ctx, ids)
	s.entered <- struct{}{}
	<-s.release
	return found, err
}

func TestAReadThatAWriteOvertookIsNotKept(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	id := b.put(lamp("a"))[0].GetProductId()
	s := &slow{b.store, make(chan struct{}), make(chan struct{})}
	service := b.serve(catalog.Config{CacheGroup: "this"}, s)
	ask := &catalogv1.GetProductsRequest{ProductIds: []int64{id}}
	var wg sync.WaitGroup
	wg.Go(func() { service.GetProducts(b.ctx, ask) })
	<-s.entered // the old price has been read and is on its way into the cache
	cheaper := lamp("a")
	cheaper.Price = usd(1)
	b.put(cheaper)
	b.must(service.Subscriptions()[0].Handle(b.ctx, b.store.Events()))
	close(s.release)
	go func() {
		for range s.entered { // the reads from here on need not wait
		}
	}()
	wg.Wait()
	resp, err := service.GetProducts(b.ctx, ask)
	close(s.entered)
	b.must(err)
	if got := resp.GetProducts()[0].GetFeatured().GetPrices()[0].GetAmount(); got != 1 {
		t.Errorf("price %d came from before the write", got)
	}
}

func TestAnotherProcessIsToldOfChanges(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	if subs := b.Subscriptions(); len(subs) != 0 {
		t.Errorf("a single process listens to %v", subs)
	}
	id := b.put(lamp("a"))[0].GetProductId()
	other := b.serve(catalog.Config{CacheGroup: "catalog-cache-2"}, b.store)
	price := func() int64 {
		resp, err := other.GetProducts(b.ctx, &catalogv1.GetProductsRequest{ProductIds: []int64{id}})
		b.must(err)
		return resp.GetProducts()[0].GetFeatured().GetPrices()[0].GetAmount()
	}
	before := price()
	b.setPrices(&catalogv1.OfferPrice{ProductId: id, Price: usd(5)})
	sub := other.Subscriptions()[0]
	if cached := price(); cached != before {
		t.Errorf("the other process did not cache: %d", cached)
	}
	if sub.Group != "catalog-cache-2" || len(sub.Topics) != 1 || sub.Topics[0] != "catalog-events" {
		t.Errorf("subscription %+v", sub)
	}
	b.must(sub.Handle(b.ctx, b.store.Events()))
	if got := price(); got != 5 {
		t.Errorf("price %d after the event", got)
	}
}

// broken is a store that cannot be reached.
type broken struct{ catalog.Store }

func (broken) Products(context.Context, []commerce.ProductID) ([]*catalog.Product, error) {
	return nil, errs.Unavailable("database_unreachable", "The database cannot be reached.")
}

func TestAFailedReadIsAnErrorAndNotAnAbsence(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	id := b.put(lamp("a"))[0].GetProductId()
	s := b.serve(catalog.Config{}, broken{b.store})
	_, err := s.GetProducts(b.ctx, &catalogv1.GetProductsRequest{ProductIds: []int64{id}})
	if !errs.HasCode(err, "database_unreachable") {
		t.Errorf("GetProducts: %v", err)
	}
	_, err = s.GetOffers(b.ctx, &catalogv1.GetOffersRequest{Keys: []*catalogv1.OfferKey{{ProductId: id}}})
	if !errs.HasCode(err, "database_unreachable") {
		t.Errorf("GetOffers: %v", err)
	}
}
