package search

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"
)

// cache keeps answers by question, never by person. What it returns is shared: nobody may change it.
type cache struct {
	answers *otter.Cache[string, *answer]
	now     func() time.Time
	fresh   time.Duration
}

// answer is one query's id list with its facets.
type answer struct {
	Result
	at time.Time
}

func newCache(cfg Config, now func() time.Time) *cache {
	return &cache{
		answers: otter.Must(&otter.Options[string, *answer]{
			MaximumWeight:    cfg.CacheBytes,
			Weigher:          func(key string, a *answer) uint32 { return a.weight() + uint32(len(key)) },
			ExpiryCalculator: otter.ExpiryWriting[string, *answer](cfg.CacheFor),
			Clock:            clock(now),
		}),
		now: now, fresh: cfg.FreshFor,
	}
}

// find returns what is known. Later pages always come from the list that the first page was cut from. The first page is asked
// anew once the index has changed since, but not more often than every FreshFor.
func (c *cache) find(key string, page int, changes int64) (Result, bool) {
	a, ok := c.answers.GetIfPresent(key)
	if !ok || page == 1 && a.Changes != changes && c.now().Sub(a.at) >= c.fresh {
		return Result{}, false
	}
	return a.Result, true
}

func (c *cache) keep(key string, r Result) { c.answers.Set(key, &answer{r, c.now()}) }

// weight estimates the bytes that an answer takes in memory.
func (a *answer) weight() uint32 {
	n := 300 + 24*len(a.Hits) + 24*(len(a.Facets.Prices)+len(a.Facets.Ratings))
	for _, h := range a.Hits {
		if h.Terms != nil {
			n += 48
		}
	}
	for _, counts := range [][]Count{a.Facets.Brands, a.Facets.Categories} {
		n += 24 * len(counts) // the names belong to the index
	}
	return uint32(n)
}

// key names a question; spelling that cannot change the answer is levelled.
func (q Query) key() string {
	words := QueryWords(q.Text)
	slices.Sort(words)
	brands := make([]string, len(q.Filter.Brands))
	for i, b := range q.Filter.Brands {
		brands[i] = strings.ToLower(strings.TrimSpace(b))
	}
	slices.Sort(brands)
	f := q.Filter
	return fmt.Sprintf("%q %s %s %v %q %s %s %s %s %s %q %d", words, cmp.Or(q.Sort, ByRelevance), q.Currency, q.Explain, slices.Compact(brands),
		optional(f.PriceMin), optional(f.PriceMax), optional(f.RatingMin), optional(f.Prime), optional(f.InStock),
		strings.ToLower(JoinPath(f.Category)), f.SellerID)
}

func optional[T any](p *T) string {
	if p == nil {
		return "-"
	}
	return fmt.Sprint(*p)
}

// clock makes the cache count time by the room's own. It never ticks: what expired is not served and goes with a later write.
type clock func() time.Time

// NowNano implements otter.Clock.
func (c clock) NowNano() int64 { return c().UnixNano() }

// Tick implements otter.Clock.
func (c clock) Tick(time.Duration) <-chan time.Time { return nil }
