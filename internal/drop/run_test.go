package drop_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/drop"
	"rialto/internal/drop/droptest"
	"rialto/internal/platform/ids"
)

func (b *bundle) admitted(t *testing.T) (admitted int64, rate float64) {
	t.Helper()
	d, err := b.GetDrop(t.Context(), &dropv1.GetDropRequest{ProductId: shoe})
	if err != nil {
		t.Fatal(err)
	}
	return d.Admitted, d.Rate
}

func TestTheRateFollowsWhatGetsDone(t *testing.T) {
	t.Parallel()
	b := setupWith(t, drop.Config{MinRate: 20, MaxRate: 200}, rand.Reader)
	b.announce(t, &dropv1.Drop{WaitingRoom: true, LimitPerBuyer: 1})
	orders := 0
	seconds := func(n, perSecond int) (rate float64) {
		for range n {
			for range perSecond {
				orders++
				take := takeOf(fmt.Sprint(orders), 1)
				take.UserId, take.Payment, take.Address = int64(1000+orders), "", ""
				wantState(t, "taken")(b.Take(t.Context(), take))
				done := orderOf(take.OrderId)
				done.UserId = take.UserId
				for range 2 { // a repeat is not a second order
					if orders%3 == 0 {
						wantState(t, "given")(b.Give(t.Context(), done))
					} else {
						wantState(t, "kept")(b.Keep(t.Context(), done))
					}
				}
			}
			b.clock = b.clock.Add(time.Second)
			b.move(t)
		}
		_, rate = b.admitted(t)
		return rate
	}
	if rate := seconds(3, 0); rate != 20 {
		t.Fatalf("nothing done: %.1f, want the least", rate)
	}
	if rate := seconds(30, 80); math.Abs(rate-100) > 2 {
		t.Fatalf("80 done a second: %.1f, want 100, for more might be", rate)
	}
	if rate := seconds(15, 400); rate != 200 {
		t.Fatalf("400 done a second: %.1f, want the most", rate)
	}
	if rate := seconds(30, 0); rate != 20 {
		t.Fatalf("nothing done any more: %.1f, want the least", rate)
	}
}

func TestWhoIsAdmittedAndIdleHoldsUpNobody(t *testing.T) {
	t.Parallel()
	b := setupWith(t, drop.Config{MinRate: 10}, rand.Reader)
	b.announce(t, &dropv1.Drop{WaitingRoom: true})
	b.queue(t, 1, 45)
	for second := range int64(5) { // nobody buys anything
		b.clock = b.clock.Add(time.Second)
		b.move(t)
		if got, _ := b.admitted(t); got != min(45, 10*(second+1)) {
			t.Fatalf("after %d s %d are admitted", second+1, got)
		}
	}
}

func TestAStallIsNoRush(t *testing.T) {
	t.Parallel()
	b := setupWith(t, drop.Config{MinRate: 10}, rand.Reader)
	b.announce(t, &dropv1.Drop{WaitingRoom: true})
	b.queue(t, 1, 100)
	b.clock = b.clock.Add(time.Hour)
	b.move(t)
	b.move(t)
	if got, _ := b.admitted(t); got != 20 {
		t.Fatalf("%d admitted at once after an hour, want those of two seconds", got)
	}
	b.clock = b.clock.Add(-30 * time.Minute) // and a clock that goes back stops nothing
	b.move(t)
	if got, _ := b.admitted(t); got != 30 {
		t.Fatalf("%d admitted after the clock went back", got)
	}
}

func TestTwoProcessesAdmitTogetherWhatOneWould(t *testing.T) {
	t.Parallel()
	b := setupWith(t, drop.Config{MinRate: 10}, rand.Reader)
	b.announce(t, &dropv1.Drop{WaitingRoom: true})
	b.queue(t, 1, 100)
	other := *b
	other.Service = b.another(t, drop.Config{MinRate: 10}, rand.Reader)
	for range 5 {
		b.clock = b.clock.Add(time.Second)
		other.clock = b.clock
		b.move(t)
		other.move(t)
	}
	b.move(t)
	if got, _ := b.admitted(t); got != 50 {
		t.Fatalf("%d admitted in five seconds, want 50", got)
	}
}

func TestARestartLosesNoPlaceAndNoAdmission(t *testing.T) {
	t.Parallel()
	b := setupWith(t, drop.Config{MinRate: 10}, rand.Reader)
	b.announce(t, &dropv1.Drop{WaitingRoom: true, StartsAt: b.micros(time.Second)})
	before := b.queue(t, 1, 30)
	b.clock = b.clock.Add(2 * time.Second)
	b.move(t)
	ticket := make([]*dropv1.Ticket, 30)
	for i := range ticket {
		ticket[i] = b.join(t, int64(1+i))
	}
	b.Service = b.another(t, drop.Config{MinRate: 10}, rand.Reader)
	for i, old := range ticket {
		now := b.join(t, int64(1+i))
		if now.Ticket != old.Ticket || now.Admitted != old.Admitted || (b.admit(t, int64(1+i), old.Ticket) == nil) != old.Admitted {
			t.Fatalf("user %d at place %d: %v before, %v after", i+1, before[i], old, now)
		}
	}
	if got, _ := b.admitted(t); got != 10 {
		t.Fatalf("%d admitted", got)
	}
}

func TestRunAdmitsEverySecondUntilItsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source, err := ids.New(time.Now, 1, 0)
		if err != nil {
			t.Fatal(err)
		}
		store := &flaky{Memory: droptest.NewMemory()}
		log := &strings.Builder{}
		s, err := drop.New(drop.Config{MinRate: 5}, store, drop.Deps{
			Now: time.Now, IDs: source, Rand: rand.Reader, Secret: "s", Log: slog.New(slog.NewTextHandler(log, nil)),
		})
		if err != nil {
			t.Fatal(err)
		}
		b := &bundle{Service: s, store: store.Memory, clock: time.Now()}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- s.Run(ctx) }()
		synctest.Wait()
		b.announce(t, &dropv1.Drop{WaitingRoom: true})
		b.queue(t, 1, 50)
		pass := func(d time.Duration) int64 {
			<-time.After(d)
			synctest.Wait()
			got, _ := b.admitted(t)
			return got
		}
		if got := pass(4 * time.Second); got != 20 {
			t.Fatalf("%d admitted in four seconds, want 20", got)
		}
		store.broken.Store(true)
		pass(time.Second)
		store.broken.Store(false)
		if got := pass(time.Second); got != 30 {
			t.Fatalf("%d admitted after a failure, want 30", got)
		}
		stop()
		if err := <-ended; err != nil || !strings.Contains(log.String(), errBroken.Error()) {
			t.Fatalf("ended with %v, log %s", err, log)
		}
	})
}

// flaky is a store that fails to list the living while told to.
type flaky struct {
	*droptest.Memory
	broken atomic.Bool
}

var errBroken = errors.New("disk on fire")

func (f *flaky) Live(ctx context.Context, at int64) ([]drop.Drop, error) {
	if f.broken.Load() {
		return nil, errBroken
	}
	return f.Memory.Live(ctx, at)
}
