package inventory

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
)

// sources keeps what Sources tells for a short time: every quote asks. What a warehouse has waiting takes a look at every stock
// row, so it is kept fifty times as long as that look took, if that is longer: the look then never costs more than a fiftieth
// of one processor, however large the shop is.
type sources struct {
	keep  time.Duration
	store Store
	now   func() time.Time

	mu       sync.Mutex
	products map[commerce.ProductID]shelf
	yard     yard
	looking  bool
}

// shelf is one product's rows, good until a time. They are never changed in place.
type shelf struct {
	rows  []Stock
	until time.Time
}

// yard is every warehouse with the units that wait in it.
type yard struct {
	warehouses []Warehouse
	waiting    map[commerce.WarehouseID]int64
	until      time.Time
}

func newSources(keep time.Duration, store Store, now func() time.Time) *sources {
	return &sources{keep: keep, store: store, now: now, products: map[commerce.ProductID]shelf{}}
}

// fresh reports whether something kept until a time is good yet; a clock that steps back must not keep it alive.
func (c *sources) fresh(until time.Time, keep time.Duration) bool {
	left := until.Sub(c.now())
	return left > 0 && left <= keep
}

// rows returns the stock rows of products, reading those that are not kept.
func (c *sources) rows(ctx context.Context, products []commerce.ProductID) (map[commerce.ProductID][]Stock, error) {
	out := make(map[commerce.ProductID][]Stock, len(products))
	var ask []commerce.ProductID
	c.mu.Lock()
	for _, p := range products {
		if kept, ok := c.products[p]; ok && c.fresh(kept.until, c.keep) {
			out[p] = kept.rows
		} else if !slices.Contains(ask, p) {
			ask = append(ask, p)
		}
	}
	c.mu.Unlock()
	read, err := c.store.Rows(ctx, ask)
	if err != nil {
		return nil, fmt.Errorf("read stock rows: %w", err)
	}
	for _, s := range read {
		out[s.ProductID] = append(out[s.ProductID], s)
	}
	c.put(ask, out)
	return out, nil
}

func (c *sources) put(products []commerce.ProductID, rows map[commerce.ProductID][]Stock) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.products)+len(products) > maxRemembered {
		clear(c.products)
	}
	for _, p := range products {
		c.products[p] = shelf{rows[p], c.now().Add(c.keep)}
	}
}

func (c *sources) forget(p commerce.ProductID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.products, p)
}

// warehouses returns every warehouse and what waits there. While one caller looks anew, the others get what was seen last.
func (c *sources) warehouses(ctx context.Context) (yard, error) {
	c.mu.Lock()
	last := c.yard
	if last.warehouses != nil && (c.looking || c.fresh(last.until, time.Hour)) {
		c.mu.Unlock()
		return last, nil
	}
	c.looking = true
	c.mu.Unlock()
	got, err := c.lookRound(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.looking = false
	if err == nil {
		c.yard = got
	}
	return got, err
}

func (c *sources) lookRound(ctx context.Context) (y yard, err error) {
	began := c.now()
	if y.warehouses, err = c.store.Warehouses(ctx); err != nil {
		return y, fmt.Errorf("list warehouses: %w", err)
	}
	if y.waiting, err = c.store.Waiting(ctx); err != nil {
		return y, fmt.Errorf("sum what waits: %w", err)
	}
	now := c.now()
	y.until = now.Add(max(c.keep, 50*now.Sub(began)))
	return y, nil
}

// Sources implements the contract.
func (s *Service) Sources(ctx context.Context, req *inventoryv1.SourcesRequest) (*inventoryv1.SourcesResponse, error) {
	var bad problems
	lines := req.GetLines()
	bad.check(len(lines) <= commerce.MaxLines, "lines", "must be at most %d", commerce.MaxLines)
	if err := bad.err(); err != nil {
		return nil, err
	}
	ask := make([]commerce.ProductID, len(lines))
	for i, l := range lines {
		ask[i] = commerce.ProductID(l.GetProductId())
	}
	all, err := s.sources.warehouses(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.sources.rows(ctx, ask)
	if err != nil {
		return nil, err
	}
	resp := &inventoryv1.SourcesResponse{}
	for _, w := range all.warehouses {
		from := &inventoryv1.Source{WarehouseId: int64(w.ID), Waiting: all.waiting[w.ID], Sellable: make([]int64, len(lines))}
		for i, l := range lines {
			for _, r := range rows[ask[i]] {
				if r.WarehouseID == w.ID && int64(r.SellerID) == l.GetSellerId() {
					from.Sellable[i] = r.Sellable()
				}
			}
		}
		resp.Sources = append(resp.Sources, from)
	}
	return resp, nil
}
