package door

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

// Class names a budget that operations share.
type Class string

const (
	Signup    Class = "signup"   // by address
	Login     Class = "login"    // by address; by account is identity's
	Searching Class = "search"   // this one and the rest by user, by address where nobody is known
	Browsing  Class = "browse"   // products, categories, suggestions
	Carting   Class = "cart"     // changes of the cart
	Checkout  Class = "checkout" // orders and cancellations
	Quoting   Class = "quote"    // quotes, each of which is a row
	Personal  Class = "personal" // own account, addresses, orders
	Codes     Class = "codes"    // wrong gift-card codes, by user and by address alike; see Guess
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
	Codes    Limit `yaml:"codes"`    // Default 10 an hour, wrong ones alone.
	// LoopbackFactor multiplies all of them for clients on this machine that no proxy stands before: they share one
	// address and are usually one developer and their scripts. Default 100.
	LoopbackFactor int `yaml:"loopback_factor"`
}

// The presets of Config.RateLimits.
const (
	PresetStandard = "standard"
	PresetBench    = "bench"
	PresetOff      = "off-for-tests"
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
		{&l.Codes, Limit{10, time.Hour}},
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

func (l Limits) byClass() map[Class]Limit {
	return map[Class]Limit{
		Signup: l.Signup, Login: l.Login, Searching: l.Search, Browsing: l.Browse, Carting: l.Cart, Checkout: l.Checkout,
		Quoting: l.Quote, Personal: l.Personal, Codes: l.Codes,
	}
}

func (l Limits) validate() error {
	for Class, limit := range l.byClass() {
		if limit.Count != -1 && (limit.Count < 1 || limit.Per <= 0) {
			return fmt.Errorf("limits: %s must allow at least one request per positive time, or -1 for no limit", Class)
		}
	}
	if l.LoopbackFactor < 1 {
		return fmt.Errorf("limits: loopback_factor must be at least 1, not %d", l.LoopbackFactor)
	}
	return nil
}

// budgets makes the budgets of a preset; none at all with limits off.
func budgets(cfg Config) map[Class]*budget {
	all := map[Class]*budget{}
	factor := 1
	switch cfg.RateLimits {
	case PresetOff:
		return all
	case PresetBench:
		factor = benchFactor
	}
	for Class, limit := range cfg.Limits.byClass() {
		if limit.Count != -1 {
			all[Class] = &budget{
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

// spend charges a request to the budget of its Class.
func (d *Door) Spend(v *Visit, of Class) error {
	b := d.budgets[of]
	if b == nil {
		return nil
	}
	addr, local := d.address(v.R)
	who := client{addr: addr, local: local}
	if v.Who.Known() {
		who = client{user: v.Who.UserID(), local: local}
	}
	wait := b.take(who, d.deps.Now())
	if wait == 0 {
		return nil
	}
	return errs.New(errs.KindTooMany, "rate_limited", "Too many requests. Try again in %s seconds.", comeBack(v, wait))
}

// comeBack tells a visit when there is budget again, and returns the seconds for a sentence.
func comeBack(v *Visit, wait time.Duration) (seconds string) {
	seconds = strconv.Itoa(int(math.Ceil(wait.Seconds())))
	v.W.Header().Set("Retry-After", seconds)
	return seconds
}
