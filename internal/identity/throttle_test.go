package identity

import (
	"fmt"
	"testing"
	"time"
)

func TestThrottleAllowsSoManyInAnyPeriod(t *testing.T) {
	t.Parallel()
	th := newThrottle(10, time.Minute)
	allowed := 0
	var times []int64
	for now := int64(1_000_000_000); now < 1_000_000_000+10*60_000_000; now += 500_000 { // two tries a second, ten minutes
		if ok, wait := th.allow("ada", now); ok {
			allowed++
			times = append(times, now)
		} else if wait <= 0 || wait > 6*time.Second {
			t.Fatalf("wait %s", wait)
		}
	}
	if allowed < 105 || allowed > 110 { // ten at once, then one in six seconds
		t.Fatalf("allowed %d in ten minutes", allowed)
	}
	if times[9]-times[0] > 5_000_000 {
		t.Fatalf("the first ten were spread over %d µs", times[9]-times[0])
	}
}

func TestThrottleKeepsAccountsApartInBoundedMemory(t *testing.T) {
	t.Parallel()
	th := newThrottle(1, time.Minute)
	refused := 0
	for i := range 1_000 {
		if ok, _ := th.allow(fmt.Sprint("account ", i), 1_000_000_000); !ok {
			refused++
		}
	}
	if refused > 50 { // 1,000 names in 65,536 buckets: about 8 share one
		t.Fatalf("%d of 1,000 accounts were refused their first try", refused)
	}
	if ok, _ := newThrottle(0, time.Minute).allow("ada", 0); !ok {
		t.Fatal("no bound is a bound")
	}
}
