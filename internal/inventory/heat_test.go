package inventory

import (
	"testing"
	"time"

	"rialto/internal/commerce"
)

// stove is a heat with its time in the test's hands.
type stove struct {
	*heat
	at time.Time
}

func newStove(hotAt int) *stove {
	s := &stove{at: time.Unix(1_700_000_000, 0)}
	cfg := Defaults()
	cfg.HotAt = hotAt
	s.heat = newHeat(cfg, func() time.Time { return s.at })
	return s
}

// crowd lets n callers in.
func (s *stove) crowd(n int) (out []*turn) {
	for range n {
		out = append(out, s.enter(1))
	}
	return out
}

func leave(turns []*turn) {
	for _, t := range turns {
		t.leave()
	}
}

func TestAProductIsHotFromSoManyAtOnceAndStaysSoForAWhile(t *testing.T) {
	t.Parallel()
	s := newStove(4)
	turns := s.crowd(4)
	if turns[2].hot || !turns[3].hot {
		t.Fatal("the fourth makes it hot")
	}
	leave(turns)
	s.at = s.at.Add(1999 * time.Millisecond)
	if leave(s.crowd(1)); s.turned != [2]int64{0, 1} {
		t.Fatalf("switched %v", s.turned)
	}
	s.at = s.at.Add(time.Millisecond)
	if turns = s.crowd(1); turns[0].hot {
		t.Fatal("hot after 2 s of quiet")
	}
	leave(turns)
	if s.turned != [2]int64{1, 1} || len(s.products) != 0 {
		t.Fatalf("switched %v, remembers %d", s.turned, len(s.products))
	}
}

func TestHalfTheCrowdKeepsAProductHotAndLessDoesNot(t *testing.T) {
	t.Parallel()
	s := newStove(4)
	leave(s.crowd(4))
	for range 10 {
		s.at = s.at.Add(1500 * time.Millisecond)
		turns := s.crowd(2)
		if !turns[1].hot {
			t.Fatal("went cold under half the crowd")
		}
		leave(turns)
	}
	for range 3 {
		s.at = s.at.Add(time.Second)
		leave(s.crowd(1))
	}
	if s.turned != [2]int64{1, 1} {
		t.Fatalf("switched %v: one caller at a time keeps it hot", s.turned)
	}
}

func TestAFlagMakesAProductHotUntilItsTime(t *testing.T) {
	t.Parallel()
	s := newStove(4)
	s.flag(map[commerce.ProductID]int64{1: s.at.Add(time.Hour).UnixMicro()})
	turns := s.crowd(1)
	if !turns[0].hot {
		t.Fatal("flagged and not hot")
	}
	leave(turns)
	s.at = s.at.Add(time.Hour)
	if s.crowd(1)[0].hot {
		t.Fatal("hot beyond its time")
	}
}

func TestAClockThatStepsBackDoesNotKeepAProductHot(t *testing.T) {
	t.Parallel()
	s := newStove(4)
	leave(s.crowd(4))
	s.at = s.at.Add(-time.Hour)
	if s.crowd(1)[0].hot {
		t.Fatal("hot for an hour to come")
	}
}

func TestQuietProductsAreForgottenWhenThereAreTooMany(t *testing.T) {
	t.Parallel()
	s := newStove(2)
	for p := range commerce.ProductID(maxRemembered) {
		a, b := s.enter(p), s.enter(p)
		a.leave()
		b.leave()
	}
	if len(s.products) != maxRemembered {
		t.Fatalf("remembers %d hot products", len(s.products))
	}
	s.at = s.at.Add(time.Minute)
	s.enter(maxRemembered + 1)
	if len(s.products) != 1 {
		t.Fatalf("remembers %d products", len(s.products))
	}
}
