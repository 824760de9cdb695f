package inventory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"

	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// wagon is a lane whose transactions wait for the test.
type wagon struct {
	*lanes
	batches [][]commerce.OrderID
	start   chan struct{} // one per transaction
	fail    error
	results chan string
}

func newWagon() *wagon {
	w := &wagon{start: make(chan struct{}), results: make(chan string, 1000)}
	w.lanes = &lanes{sizes: func(int) {}, lines: map[commerce.ProductID][]*ticket{}, run: func(_ context.Context, holds []Hold) ([]Answer, error) {
		<-w.start
		var ids []commerce.OrderID
		out := make([]Answer, len(holds))
		for i, h := range holds {
			ids = append(ids, h.OrderID)
			out[i].Allocations = []Allocation{{Quantity: 1}}
		}
		w.batches = append(w.batches, ids)
		return out, w.fail
	}}
	return w
}

// call stands a caller in line and waits until it stands there.
func (w *wagon) call(ctx context.Context, order string) {
	go func() {
		got, err := w.reserve(ctx, Hold{Claim: Claim{ProductID: 1, OrderID: commerce.OrderID(order)}})
		w.results <- fmt.Sprintf("%s %d %v", order, len(got), err)
	}()
	synctest.Wait()
}

func TestALanePacksThoseWhoWaitInTheOrderOfTheirComing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWagon()
		for i := range 2 + maxBatch {
			w.call(t.Context(), fmt.Sprint(i))
		}
		for range 3 {
			w.start <- struct{}{}
		}
		synctest.Wait()
		if sizes := []int{len(w.batches[0]), len(w.batches[1]), len(w.batches[2])}; !slices.Equal(sizes, []int{1, maxBatch, 1}) {
			t.Fatalf("batches of %v", sizes)
		}
		for i, id := range slices.Concat(w.batches...) {
			if string(id) != fmt.Sprint(i) {
				t.Fatalf("%s came as number %d", id, i)
			}
		}
		if len(w.results) != 2+maxBatch || len(w.lines) != 0 {
			t.Fatalf("%d were answered, %d lanes are left", len(w.results), len(w.lines))
		}
	})
}

func TestNobodyIsAnsweredBeforeTheCommitAndAllLearnItsUnknownOutcome(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWagon()
		w.fail = errs.UnknownOutcome(errors.New("connection lost"), "commit")
		w.call(t.Context(), "a")
		w.call(t.Context(), "b")
		w.call(t.Context(), "c")
		if len(w.results) != 0 {
			t.Fatal("answered before the commit")
		}
		w.start <- struct{}{}
		w.start <- struct{}{}
		for range 3 {
			if got := <-w.results; !slices.Contains([]string{"a 0 " + w.fail.Error(), "b 0 " + w.fail.Error(), "c 0 " + w.fail.Error()}, got) {
				t.Fatalf("got %s", got)
			}
		}
	})
}

func TestACallerWhoGaveUpInLineIsLeftOutAndOneUnderWayLearnsTheOutcome(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWagon()
		ctx, cancel := context.WithCancel(t.Context())
		w.call(ctx, "a")
		w.call(ctx, "b")
		w.call(t.Context(), "c")
		cancel()
		w.start <- struct{}{}
		w.start <- struct{}{}
		got := []string{<-w.results, <-w.results, <-w.results}
		slices.Sort(got)
		want := []string{"a 1 <nil>", "b 0 context canceled", "c 1 <nil>"}
		if !slices.Equal(got, want) {
			t.Fatalf("got %v", got)
		}
	})
}
