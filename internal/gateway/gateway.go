// Package gateway is the front door: the public REST API /v1, one file per resource.
//
// It owns the public shapes (JSON, OpenAPI 3.1, RFC 9457 problems) and nothing else: no rows, no rules of the shop.
// The one idea: every operation is registered by route, which states who may call it and what budget it draws on; the
// request then walks one path (address and form → rate limit → who → allowed → body → handler), so that no handler can
// forget a check. Who somebody is comes from the credential alone, never from a path or a body.
// It asks every room through the small interfaces in needs.go; app passes the rooms or clients for them.
// Who it is and how much they may ask is decided by internal/door.
// It never decides about stock, prices or money, never shows the text of an error that is not ours, and never answers
// 500 to input, however odd.
package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"rialto/internal/commerce"
	"rialto/internal/door"
	"rialto/internal/platform/httpkit"
	"rialto/internal/platform/ids"
)

// Config is what an operator may set.
type Config struct {
	// PlaceWait is how long POST /v1/orders waits for the checkout before it answers 202. Default 3s.
	PlaceWait time.Duration `yaml:"place_wait"`
	// Timeout is the deadline of any request. Default 15s.
	Timeout time.Duration `yaml:"timeout"`

	// Currency is the shop's default, PublicURL how browsers reach it (https turns on HSTS). They come from the shop's own
	// settings.
	Currency  string `yaml:"-"`
	PublicURL string `yaml:"-"`
}

// WithDefaults fills what is zero.
func (c Config) WithDefaults() Config {
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

// Gateway answers the public API. Make it with New and serve Handler.
type Gateway struct {
	cfg   Config
	door  *door.Door
	needs Needs
	deps  Deps

	mux     *http.ServeMux
	api     huma.API
	handler http.Handler
	spec    func() ([]byte, error)
}

// New builds the API. Every need must be set; the gateway keeps no state.
func New(cfg Config, in *door.Door, needs Needs, deps Deps) (*Gateway, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("gateway: %w", err)
	}
	if deps.Ready == nil {
		return nil, errors.New("gateway: Ready is missing")
	}
	g := &Gateway{cfg: cfg, door: in, needs: needs, deps: deps, mux: http.NewServeMux()}
	g.api = newAPI(g)
	g.routes()
	finishDocument(g.api.OpenAPI())
	g.spec = sync.OnceValues(g.api.OpenAPI().YAML)
	var err error
	if g.handler, err = g.wrap(g.mux); err != nil {
		return nil, fmt.Errorf("gateway: %w", err)
	}
	return g, nil
}

// Patterns are the addresses of http.ServeMux that are the API's where pages answer the rest.
var Patterns = []string{"/v1/", "/healthz", "/readyz", "/metrics", "/openapi.yaml", "/docs"}

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
	g.paymentMethodRoutes()
	g.giftCardRoutes()
	g.queueRoutes()
	g.webhookRoutes()
	g.adminProductRoutes()
	g.adminInventoryRoutes()
	g.adminMoveRoutes()
	g.adminWarehouseRoutes()
	g.adminCouponRoutes()
	g.adminDropRoutes()
	g.adminGiftCardRoutes()
	g.adminOrderRoutes()
	g.adminRefundRoutes()
	g.adminSagaRoutes()
	g.adminPaymentRoutes()
	g.adminLedgerRoutes()
	g.adminShipmentRoutes()
	g.adminMailboxRoutes()
	g.operationRoutes()
	g.mux.HandleFunc("/", g.nowhere)
}

// wrap puts round the routes what holds for every answer: headers, the last resort for panics, and the refusal of
// state-changing requests that another site's page makes a browser send.
func (g *Gateway) wrap(next http.Handler) (http.Handler, error) {
	sameOrigin, err := g.door.CrossOrigin(g.crossOrigin)
	if err != nil {
		return nil, err
	}
	return httpkit.Secured(g.door.HTTPS(), httpkit.Recover(g.deps.Log, sameOrigin(next))), nil
}

// Handler answers every request of the public listener. Safe for concurrent use.
func (g *Gateway) Handler() http.Handler { return g.handler }
