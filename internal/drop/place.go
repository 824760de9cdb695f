package drop

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"sync/atomic"
)

// Place is where somebody stands in a waiting room: smaller is nearer to the checkout.
type Place int64

// firstLate is where the upper half begins: the places of those who came after the start.
const firstLate Place = 1 << 62

// LastEarly is the last place of the lower half.
const LastEarly = firstLate - 1

// Early reports whether the place was drawn before the start.
func (p Place) Early() bool { return p < firstLate }

// share is how much of the lower half lies before the place: how much of the early ones come before, about.
func (p Place) share() float64 { return float64(p) / float64(firstLate) }

// drawPlace draws a place among those before the start.
func drawPlace(random io.Reader) (Place, error) {
	var bits [8]byte
	if _, err := io.ReadFull(random, bits[:]); err != nil {
		return 0, fmt.Errorf("draw a place: %w", err)
	}
	return max(1, Place(binary.BigEndian.Uint64(bits[:])>>2)), nil
}

// arrivals gives late comers places in order of arrival.
type arrivals struct{ last atomic.Int64 }

// next returns a place behind all that this process gave before. sinceStart is in microseconds; its upper bits order
// processes among each other, and leave 2^20 places within a microsecond.
func (a *arrivals) next(sinceStart int64) Place {
	const bits = 20
	mine := int64(firstLate) | min(max(sinceStart, 0), int64(firstLate)>>bits-1)<<bits
	for {
		last := a.last.Load()
		place := max(mine, last+1)
		if last == math.MaxInt64 {
			return Place(last)
		}
		if a.last.CompareAndSwap(last, place) {
			return Place(place)
		}
	}
}
