package gateway

import (
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"rialto/internal/platform/errs"
)

// class names a budget that operations share.
type class string

const (
	signup    class = "signup"   // by address
	login     class = "login"    // by address; by account is identity's
	searching class = "search"   // this one and the rest by user, by address where nobody is known
	browsing  class = "browse"   // products, categories, suggestions
	carting   class = "cart"     // changes of the cart
	checkout  class = "checkout" // orders and cancellations
	quoting   class = "quote"    // quotes, each of which is a row
	personal  class = "personal" // own account, addresses, orders
)

// Limit is a budget: Count requests per Per, all of them at once if need be. Count -1 means no limit.
type Limit struct {
	Count int           `yaml:"count"`
	Per   time.Duration `yaml:"per"`
}

// Limits are the budgets of one client. Search, browse, cart, checkout, quote and personal count by user, or by address
// where nobody is signed in; signup and login always by address. Staff work is not limited.
type Limits struct {
	Signup   Limit `yaml:"signup"`   // Default 3 an hour.
	Login    Limit `yaml:"login"`    // Default 30 a minute.
	Search   Limit `yaml:"search"`   // Default 60 a minute.
	Browse   Limit `yaml:"browse"`   // Default 600 a minute.
	Cart     Limit `yaml:"cart"`     // Default 60 a minute.
	Checkout Limit `yaml:"checkout"` // Default 10 a minute.
	Quote    Limit `yaml:"quote"`    // Default 60 a minute.
	Personal Limit `yaml:"personal"` // Default 120 a minute.
	// LoopbackFactor multiplies all of them for clients on this machine that no proxy stands before: they share one
	// address and are usually one developer and their scripts. Default 100.
	LoopbackFactor int `yaml:"loopback_factor"`
}

// The presets of Config.RateLimits.
const (
	presetStandard = "standard"
	presetBench    = "bench"
	presetOff      = "off-for-tests"
	benchFactor    = 1000
)

func (l Limits) withDefaults() Limits {
	for _, d := range []struct {
		limit    *Limit
		standard Limit
	}{
		{&l.Signup, Limit{3, time.Hour}}, {&l.Login, Limit{30, time.Minute}}, {&l.Search, Limit{60, time.Minute}},
		{&l.Browse, Limit{600, time.Minute}}, {&l.Cart, Limit{60, time.Minute}}, {&l.Checkout, Limit{10, time.Minute}},
		{&l.Quote, Limit{60, time.Minute}}, {&l.Personal, Limit{120, time.Minute}},
	} {
		if *d.limit == (Limit{}) {
			*d.limit = d.standard
		}
	}
	if l.LoopbackFactor == 0 {
		l.LoopbackFactor = 100
	}
	return l
}

func (l Limits) byClass() map[class]Limit {
	return map[class]Limit{
		signup: l.Signup, login: l.Login, searching: l.Search, browsing: l.Browse, carting: l.Cart, checkout: l.Checkout,
		quoting: l.Quote, personal: l.Personal,
	}
}

func (l Limits) validate() error {
	for class, limit := range l.byClass() {
		if limit.Count != -1 && (limit.Count < 1 || limit.Per <= 0) {
			return fmt.Errorf("limits: %s must allow at least one request per positive time, or -1 for no limit", class)
		}
	}
	if l.LoopbackFactor < 1 {
		return fmt.Errorf("limits: loopback_factor must be at least 1, not %d", l.LoopbackFactor)
	}
	return nil
}

// budgets makes the budgets of a preset; none at all with limits off.
func budgets(cfg Config) map[class]*budget {
	all := map[class]*budget{}
	factor := 1
	switch cfg.RateLimits {
	case presetOff:
		return all
	case presetBench:
		factor = benchFactor
	}
	for class, limit := range cfg.Limits.byClass() {
		if limit.Count != -1 {
			all[class] = &budget{
				count: limit.Count * factor, per: limit.Per, local: cfg.Limits.LoopbackFactor,
				young: map[client]*rate.Limiter{},
			}
		}
	}
	return all
}

// client is whose budget it is.
type client struct {
	user  int64
	addr  netip.Addr
	local bool
}

// budget holds one token bucket a client. Memory is bounded by forgetting: when the young generation is full, the old
// one is dropped. Who was not seen for a whole generation has a full bucket again, which is what it would have grown to.
type budget struct {
	count, local int
	per          time.Duration

	mu         sync.Mutex
	young, old map[client]*rate.Limiter
}

// generation is how many clients a budget remembers at least; at about 150 bytes each.
const generation = 50_000

// take takes one token, or returns how long the client must wait for one.
func (b *budget) take(c client, now time.Time) time.Duration {
	b.mu.Lock()
	bucket := b.bucket(c)
	b.mu.Unlock()
	if bucket.AllowN(now, 1) {
		return 0
	}
	r := bucket.ReserveN(now, 1)
	defer r.CancelAt(now)
	return r.DelayFrom(now)
}

// bucket finds or makes a bucket, full, and keeps it among the young. The caller holds the lock.
func (b *budget) bucket(c client) *rate.Limiter {
	if found, ok := b.young[c]; ok {
		return found
	}
	found, ok := b.old[c]
	if !ok {
		count := b.count
		if c.local {
			count *= b.local
		}
		found = rate.NewLimiter(rate.Limit(float64(count)/b.per.Seconds()), count)
	}
	if len(b.young) >= generation {
		b.young, b.old = map[client]*rate.Limiter{}, b.young
	}
	b.young[c] = found
	return found
}

// spend charges a request to the budget of its class.
func (g *Gateway) spend(v *visit, of class) error {
	b := g.budgets[of]
	if b == nil {
		return nil
	}
	addr, local := g.address(v.r)
	who := client{addr: addr, local: local}
	if v.who.known() {
		who = client{user: v.who.userID(), local: local}
	}
	wait := b.take(who, g.deps.Now())
	if wait == 0 {
		return nil
	}
	seconds := strconv.Itoa(int(math.Ceil(wait.Seconds())))
	v.w.Header().Set("Retry-After", seconds)
	return errs.New(errs.KindTooMany, "rate_limited", "Too many requests. Try again in %s seconds.", seconds)
}
