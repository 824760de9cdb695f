package drop

import (
	"math"
	"sync/atomic"
)

// meter measures how many orders of a drop get done in a second: an average in which a second counts for five.
type meter struct {
	done    atomic.Int64  // since the last reading
	average atomic.Uint64 // bits of a float64
	readAt  int64         // of the loop alone
}

// memory is how long the average remembers, in microseconds.
const memory = 5_000_000

// headroom is by how much admissions may outrun what gets done: without it a waiting room could slow down, never speed up.
const headroom = 1.25

// read takes what was done since the last reading into the average.
func (m *meter) read(now int64) {
	passed := now - m.readAt
	m.readAt = now
	if passed <= 0 || passed == now {
		return // the first reading, or a clock that stood still
	}
	perSecond := float64(m.done.Swap(0)) * 1e6 / float64(passed)
	old := math.Float64frombits(m.average.Load())
	weight := 1 - math.Exp(-float64(passed)/memory)
	m.average.Store(math.Float64bits(old + weight*(perSecond-old)))
}

// rate is how many may be admitted in a second.
func (s *Service) rate(r *room) float64 {
	measured := math.Float64frombits(r.meter.average.Load())
	return min(max(measured*headroom, s.cfg.MinRate), s.cfg.MaxRate)
}
