package browse_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/browse"
	"rialto/internal/platform/errs"
)

// seller has the featured offer of every product of these tests.
const seller = 7

// shop is the three neighbours: what they know, how long they take, how they fail.
type shop struct {
	hits      []int64
	families  map[int64]int64 // product id → family id; a product that is not here is unknown
	stock     map[int64]int64 // units of the seller
	searching time.Duration
	counting  time.Duration
	counted   func() error // what Availability fails with
	lost      error        // what the catalogue fails with
	query     *searchv1.SearchRequest

	mu    sync.Mutex // Availability may outlive the page that asked
	asked [][]int64  // what Availability was asked for
}

func (s *shop) Search(_ context.Context, req *searchv1.SearchRequest) (*searchv1.SearchResponse, error) {
	pause(s.searching)
	s.query = req
	if req.GetPage() > 200 {
		return nil, errs.Invalid("page_too_far", "Pages end at 200.")
	}
	resp := &searchv1.SearchResponse{Total: int64(len(s.hits))}
	for _, id := range s.hits {
		resp.Hits = append(resp.Hits, &searchv1.Hit{ProductId: id})
	}
	return resp, nil
}

func (s *shop) GetProducts(_ context.Context, req *catalogv1.GetProductsRequest) (*catalogv1.GetProductsResponse, error) {
	resp := &catalogv1.GetProductsResponse{}
	for _, id := range req.GetProductIds() {
		if family, known := s.families[id]; known {
			resp.Products = append(resp.Products, &catalogv1.Product{
				ProductId: id, FamilyId: family, Featured: &catalogv1.Offer{ProductId: id, SellerId: seller},
			})
		}
	}
	return resp, s.lost
}

func (s *shop) ListFamily(ctx context.Context, req *catalogv1.ListFamilyRequest) (*catalogv1.ListFamilyResponse, error) {
	var ids []int64
	for id := range int64(20) {
		if s.families[id] == req.GetFamilyId() {
			ids = append(ids, id)
		}
	}
	resp, err := s.GetProducts(ctx, &catalogv1.GetProductsRequest{ProductIds: ids})
	return &catalogv1.ListFamilyResponse{Products: resp.GetProducts()}, err
}

// Availability looks at no context, like a neighbour that hangs.
func (s *shop) Availability(_ context.Context, req *inventoryv1.AvailabilityRequest) (*inventoryv1.AvailabilityResponse, error) {
	s.mu.Lock()
	s.asked = append(s.asked, req.GetProductIds())
	s.mu.Unlock()
	pause(s.counting)
	if s.counted != nil {
		return nil, s.counted()
	}
	resp := &inventoryv1.AvailabilityResponse{}
	for id, units := range s.stock {
		resp.Sellable = append(resp.Sellable, &inventoryv1.OfferStock{ProductId: id, SellerId: seller, Quantity: units})
		resp.Sellable = append(resp.Sellable, &inventoryv1.OfferStock{ProductId: id + 1, SellerId: seller + 1, Quantity: 5})
	}
	return resp, nil
}

// service returns the room over the shop, and what it logged.
func (s *shop) service(t *testing.T) (*browse.Service, *strings.Builder) {
	t.Helper()
	var logged strings.Builder
	log := slog.New(slog.NewTextHandler(&logged, nil))
	if s.counting > 0 {
		t.Cleanup(func() { pause(s.counting) }) // a bubble must not end before its late calls
	}
	b, err := browse.New(browse.Config{}, browse.Needs{Search: s, Catalog: s, Inventory: s}, log)
	if err != nil {
		t.Fatal(err)
	}
	return b, &logged
}

// pause takes time of the bubble's clock.
func pause(d time.Duration) {
	if d > 0 {
		<-time.After(d)
	}
}

// text writes cards as "3 in, 1 out, 2 ?".
func text(cards []*browsev1.Card) string {
	var out []string
	for _, c := range cards {
		word := "?"
		if c.InStock != nil {
			word = map[bool]string{true: "in", false: "out"}[c.GetInStock()]
		}
		out = append(out, fmt.Sprint(c.GetProduct().GetProductId(), " ", word))
	}
	return strings.Join(out, ", ")
}

func newShop() *shop {
	return &shop{
		hits:     []int64{3, 1, 9, 2},
		families: map[int64]int64{1: 1, 2: 2, 3: 3, 4: 50, 5: 50, 6: 60},
		stock:    map[int64]int64{1: 4, 3: 1, 4: 2},
	}
}

func TestResultsKeepTheOrderOfSearch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShop()
		b, _ := s.service(t)
		page, err := b.SearchPage(t.Context(), &browsev1.SearchPageRequest{Search: &searchv1.SearchRequest{Q: "lamp"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := text(page.GetItems()); got != "3 in, 1 in, 2 out" {
			t.Errorf("items %s: hits 3, 1, 9 (unknown), 2", got)
		}
		if page.GetSearch().GetTotal() != 4 || s.query.GetQ() != "lamp" || len(page.GetSponsored())+len(page.GetAlsoViewed()) != 0 {
			t.Errorf("page %v of query %v", page, s.query)
		}
	})
}

func TestLateStockIsLeftOut(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		searching, counting, took time.Duration
		want                      string
	}{
		"in time":                       {0, 299 * time.Millisecond, 299 * time.Millisecond, "3 in, 1 in, 2 out"},
		"late":                          {0, time.Hour, 300 * time.Millisecond, "3 ?, 1 ?, 2 ?"},
		"late because search took time": {200 * time.Millisecond, 200 * time.Millisecond, 300 * time.Millisecond, "3 ?, 1 ?, 2 ?"},
		"search slower than all of it":  {time.Second, time.Hour, time.Second, "3 ?, 1 ?, 2 ?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newShop()
				s.searching, s.counting = tc.searching, tc.counting
				b, logged := s.service(t)
				start := time.Now()
				page, err := b.SearchPage(t.Context(), &browsev1.SearchPageRequest{})
				if err != nil {
					t.Fatal(err)
				}
				if got := text(page.GetItems()); got != tc.want || time.Since(start) != tc.took {
					t.Errorf("got %s after %v, want %s after %v", got, time.Since(start), tc.want, tc.took)
				}
				if logged.Len() > 0 {
					t.Errorf("a late part is no news: %s", logged)
				}
			})
		})
	}
}

func TestFailedStockCostsThePageNothingElse(t *testing.T) {
	t.Parallel()
	for name, counted := range map[string]func() error{
		"an error": func() error { return errors.New("no answer") },
		"a panic":  func() error { panic("no answer") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newShop()
				s.counted = counted
				b, logged := s.service(t)
				start := time.Now()
				resp, err := b.Products(t.Context(), &browsev1.ProductsRequest{ProductIds: []int64{2, 3}})
				if err != nil {
					t.Fatal(err)
				}
				if got := text(resp.GetItems()); got != "2 ?, 3 ?" || time.Since(start) != 0 {
					t.Errorf("got %s after %v", got, time.Since(start))
				}
				if !strings.Contains(logged.String(), "no answer") || !strings.Contains(logged.String(), "part=stock") {
					t.Errorf("logged %q", logged)
				}
			})
		})
	}
}

func TestWithoutTheCatalogueThereIsNoPage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShop()
		s.lost = errs.Unavailable("catalog_down", "The catalogue cannot be reached.")
		b, _ := s.service(t)
		_, searched := b.SearchPage(t.Context(), &browsev1.SearchPageRequest{})
		_, listed := b.Products(t.Context(), &browsev1.ProductsRequest{ProductIds: []int64{1}})
		_, shown := b.ProductPage(t.Context(), &browsev1.ProductPageRequest{ProductId: 1})
		for name, err := range map[string]error{"SearchPage": searched, "Products": listed, "ProductPage": shown} {
			if !errs.HasCode(err, "catalog_down") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestWhatSearchRefusesIsRefused(t *testing.T) {
	t.Parallel()
	b, _ := newShop().service(t)
	_, err := b.SearchPage(t.Context(), &browsev1.SearchPageRequest{Search: &searchv1.SearchRequest{Page: 201}})
	if !errs.HasCode(err, "page_too_far") || !errs.Is(err, errs.KindInvalid) {
		t.Errorf("got %v", err)
	}
}

func TestListsOfCardsAreBounded(t *testing.T) {
	t.Parallel()
	s := newShop()
	b, _ := s.service(t)
	_, err := b.Products(t.Context(), &browsev1.ProductsRequest{ProductIds: make([]int64, 201)})
	if e := errs.As(err); e == nil || e.Kind != errs.KindInvalid || e.Fields[0].Name != "product_ids" || len(s.asked) != 0 {
		t.Errorf("got %v, asked %v", err, s.asked)
	}
}

func TestNoHitAsksNobodyElse(t *testing.T) {
	t.Parallel()
	s := newShop()
	s.hits, s.lost = nil, errors.New("not to be asked")
	b, _ := s.service(t)
	page, err := b.SearchPage(t.Context(), nil)
	if err != nil || len(page.GetItems()) != 0 || len(s.asked) != 0 {
		t.Errorf("got %v, %v, asked %v", page, err, s.asked)
	}
}

func TestTheCallersIdsAreCopied(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShop()
		s.counting = time.Hour
		b, _ := s.service(t)
		ids := []int64{1, 2}
		if _, err := b.Products(t.Context(), &browsev1.ProductsRequest{ProductIds: ids}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		ids[0] = 99 // while the late call still runs
		if s.asked[0][0] != 1 {
			t.Errorf("inventory sees %v", s.asked[0])
		}
	})
}

func TestNewSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	s := newShop()
	if _, err := browse.New(browse.Config{}, browse.Needs{Search: s, Catalog: s}, slog.Default()); err == nil {
		t.Error("a room without inventory")
	}
	if _, err := browse.New(browse.Config{Optional: time.Hour}, browse.Needs{Search: s, Catalog: s, Inventory: s}, slog.Default()); err == nil {
		t.Error("a deadline of an hour")
	}
}
