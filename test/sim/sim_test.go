package sim

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

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
	n, first := number(t, "SIM_SCHEDULES", 20_000), number(t, "SIM_FIRST", 1)
	var next, bad, orders atomic.Uint64
	var all cells
	var mu sync.Mutex
	began := time.Now()
	t.Run("workers", func(t *testing.T) {
		for worker := range runtime.GOMAXPROCS(0) {
			t.Run(fmt.Sprint(worker), func(t *testing.T) {
				t.Parallel()
				var own cells
				for seed := first + next.Add(1) - 1; seed < first+n && bad.Load() < 10; seed = first + next.Add(1) - 1 {
					res := simulate(t, seed, options{cells: &own, linear: seed%20 == 0})
					orders.Add(uint64(res.orders))
					for _, wrong := range res.wrong {
						bad.Add(1)
						t.Errorf("SIM_SEED=%d: %s", seed, wrong)
					}
				}
				mu.Lock()
				defer mu.Unlock()
				all.join(&own)
			})
		}
	})
	took := time.Since(began)
	t.Logf("%d schedules with %d orders in %s: %s of wall time each", n, orders.Load(), took.Round(time.Millisecond), took/time.Duration(n))
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
