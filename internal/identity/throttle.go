package identity

import (
	"hash/maphash"
	"sync"
	"time"
)

// buckets is how many counters a throttle has. Accounts that share one by chance share its tries, which is harmless: the
// seed is random, so nobody can choose whom to share with. Memory is bounded whatever names strangers make up.
const buckets = 1 << 16

// throttle allows so many tries per account and period, evenly refilled: a bucket holds the time at which it will be full
// again, and a try that would push that more than a period ahead is refused. (This is the generic cell rate algorithm.)
type throttle struct {
	step, period int64 // microseconds; step 0 = no bound
	seed         maphash.Seed

	mu   sync.Mutex
	full [buckets]int64
}

func newThrottle(tries int, period time.Duration) *throttle {
	t := &throttle{period: period.Microseconds(), seed: maphash.MakeSeed()}
	if tries > 0 {
		t.step = t.period / int64(tries)
	}
	return t
}

// forgive takes a try back that turned out right: who knows the password may sign in from every device they have.
func (t *throttle) forgive(account string) {
	i := maphash.String(t.seed, account) % buckets
	t.mu.Lock()
	defer t.mu.Unlock()
	t.full[i] -= t.step
}

// allow counts a try of an account, unless it comes too early: then it says how long to wait.
func (t *throttle) allow(account string, now int64) (ok bool, wait time.Duration) {
	if t.step == 0 {
		return true, 0
	}
	i := maphash.String(t.seed, account) % buckets
	t.mu.Lock()
	defer t.mu.Unlock()
	next := max(t.full[i], now) + t.step
	if early := next - now - t.period; early > 0 {
		return false, time.Duration(early) * time.Microsecond
	}
	t.full[i] = next
	return true, 0
}
