package ids

import (
	"sync"
	"testing"
	"time"
)

func TestNextIsUniqueAndGrows(t *testing.T) {
	t.Parallel()
	s, err := New(time.Now, 7, 0)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	seen := map[int64]bool{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			last := int64(0)
			for range 10_000 {
				id := s.Next()
				if id <= last {
					t.Errorf("%d after %d", id, last)
					return
				}
				last = id
				mu.Lock()
				if seen[id] {
					t.Errorf("%d made twice", id)
				}
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

func TestClockStepBackMakesNoIDTwice(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	s, _ := New(func() time.Time { return clock }, 1, 0)
	first := s.Next()
	clock = clock.Add(-time.Hour)
	if second := s.Next(); second <= first {
		t.Fatalf("%d after %d", second, first)
	}
}

func TestRestartContinuesAfterTheHighest(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	now := func() time.Time { return clock }
	s, _ := New(now, 1, 0)
	last := s.Next()
	clock = clock.Add(-time.Minute)
	again, _ := New(now, 1, s.Highest())
	if id := again.Next(); id <= last {
		t.Fatalf("%d after %d", id, last)
	}
}

func TestTimeOfAnID(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	s, _ := New(func() time.Time { return clock }, 3, 0)
	if got := Time(s.Next()); !got.Equal(clock) {
		t.Fatalf("got %v", got)
	}
	if _, err := New(time.Now, MaxNode+1, 0); err == nil {
		t.Fatal("a node out of range must be refused")
	}
}
