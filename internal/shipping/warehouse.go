package shipping

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/platform/errs"
)

// site is where a warehouse stands.
type site struct {
	id int64
	point
}

// near is a site with its distance from an address.
type near struct {
	site
	away float64 // km
}

// warehouses keeps inventory's list for a few seconds: it hardly ever changes, and every quote needs it.
type warehouses struct {
	inventory Inventory
	keep      time.Duration
	now       func() time.Time

	mu    sync.Mutex
	sites []site // never changed in place: callers read it without the lock
	until time.Time
}

// list returns at least one site. While the list is old, each caller asks for itself: none waits behind another's slow call.
func (w *warehouses) list(ctx context.Context) ([]site, error) {
	if sites, fresh := w.kept(); fresh {
		return sites, nil
	}
	got, err := w.inventory.ListWarehouses(ctx, &inventoryv1.ListWarehousesRequest{})
	if err != nil {
		return nil, fmt.Errorf("list warehouses: %w", err)
	}
	if len(got.GetWarehouses()) == 0 {
		return nil, errs.Unavailable("no_warehouse", "There is no warehouse to ship from yet.")
	}
	sites := make([]site, 0, len(got.GetWarehouses()))
	for _, h := range got.GetWarehouses() {
		sites = append(sites, site{h.GetWarehouseId(), point{h.GetLatitude(), h.GetLongitude()}})
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sites, w.until = sites, w.now().Add(w.keep)
	return sites, nil
}

func (w *warehouses) kept() (sites []site, fresh bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	left := w.until.Sub(w.now())
	return w.sites, left > 0 && left <= w.keep // a clock that steps back must not keep an old list alive
}

// ranked orders sites by distance from p, those at one distance by id. There is at least one.
func ranked(sites []site, p point) []near {
	out := make([]near, len(sites))
	for i, s := range sites {
		out[i] = near{s, s.km(p)}
	}
	slices.SortFunc(out, func(a, b near) int { return cmp.Or(cmp.Compare(a.away, b.away), cmp.Compare(a.id, b.id)) })
	return out
}
