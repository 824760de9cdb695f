package inventory

import (
	"math/bits"
	"sync"
)

// Buckets are the upper bounds of Traffic.Batches.
var Buckets = [...]int{1, 2, 4, 8, 16, 32, 64, 128, 256}

// Traffic counts what hot products did in this process since its start.
type Traffic struct {
	Hot, Flagged   int                 // products now; the flagged ones are hot too, once somebody wants them
	Heated, Cooled int64               // switches
	Batches        [len(Buckets)]int64 // transactions of lanes, by how many reservations they had
	Batched        int64               // reservations in them
	SoldOut, Gated int64               // refusals that asked no Reserve of the store: by the memory of a shortage, by the gate
}

// tally is where a service counts.
type tally struct {
	mu sync.Mutex
	t  Traffic
}

func (c *tally) batch(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t.Batches[bits.Len(uint(n-1))]++
	c.t.Batched += int64(n)
}

func (c *tally) refused(by string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if by == byGate {
		c.t.Gated++
	} else {
		c.t.SoldOut++
	}
}

// Traffic returns the counts.
func (s *Service) Traffic() Traffic {
	s.tally.mu.Lock()
	out := s.tally.t
	s.tally.mu.Unlock()
	h := s.heat
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sweep()
	for _, d := range h.products {
		if d.hot {
			out.Hot++
		}
	}
	now := h.now().UnixMicro()
	for _, until := range h.flags {
		if until > now {
			out.Flagged++
		}
	}
	out.Heated, out.Cooled = h.turned[1], h.turned[0]
	return out
}
