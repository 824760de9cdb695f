package inventory

import (
	"context"
	"errors"
	"sync"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
)

const (
	// maxRemembered bounds the memory: more products than this sold out at once are simply asked of the store.
	maxRemembered = 10_000
	hotShards     = 256
)

// hot remembers shortages, and what is left of products that many want, so that those who come in vain are answered without
// touching the store. It may say no, never yes: what it says is a sellable quantity that was true at some version of the
// product's rows, and from then on only a change that frees or adds stock can make it too small. Such a change in this process
// forgets it before and after; those of other processes are seen when the answer is SoldOutFor old, and the next buyer asks the
// store. Whatever it wrongly holds is forgotten in that time too.
type hot struct {
	keep time.Duration
	now  func() time.Time

	mu     sync.Mutex
	shards [hotShards]shard
	says   map[commerce.ProductID]remains
}

// shard counts the changes that free stock of a group of products; a shortage seen across one of them is not believed.
type shard struct {
	version int64
	freeing int // changes under way
}

// remains is what each seller of a product had left; one who is missing had nothing.
type remains struct {
	left  map[commerce.SellerID]int64
	until time.Time
}

func newHot(keep time.Duration, now func() time.Time) *hot {
	return &hot{keep: keep, now: now, says: map[commerce.ProductID]remains{}}
}

func (h *hot) shard(p commerce.ProductID) *shard { return &h.shards[uint64(p)%hotShards] }

// version returns what note must be given with a shortage that is looked for from now on.
func (h *hot) version(p commerce.ProductID) int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.shard(p).version
}

// note remembers err if it is a shortage, unless stock of the product was freed since version.
func (h *hot) note(err error, version int64) {
	var short *Short
	if !errors.As(err, &short) {
		return
	}
	h.saw(short.ProductID, short.Rows, version)
}

// saw remembers what rows of a product have left, unless stock of it was freed since version.
func (h *hot) saw(p commerce.ProductID, rows []Stock, version int64) {
	if h.keep == 0 {
		return
	}
	left := map[commerce.SellerID]int64{}
	for _, s := range rows {
		left[s.SellerID] += s.Sellable()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if at := h.shard(p); at.version != version || at.freeing > 0 {
		return
	}
	now := h.now()
	if _, again := h.says[p]; !again && len(h.says) >= maxRemembered {
		h.forgetOld(now)
	}
	if _, again := h.says[p]; again || len(h.says) < maxRemembered {
		h.says[p] = remains{left, now.Add(h.keep)}
	}
}

func (h *hot) forgetOld(now time.Time) {
	for p, s := range h.says {
		if !now.Before(s.until) {
			delete(h.says, p)
		}
	}
}

// short reports whether any of the lines, all of one product, is known to ask for more than is left.
func (h *hot) short(lines []Offer) bool {
	for _, l := range lines {
		if left, known := h.left(l.ProductID); known && left[l.SellerID] < l.Quantity {
			return true
		}
	}
	return false
}

// empty reports whether the product is known to have nothing left at any seller.
func (h *hot) empty(p commerce.ProductID) bool {
	left, known := h.left(p)
	for _, quantity := range left {
		if quantity > 0 {
			return false
		}
	}
	return known
}

func (h *hot) left(p commerce.ProductID) (map[commerce.SellerID]int64, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s, ok := h.says[p]
	if !ok || h.shard(p).freeing > 0 {
		return nil, false
	}
	// A clock that steps back must not keep an answer alive.
	if left := s.until.Sub(h.now()); left <= 0 || left > h.keep {
		delete(h.says, p)
		return nil, false
	}
	return s.left, true
}

// freeing forgets the product for as long as a change that may free or add stock is under way; call done after it.
func (h *hot) freeing(p commerce.ProductID) (done func()) {
	h.change(p, +1)
	return func() { h.change(p, -1) }
}

func (h *hot) change(p commerce.ProductID, under int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := h.shard(p)
	at.version++
	at.freeing += under
	delete(h.says, p)
}

// SoldOut implements the contract.
func (s *Service) SoldOut(_ context.Context, req *inventoryv1.SoldOutRequest) (*inventoryv1.SoldOutResponse, error) {
	var bad problems
	bad.check(len(req.GetProductIds()) <= MaxAvailability, "product_ids", "must be at most %d ids", MaxAvailability)
	if err := bad.err(); err != nil {
		return nil, err
	}
	out := &inventoryv1.SoldOutResponse{}
	for _, id := range req.GetProductIds() {
		if p := commerce.ProductID(id); s.hot.empty(p) || s.full(p) {
			out.ProductIds = append(out.ProductIds, id)
		}
	}
	return out, nil
}
