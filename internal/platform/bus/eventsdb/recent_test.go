package eventsdb

import (
	"fmt"
	"testing"

	"rialto/internal/platform/bus/bustest"
)

// batch returns events of topic x whose versions are their positions.
func batch(positions ...int64) (out []placed) {
	for _, p := range positions {
		out = append(out, placed{p, bustest.Sample("x", p)})
	}
	return out
}

// seen shows what a group gets: "1 2 → 2", or "table" when memory cannot say.
func seen(r *recent, group string, limit int) string {
	events, position, ok := r.after(group, []string{"x"}, limit)
	if !ok {
		return "table"
	}
	text := ""
	for _, e := range events {
		text += fmt.Sprint(e.GetVersion(), " ")
	}
	return fmt.Sprint(text, "→ ", position)
}

func want(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAGroupThatIsUpToDateIsServedFromMemory(t *testing.T) {
	t.Parallel()
	r := newRecent()
	r.add(0, 2, batch(1, 2))
	want(t, seen(r, "g", 10), "table") // nobody knows where it stands
	r.acknowledged("g", 1)
	want(t, seen(r, "g", 10), "2 → 2")
	r.add(2, 5, batch(3, 5)) // 4 was a repeat and holds nothing
	want(t, seen(r, "g", 2), "2 3 → 3")
	r.acknowledged("g", 5)
	want(t, seen(r, "g", 10), "→ 5")
}

func TestAGapIsNeverServed(t *testing.T) {
	t.Parallel()
	r := newRecent()
	r.acknowledged("g", 0)
	r.add(0, 2, batch(1, 2))
	r.add(4, 6, batch(5, 6)) // the batch of 3 and 4 has not been heard of yet
	want(t, seen(r, "g", 10), "table")
	r.add(2, 4, batch(3, 4)) // too late for memory; the table has it
	want(t, seen(r, "g", 10), "table")
	r.acknowledged("g", 4)
	want(t, seen(r, "g", 10), "5 6 → 6")
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	r := newRecent()
	r.acknowledged("slow", 0)
	for p := range int64(maxRecent + 100) {
		r.add(p, p+1, batch(p+1))
	}
	if len(r.events) != maxRecent {
		t.Errorf("%d events are kept", len(r.events))
	}
	want(t, seen(r, "slow", 1), "table")
	r.acknowledged("fast", 100)
	want(t, seen(r, "fast", 1), "101 → 101")
}
