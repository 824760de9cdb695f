// Package door is the way into the shop that its API and its pages share: who somebody is, and how much they may ask.
//
// The one idea: a request is let in by one call, Enter, in an order that nobody can get wrong (who → may they → budget),
// so that a page and the API route beside it draw on the same budgets and know the same person. Who somebody is comes from
// the credential alone, never from a path or a body. Operators have two ways in that never mix: a bearer token at the API,
// and in the back office a cookie of its own, which shoppers' pages never look at.
//
// It asks identity whose a token is and cart to merge a guest's, through needs.go. It publishes what people do (views,
// searches, additions to the cart) on user-activity, batched once a second. It keeps no rows, only budgets and that second.
package door

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"rialto/internal/platform/ids"
)

// Config is what an operator may set.
type Config struct {
	// RateLimits names a preset: "standard" (default), "bench" (a thousand times as much, for load generators on this
	// machine; refused unless the shop listens on loopback only) or "off-for-tests".
	RateLimits string `yaml:"rate_limits"`
	// Limits are the budgets of the standard preset; zero ones take their default.
	Limits Limits `yaml:"limits"`
	// TrustedProxies are the networks (CIDR) whose X-Forwarded-For is believed. Default: none.
	TrustedProxies []string `yaml:"trusted_proxies"`

	// PublicURL is how browsers reach the shop (https turns on Secure cookies), Loopback whether only this machine can
	// reach it. They come from the shop's own settings.
	PublicURL string `yaml:"-"`
	Loopback  bool   `yaml:"-"`
}

// WithDefaults fills what is zero.
func (c Config) WithDefaults() Config {
	if c.RateLimits == "" {
		c.RateLimits = PresetStandard
	}
	c.Limits = c.Limits.withDefaults()
	if c.PublicURL == "" {
		c.PublicURL = "http://127.0.0.1:8080"
	}
	return c
}

// Validate says in a sentence what cannot work.
func (c Config) Validate() error {
	switch c.RateLimits {
	case PresetStandard, PresetOff:
	case PresetBench:
		if !c.Loopback {
			return errors.New("rate_limits: bench is only for a shop that listens on loopback")
		}
	default:
		return fmt.Errorf("rate_limits: %q is not standard, bench or off-for-tests", c.RateLimits)
	}
	if u, err := url.Parse(c.PublicURL); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("public_url: %q is not an http or https address", c.PublicURL)
	}
	return c.Limits.validate()
}

// Deps are what the door takes from the process around it.
type Deps struct {
	Now func() time.Time
	IDs *ids.Source
	Log *slog.Logger
}

// Door lets people in. Safe for concurrent use.
type Door struct {
	cfg      Config
	needs    Needs
	deps     Deps
	https    bool
	proxies  []netip.Prefix
	budgets  map[Class]*budget
	Activity *Recorder // what people do
}

// New returns a door; every need must be set.
func New(cfg Config, needs Needs, deps Deps) (*Door, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("door: %w", err)
	}
	proxies, err := prefixes(cfg.TrustedProxies)
	if err != nil {
		return nil, fmt.Errorf("door: %w", err)
	}
	return &Door{
		cfg: cfg, needs: needs, deps: deps, proxies: proxies, budgets: budgets(cfg),
		https: strings.HasPrefix(cfg.PublicURL, "https:"), Activity: newRecorder(needs.Bus, deps),
	}, nil
}

// Run tells the activity until ctx ends, the last second of it included.
func (d *Door) Run(ctx context.Context) error { return d.Activity.run(ctx) }

// HTTPS reports whether browsers reach the shop encrypted.
func (d *Door) HTTPS() bool { return d.https }

// Visit is one request on its way in. It ends with the request.
type Visit struct {
	W   http.ResponseWriter
	R   *http.Request
	Who Visitor
}

// Access says who may come in.
type Access string

// The kinds of access.
const (
	Unasked  Access = "unasked"  // anyone; credentials are not looked at (sign-in, signed webhooks, health)
	Open     Access = "open"     // anyone; who it is counts where it is known
	Shopper  Access = "shopper"  // an account, or a guest by their cart token
	Operator Access = "operator" // staff
)

// Enter lets a visit in that keeps the rule: it finds out who it is, refuses who may not, and charges the budget of the
// class ("" = none). Answers to people who are known are kept out of caches.
func (d *Door) Enter(ctx context.Context, v *Visit, a Access, of Class) error {
	if a != Open { // refusals too: they send people on by who they are
		NoStore(v.W)
	}
	if a == Unasked {
		return d.Spend(v, of)
	}
	if err := d.authenticate(ctx, v, a); err != nil {
		return err
	}
	if v.Who.Known() {
		NoStore(v.W)
	}
	if err := v.Who.allowed(a); err != nil {
		return err
	}
	return d.Spend(v, of)
}

// NoStore keeps a personal answer out of every cache.
func NoStore(w http.ResponseWriter) { w.Header().Set("Cache-Control", "no-store") }

// CrossOrigin returns the guard round everything that a browser can be made to send: it refuses what another site's page
// makes it change, with refuse as the answer.
func (d *Door) CrossOrigin(refuse http.HandlerFunc) (func(http.Handler) http.Handler, error) {
	guard := http.NewCrossOriginProtection()
	public, err := url.Parse(d.cfg.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("public_url: %w", err)
	}
	if err := guard.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
		return nil, fmt.Errorf("public_url: %w", err)
	}
	guard.SetDenyHandler(refuse)
	return guard.Handler, nil
}
