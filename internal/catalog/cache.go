package catalog

import (
	"context"
	"time"

	"github.com/maypok86/otter/v2"

	"rialto/internal/commerce"
)

// cache is the read-through product cache: bounded by bytes, by time and by our own writes. What it returns is shared:
// nobody may change it. A load that an own write overtook is not kept.
type cache struct {
	entries *otter.Cache[commerce.ProductID, *Product]
	load    otter.BulkLoader[commerce.ProductID, *Product]
}

func newCache(store Store, now func() time.Time, bytes uint64, keep time.Duration) *cache {
	return &cache{
		entries: otter.Must(&otter.Options[commerce.ProductID, *Product]{
			MaximumWeight:    bytes,
			Weigher:          func(_ commerce.ProductID, p *Product) uint32 { return p.weight() },
			ExpiryCalculator: otter.ExpiryWriting[commerce.ProductID, *Product](keep),
			Clock:            clock(now),
		}),
		load: otter.BulkLoaderFunc[commerce.ProductID, *Product](
			func(ctx context.Context, ids []commerce.ProductID) (map[commerce.ProductID]*Product, error) {
				found, err := store.Products(ctx, ids)
				out := make(map[commerce.ProductID]*Product, len(found))
				for _, p := range found {
					out[p.ID] = p
				}
				return out, err
			}),
	}
}

// products returns those of ids that exist. Many callers that miss the same product share one read of the store; one
// caller reads all of its misses at once. The map is the caller's, the products are not.
func (c *cache) products(ctx context.Context, ids []commerce.ProductID) (map[commerce.ProductID]*Product, error) {
	return c.entries.BulkGet(ctx, ids, c.load)
}

// forget makes the next read of a product come from the store. Call it after the write.
func (c *cache) forget(id commerce.ProductID) { c.entries.Invalidate(id) }

// weight estimates the bytes that a product takes in memory.
func (p *Product) weight() uint32 {
	n := 400 + len(p.Title) + len(p.Description) + len(p.Brand)
	for _, list := range [][]string{p.CategoryPath, p.ImageURLs} {
		for _, text := range list {
			n += 16 + len(text)
		}
	}
	for name, value := range p.Options {
		n += 64 + len(name) + len(value)
	}
	for _, a := range p.Attributes {
		n += 80 + len(a.Name) + len(a.Text) + len(a.Unit)
	}
	for _, o := range p.Offers {
		n += 80 + 24*len(o.Prices)
	}
	return uint32(n)
}

// clock makes a cache count time by the room's own. Without ticks there is no clean-up between reads and writes: an
// expired entry is never served and goes with the next write.
type clock func() time.Time

// NowNano implements otter.Clock.
func (c clock) NowNano() int64 { return c().UnixNano() }

// Tick implements otter.Clock.
func (c clock) Tick(time.Duration) <-chan time.Time { return nil }
