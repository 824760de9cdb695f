package inventory

import (
	"errors"
	"testing"
	"time"

	"rialto/internal/commerce"
)

// clock is a hot with its time in the test's hands.
type clock struct {
	*hot
	at time.Time
}

func newClock(keep time.Duration) *clock {
	c := &clock{at: time.Unix(1_700_000_000, 0)}
	c.hot = newHot(keep, func() time.Time { return c.at })
	return c
}

func left(quantity int64) *Short {
	return &Short{ProductID: 1, Rows: []Stock{row(1, quantity, 0), {Place: place(1, 3, 1), Available: 9, Reserved: 9}}}
}

func asks(quantity int64) []Offer { return []Offer{{1, 2, quantity}} }

func TestHotRefusesOnlyWhatIsMoreThanWasLeft(t *testing.T) {
	t.Parallel()
	c := newClock(time.Second)
	if c.short(asks(1)) || c.empty(1) {
		t.Fatal("knew a shortage nobody told")
	}
	c.note(left(2), c.version(1))
	if !c.short(asks(3)) || c.short(asks(2)) {
		t.Fatal("2 were left: 3 are short, 2 are not")
	}
	if !c.short([]Offer{{1, 3, 1}}) || !c.short([]Offer{{1, 77, 1}}) {
		t.Fatal("sellers with nothing, or unknown, are short")
	}
	if c.empty(1) {
		t.Fatal("2 are left, so the product is not empty")
	}
	c.note(left(0), c.version(1))
	if !c.empty(1) {
		t.Fatal("nothing is left")
	}
}

func TestHotForgetsAfterItsTime(t *testing.T) {
	t.Parallel()
	c := newClock(time.Second)
	c.note(left(0), c.version(1))
	c.at = c.at.Add(999 * time.Millisecond)
	if !c.short(asks(1)) {
		t.Fatal("forgot too early")
	}
	c.at = c.at.Add(time.Millisecond)
	if c.short(asks(1)) {
		t.Fatal("an answer lived longer than a second")
	}
}

func TestHotForgetsWhenTheClockStepsBack(t *testing.T) {
	t.Parallel()
	c := newClock(time.Second)
	c.note(left(0), c.version(1))
	c.at = c.at.Add(-time.Hour)
	if c.short(asks(1)) {
		t.Fatal("an answer would live for an hour")
	}
}

func TestHotForgetsBeforeAndAfterStockIsFreed(t *testing.T) {
	t.Parallel()
	c := newClock(time.Second)
	before := c.version(1)
	c.note(left(0), before)
	done := c.freeing(1)
	if c.short(asks(1)) {
		t.Fatal("refused while stock was being freed")
	}
	during := c.version(1)
	c.note(left(0), during) // it may have looked before the change was durable
	if c.short(asks(1)) {
		t.Fatal("believed a shortage seen during the change")
	}
	done()
	for _, stale := range []int64{before, during} {
		c.note(left(0), stale)
		if c.short(asks(1)) {
			t.Fatal("believed a shortage seen before the change ended")
		}
	}
	c.note(left(0), c.version(1))
	if !c.short(asks(1)) {
		t.Fatal("did not believe a fresh shortage")
	}
}

func TestHotIsDeafToOtherErrorsAndCanBeOff(t *testing.T) {
	t.Parallel()
	c := newClock(time.Second)
	c.note(errors.New("no answer"), c.version(1))
	c.note(nil, c.version(1))
	off := newClock(0)
	off.note(left(0), off.version(1))
	if c.short(asks(1)) || off.short(asks(1)) {
		t.Fatal("refused without a shortage seen")
	}
}

func TestHotHoldsABoundedNumberOfProducts(t *testing.T) {
	t.Parallel()
	c := newClock(time.Second)
	for p := range commerce.ProductID(maxRemembered + 500) {
		c.note(&Short{ProductID: p}, c.version(p))
	}
	if len(c.says) != maxRemembered {
		t.Fatalf("remembers %d products", len(c.says))
	}
	c.at = c.at.Add(2 * time.Second)
	c.note(&Short{ProductID: maxRemembered + 1}, c.version(maxRemembered+1))
	if len(c.says) != 1 {
		t.Fatalf("old answers were not dropped: %d", len(c.says))
	}
}
