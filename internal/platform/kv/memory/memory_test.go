package memory_test

import (
	"bytes"
	"fmt"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rialto/internal/platform/kv/kvtest"
	"rialto/internal/platform/kv/memory"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// hands is a clock that a test moves by hand.
type hands struct {
	mu  sync.Mutex
	now time.Time
}

func (h *hands) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hands) Advance(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func open(t *testing.T, cfg memory.Config) (*memory.Store, *hands) {
	t.Helper()
	h := &hands{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	s, err := memory.New(cfg, h.Now)
	if err != nil {
		t.Fatal(err)
	}
	return s, h
}

func TestStore(t *testing.T) {
	t.Parallel()
	kvtest.TestStore(t, func(t *testing.T) kvtest.Subject {
		s, h := open(t, memory.Config{})
		return kvtest.Subject{Store: s, Advance: h.Advance}
	})
}

func TestItStaysWithinItsBytes(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	s, _ := open(t, memory.Config{MaxBytes: limit})
	page := bytes.Repeat([]byte("x"), 4096)
	for i := range 2000 { // eight times what fits
		if err := s.Set(t.Context(), fmt.Sprint("page:", i), page, 0); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Bytes(); got > limit || got < limit/2 {
		t.Errorf("holds %d bytes, want up to %d and most of them used", got, limit)
	}
}

func TestWhatIsAskedForOftenSurvivesAScan(t *testing.T) {
	t.Parallel()
	s, _ := open(t, memory.Config{MaxBytes: 1 << 20})
	page := bytes.Repeat([]byte("x"), 4096)
	if err := s.Set(t.Context(), "best-seller", page, 0); err != nil {
		t.Fatal(err)
	}
	for i := range 2000 {
		if _, found, err := s.Get(t.Context(), "best-seller"); !found || err != nil {
			t.Fatalf("gone after %d other keys (%v)", i, err)
		}
		if err := s.Set(t.Context(), fmt.Sprint("scan:", i), page, 0); err != nil {
			t.Fatal(err)
		}
	}
}

func TestExpiredEntriesFreeTheirBytes(t *testing.T) {
	t.Parallel()
	s, h := open(t, memory.Config{})
	if err := s.Set(t.Context(), "session", make([]byte, 1000), time.Hour); err != nil {
		t.Fatal(err)
	}
	before := s.Bytes()
	h.Advance(25 * time.Hour)
	if after := s.Bytes(); before < 1000 || after != 0 {
		t.Errorf("%d bytes before and %d after the expiry", before, after)
	}
}

func TestNewRefusesANegativeBound(t *testing.T) {
	t.Parallel()
	if _, err := memory.New(memory.Config{MaxBytes: -1}, time.Now); err == nil {
		t.Error("accepted")
	}
}
