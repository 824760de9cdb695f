// Package gateway is the front door: the public REST API /v1, one file per resource.
//
// It owns the public shapes (JSON, OpenAPI 3.1, RFC 9457 problems) and nothing else: no rows, no rules of the shop.
// The one idea: every operation is registered by route, which states who may call it and what budget it draws on; the
// request then walks one path (address and form → rate limit → who → allowed → body → handler), so that no handler can
// forget a check. Who somebody is comes from the credential alone, never from a path or a body.
// It asks every room through the small interfaces in needs.go; app passes the rooms or clients for them.
// It publishes what people do (views, searches, cart additions) on user-activity, batched once a second.
// It never decides about stock, prices or money, never shows the text of an error that is not ours, and never answers
// 500 to input, however odd.
package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"rialto/internal/commerce"
	"rialto/internal/platform/httpkit"
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
	// PlaceWait is how long POST /v1/orders waits for the checkout before it answers 202. Default 3s.
	PlaceWait time.Duration `yaml:"place_wait"`
	// Timeout is the deadline of any request. Default 15s.
	Timeout time.Duration `yaml:"timeout"`

	// Currency is the shop's default, PublicURL how browsers reach it (https turns on Secure cookies and HSTS), Loopback
	// whether only this machine can reach it. They come from the shop's own settings.
	Currency  string `yaml:"-"`
	PublicURL string `yaml:"-"`
	Loopback  bool   `yaml:"-"`
}

// WithDefaults fills what is zero.
func (c Config) WithDefaults() Config {
	if c.RateLimits == "" {
		c.RateLimits = presetStandard
	}
	c.Limits = c.Limits.withDefaults()
	if c.PlaceWait == 0 {
		c.PlaceWait = 3 * time.Second
	}
	if c.Timeout == 0 {
		c.Timeout = 15 * time.Second
	}
	if c.Currency == "" {
		c.Currency = "USD"
	}
	if c.PublicURL == "" {
		c.PublicURL = "http://127.0.0.1:8080"
	}
	return c
}

// Validate says in a sentence what cannot work.
func (c Config) Validate() error {
	switch c.RateLimits {
	case presetStandard, presetOff:
	case presetBench:
		if !c.Loopback {
			return errors.New("rate_limits: bench is only for a shop that listens on loopback")
		}
	default:
		return fmt.Errorf("rate_limits: %q is not standard, bench or off-for-tests", c.RateLimits)
	}
	if err := c.Limits.validate(); err != nil {
		return err
	}
	if c.PlaceWait < 0 || c.Timeout <= c.PlaceWait {
		return fmt.Errorf("timeout (%v) must be longer than place_wait (%v)", c.Timeout, c.PlaceWait)
	}
	if !commerce.ValidCurrency(c.Currency) {
		return fmt.Errorf("currency %q is not three upper-case letters", c.Currency)
	}
	if u, err := url.Parse(c.PublicURL); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("public_url: %q is not an http or https address", c.PublicURL)
	}
	return nil
}

// Deps are what the gateway takes from the process around it.
type Deps struct {
	Now     func() time.Time
	IDs     *ids.Source
	Log     *slog.Logger
	Ready   func(context.Context) error // why the process cannot serve yet; required
	Metrics http.Handler                // what /metrics answers; nil = the route does not exist
}

// Gateway answers the public API. Make it with New, serve Handler, and let Run send the activity.
type Gateway struct {
	cfg      Config
	needs    Needs
	deps     Deps
	https    bool
	proxies  []netip.Prefix
	budgets  map[class]*budget
	activity *recorder
	headers  headers

	mux     *http.ServeMux
	api     huma.API
	handler http.Handler
	spec    func() ([]byte, error)
}

// New builds the API. Every need must be set; the gateway keeps no state but budgets and a second of activity.
func New(cfg Config, needs Needs, deps Deps) (*Gateway, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("gateway: %w", err)
	}
	if deps.Ready == nil {
		return nil, errors.New("gateway: Ready is missing")
	}
	proxies, err := prefixes(cfg.TrustedProxies)
	if err != nil {
		return nil, fmt.Errorf("gateway: %w", err)
	}
	g := &Gateway{
		cfg: cfg, needs: needs, deps: deps, proxies: proxies, budgets: budgets(cfg),
		https: strings.HasPrefix(cfg.PublicURL, "https:"), mux: http.NewServeMux(),
	}
	g.activity = newRecorder(needs.Bus, deps)
	g.headers = newHeaders(g.https)
	g.api = newAPI(g)
	g.routes()
	finishDocument(g.api.OpenAPI())
	g.spec = sync.OnceValues(g.api.OpenAPI().YAML)
	if g.handler, err = g.wrap(g.mux); err != nil {
		return nil, fmt.Errorf("gateway: %w", err)
	}
	return g, nil
}

// routes registers everything that is served, in the order of the documentation.
func (g *Gateway) routes() {
	g.searchRoutes()
	g.categoryRoutes()
	g.productRoutes()
	g.accountRoutes()
	g.sessionRoutes()
	g.meRoutes()
	g.addressRoutes()
	g.cartRoutes()
	g.checkoutRoutes()
	g.orderRoutes()
	g.webhookRoutes()
	g.adminProductRoutes()
	g.adminInventoryRoutes()
	g.adminWarehouseRoutes()
	g.adminCouponRoutes()
	g.adminOrderRoutes()
	g.adminShipmentRoutes()
	g.adminMailboxRoutes()
	g.operationRoutes()
	g.mux.HandleFunc("/", g.nowhere)
}

// wrap puts round the routes what holds for every answer: headers, the last resort for panics, and the refusal of
// state-changing requests that another site's page makes a browser send.
func (g *Gateway) wrap(next http.Handler) (http.Handler, error) {
	cross := http.NewCrossOriginProtection()
	public, err := url.Parse(g.cfg.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("public_url: %w", err)
	}
	if err := cross.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
		return nil, fmt.Errorf("public_url: %w", err)
	}
	cross.SetDenyHandler(http.HandlerFunc(g.crossOrigin))
	return g.headers.on(httpkit.Recover(g.deps.Log, cross.Handler(next))), nil
}

// Handler answers every request of the public listener. Safe for concurrent use.
func (g *Gateway) Handler() http.Handler { return g.handler }

// Run sends the activity until ctx ends, the last second of it included.
func (g *Gateway) Run(ctx context.Context) error { return g.activity.run(ctx) }
