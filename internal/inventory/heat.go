package inventory

import (
	"context"
	"sync"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
)

// flagsFor is how long this process may miss a flag that another one has set.
const flagsFor = time.Second

// heat tells which products are hot: those that HotAt or more callers want at the same moment, until for CoolAfter never half as
// many did, and those that an operator has flagged. The gap between the two numbers keeps a product from going to and fro.
type heat struct {
	at   int
	cool time.Duration
	now  func() time.Time

	mu       sync.Mutex
	products map[commerce.ProductID]*demand
	flags    map[commerce.ProductID]int64 // product → until, UTC microseconds
	loaded   time.Time                    // when flags were read from the store
	turned   [2]int64                     // how often a product went cold, and hot
}

// demand is what is going on for one product.
type demand struct {
	underway int                         // calls
	units    map[commerce.SellerID]int64 // that calls under way were let through for
	hot      bool
	busy     time.Time // when it last had at least half of HotAt under way
}

func newHeat(cfg Config, now func() time.Time) *heat {
	return &heat{at: cfg.HotAt, cool: cfg.CoolAfter, now: now, products: map[commerce.ProductID]*demand{}, flags: map[commerce.ProductID]int64{}}
}

// turn is one call's presence at a product.
type turn struct {
	*heat
	product commerce.ProductID
	hot     bool    // at its beginning
	through []Offer // what it was let through for
}

// enter counts a call in; it must leave.
func (h *heat) enter(p commerce.ProductID) *turn {
	h.mu.Lock()
	defer h.mu.Unlock()
	d := h.products[p]
	if d == nil {
		if len(h.products) >= maxRemembered {
			h.sweep()
		}
		d = &demand{units: map[commerce.SellerID]int64{}}
		h.products[p] = d
	}
	d.underway++
	h.judge(p, d)
	return &turn{heat: h, product: p, hot: d.hot}
}

func (t *turn) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	d := t.products[t.product]
	d.underway--
	for _, l := range t.through {
		if d.units[l.SellerID] -= l.Quantity; d.units[l.SellerID] == 0 {
			delete(d.units, l.SellerID)
		}
	}
	if t.judge(t.product, d); d.underway == 0 && !d.hot {
		delete(t.products, t.product)
	}
}

// judge says anew whether a product is hot.
func (h *heat) judge(p commerce.ProductID, d *demand) {
	now, was := h.now(), d.hot
	if d.underway >= h.at || d.hot && 2*d.underway >= h.at {
		d.busy, d.hot = now, true
	}
	quiet := now.Sub(d.busy)
	busy := d.hot && quiet < h.cool && quiet >= 0 // a clock that steps back must not keep a product hot for ever
	d.hot = busy || h.flags[p] > now.UnixMicro()
	switch {
	case d.hot && !was:
		h.turned[1]++
	case was && !d.hot:
		h.turned[0]++
	}
}

// sweep judges every product and drops those that are cold and quiet.
func (h *heat) sweep() {
	for p, d := range h.products {
		if h.judge(p, d); d.underway == 0 && !d.hot {
			delete(h.products, p)
		}
	}
}

// stale reports whether the flags are to be read again, to one caller at a time.
func (h *heat) stale() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now()
	if age := now.Sub(h.loaded); age >= 0 && age < flagsFor {
		return false
	}
	h.loaded = now
	return true
}

func (h *heat) flag(flags map[commerce.ProductID]int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.flags = flags
}

// readFlags looks for flags that other processes have set. They are hints: if the store does not answer, the old ones stay.
func (s *Service) readFlags(ctx context.Context) {
	if !s.heat.stale() {
		return
	}
	if flags, err := s.store.Hot(ctx, s.micros()); err == nil {
		s.heat.flag(flags)
	}
}

// SetHot implements the contract.
func (s *Service) SetHot(ctx context.Context, req *inventoryv1.SetHotRequest) (*inventoryv1.SetHotResponse, error) {
	var bad problems
	bad.check(req.GetProductId() > 0, "product_id", notAnID)
	bad.check(req.GetUntil() >= 0, "until", "must be a time in UTC microseconds, or 0")
	if err := bad.err(); err != nil {
		return nil, err
	}
	p := commerce.ProductID(req.GetProductId())
	if err := s.store.SetHot(ctx, p, req.GetUntil(), s.micros()); err != nil {
		return nil, about(p, err)
	}
	flags, err := s.store.Hot(ctx, s.micros())
	if err == nil {
		s.heat.flag(flags)
	}
	return &inventoryv1.SetHotResponse{}, nil
}
