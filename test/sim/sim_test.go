package sim

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestMain trades memory for time: worlds are small and many.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}

// number reads a setting of a test run.
func number(t *testing.T, name string, standard uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return standard
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

func TestSchedules(t *testing.T) {
	t.Parallel()
	if os.Getenv("SIM_SEED") != "" {
		res := simulate(t, number(t, "SIM_SEED", 0), options{trace: os.Stdout, linear: true})
		for _, wrong := range res.wrong {
			t.Error(wrong)
		}
		return
	}
	r := &crowd{n: number(t, "SIM_SCHEDULES", 20_000), first: number(t, "SIM_FIRST", 1), began: time.Now()}
	stop := r.progress(t)
	t.Run("workers", func(t *testing.T) {
		for worker := range runtime.GOMAXPROCS(0) {
			t.Run(fmt.Sprint(worker), func(t *testing.T) {
				t.Parallel()
				r.work(t)
			})
		}
	})
	stop()
	took := time.Since(r.began)
	t.Logf("%d schedules with %d orders in %s: %s of wall time each", r.n, r.orders.Load(), took.Round(time.Millisecond), took/time.Duration(r.n))
	t.Logf("%d histories of a product were judged linearizable", r.lines.Load())
	r.all.report(t)
	if r.n >= enoughForCells {
		r.all.mustReach(t)
	}
}

// crowd is many schedules on all processors.
type crowd struct {
	n, first                 uint64
	began                    time.Time
	next, bad, orders, lines atomic.Uint64

	mu  sync.Mutex
	all cells
}

// tooMany ends a run in which nearly everything is wrong.
const tooMany = 10

func (r *crowd) work(t *testing.T) {
	var own cells
	for r.bad.Load() < tooMany {
		i := r.next.Add(1) - 1
		if i >= r.n {
			break
		}
		res := simulate(t, r.first+i, options{cells: &own, linear: i%20 == 0})
		r.orders.Add(uint64(res.orders))
		r.lines.Add(uint64(res.lines))
		for _, wrong := range res.wrong {
			r.bad.Add(1)
			t.Errorf("SIM_SEED=%d: %s", r.first+i, wrong)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all.join(&own)
}

// progress prints a line every SIM_PROGRESS seconds, if that is set, until it is stopped.
func (r *crowd) progress(t *testing.T) (stop func()) {
	every := number(t, "SIM_PROGRESS", 0)
	if every == 0 {
		return func() {}
	}
	tick, done := time.NewTicker(time.Duration(every)*time.Second), make(chan struct{})
	go func() {
		for {
			select {
			case <-tick.C:
				ran := r.next.Load()
				fmt.Printf("%d of %d schedules, %d orders, %d violations, %.0f/s\n", ran, r.n, r.orders.Load(), r.bad.Load(),
					float64(ran)/time.Since(r.began).Seconds())
			case <-done:
				tick.Stop()
				return
			}
		}
	}()
	return func() { close(done) }
}

// TestDigest runs seeds twice: the same seed is the same history and the same end.
func TestDigest(t *testing.T) {
	t.Parallel()
	n := number(t, "SIM_DIGESTS", 500)
	for worker := range uint64(runtime.GOMAXPROCS(0)) {
		t.Run(fmt.Sprint(worker), func(t *testing.T) {
			t.Parallel()
			for seed := worker; seed < n; seed += uint64(runtime.GOMAXPROCS(0)) {
				one := simulate(t, 1_000_000+seed, options{final: true})
				two := simulate(t, 1_000_000+seed, options{final: true})
				if one.digest != two.digest {
					t.Errorf("seed %d: digests %x and %x", 1_000_000+seed, one.digest, two.digest)
				}
			}
		})
	}
}
