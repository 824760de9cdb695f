package shelf

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/platform/errs"
)

func TestTheFrontPageShowsCategoriesAndShelves(t *testing.T) {
	t.Parallel()
	b := setup(t)
	has(t, b.get("/"), http.StatusOK, "A bridge", `href="/c/Garden"`, "12 products", "Best sellers", "Top rated under $50", "Just arrived",
		`href="/search?price_max=50&amp;rating_min=4&amp;sort=rating"`, "/drawn/lamp/c9a227-05.svg", "$89.00", `!href="/c/Home/Lamps"`, "!noindex")
}

func TestTheFrontPageCostsNoQueriesForHalfAMinute(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.get("/")
	first := len(b.searches)
	b.get("/")
	b.get("/", signedIn)
	if len(b.searches) != first || first != 5 { // two categories, three shelves
		t.Errorf("%d searches, then %d", first, len(b.searches))
	}
	has(t, b.get("/", inEuros), http.StatusOK, "€79.00", "!$89.00")
	if len(b.searches) != 2*first {
		t.Errorf("%d searches for two currencies", len(b.searches))
	}
	b.now = b.now.Add(dressed)
	b.get("/")
	if len(b.searches) != 3*first {
		t.Errorf("%d searches after half a minute", len(b.searches))
	}
}

func TestManyVisitorsAskOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { b.get("/") })
	}
	all.Wait()
	if len(b.searches) != 5 {
		t.Errorf("%d searches", len(b.searches))
	}
}

func TestALateShelfIsLeftOutAndAskedForAgainSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := true
		b := setup(t, func(r *rooms) {
			r.find = func(ctx context.Context, q *searchv1.SearchRequest) (*browsev1.SearchPageResponse, error) {
				if slow && q.GetSort() == "newest" {
					<-ctx.Done()
					return nil, ctx.Err()
				}
				return r.found, nil
			}
		})
		began := time.Now()
		has(t, b.get("/"), http.StatusOK, "Best sellers", "!Just arrived")
		if took := time.Since(began); took != dressing {
			t.Errorf("waited %v for a shelf, want %v", took, dressing)
		}
		slow = false
		has(t, b.get("/"), http.StatusOK, "!Just arrived")
		b.now = b.now.Add(halfDone)
		has(t, b.get("/"), http.StatusOK, "Best sellers", "Just arrived")

		slow = true
		b.now = b.now.Add(dressed)
		has(t, b.get("/"), http.StatusOK, "Best sellers", "Just arrived") // as they were: better than a gap
		b.now = b.now.Add(outlast)
		has(t, b.get("/"), http.StatusOK, "Best sellers", "!Just arrived") // but not for ever
	})
}

func TestWithoutSearchTheFrontPageStillGreets(t *testing.T) {
	t.Parallel()
	b := setup(t, func(r *rooms) {
		r.find = func(_ context.Context, q *searchv1.SearchRequest) (*browsev1.SearchPageResponse, error) {
			if q.GetSort() == "rating" {
				panic("a bug in a neighbour")
			}
			return nil, errs.Unavailable("search_down", "Search is down.")
		}
	})
	has(t, b.get("/"), http.StatusOK, "A bridge", `href="/c/Home"`, "!Best sellers", "!Search is down")
	b.categories = nil
	empty := setup(t, func(r *rooms) { r.find, r.categories = b.find, nil })
	has(t, empty.get("/"), http.StatusOK, "A bridge", "The shelves are empty")
}

func TestAShelfShowsFewOfAKind(t *testing.T) {
	t.Parallel()
	var found []*browsev1.Card
	for i := range 40 {
		kind := "Lamps"
		if i%10 == 9 {
			kind = fmt.Sprintf("Kind %d", i)
		}
		found = append(found, &browsev1.Card{Product: &catalogv1.Product{ProductId: int64(i), CategoryPath: []string{"Home", kind}}})
	}
	var ids []string
	for _, c := range varied(found) {
		ids = append(ids, fmt.Sprint(c.GetProduct().GetProductId()))
	}
	if got, want := strings.Join(ids, " "), "0 1 9 19 29 39 2 3 4 5 6 7"; got != want {
		t.Errorf("shown %s, want %s", got, want)
	}
}

func TestALittleIsLittleInEveryCurrency(t *testing.T) {
	t.Parallel()
	for currency, want := range map[string]string{"USD": "$50", "JPY": "¥5,000", "KWD": "KWD\u00a050"} {
		if got := (list{currency: currency}).money(little(currency)); got != want {
			t.Errorf("%s: %q, want %q", currency, got, want)
		}
	}
}
