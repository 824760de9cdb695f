package app

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"
	"time"

	"connectrpc.com/connect"

	"rialto/gen/rialto/analytics/v1/analyticsv1connect"
	"rialto/gen/rialto/browse/v1/browsev1connect"
	"rialto/gen/rialto/bus/v1/busv1connect"
	"rialto/gen/rialto/cart/v1/cartv1connect"
	"rialto/gen/rialto/catalog/v1/catalogv1connect"
	"rialto/gen/rialto/drop/v1/dropv1connect"
	"rialto/gen/rialto/fulfillment/v1/fulfillmentv1connect"
	"rialto/gen/rialto/giftcard/v1/giftcardv1connect"
	"rialto/gen/rialto/identity/v1/identityv1connect"
	"rialto/gen/rialto/inventory/v1/inventoryv1connect"
	"rialto/gen/rialto/ledger/v1/ledgerv1connect"
	"rialto/gen/rialto/media/v1/mediav1connect"
	"rialto/gen/rialto/notification/v1/notificationv1connect"
	"rialto/gen/rialto/order/v1/orderv1connect"
	"rialto/gen/rialto/payment/v1/paymentv1connect"
	"rialto/gen/rialto/pricing/v1/pricingv1connect"
	"rialto/gen/rialto/search/v1/searchv1connect"
	"rialto/gen/rialto/shipping/v1/shippingv1connect"
	"rialto/internal/platform/httpkit"
	"rialto/internal/platform/telemetry"
)

// Rooms are all rooms by contract. With the `simple` option a service value and a client are the same interface, so a
// field is the room itself where it is in this process, and a client where it is not.
type Rooms struct {
	Bus          busv1connect.BusServiceClient
	Identity     identityv1connect.IdentityServiceClient
	Catalog      catalogv1connect.CatalogServiceClient
	Search       searchv1connect.SearchServiceClient
	Browse       browsev1connect.BrowseServiceClient
	Cart         cartv1connect.CartServiceClient
	Pricing      pricingv1connect.PricingServiceClient
	Inventory    inventoryv1connect.InventoryServiceClient
	Payment      paymentv1connect.PaymentServiceClient
	Shipping     shippingv1connect.ShippingServiceClient
	Order        orderv1connect.OrderServiceClient
	Fulfillment  fulfillmentv1connect.FulfillmentServiceClient
	Notification notificationv1connect.NotificationServiceClient
	Analytics    analyticsv1connect.AnalyticsServiceClient
	Media        mediav1connect.MediaServiceClient
	GiftCards    giftcardv1connect.GiftCardServiceClient
	Drops        dropv1connect.DropServiceClient
	Ledger       ledgerv1connect.LedgerServiceClient
}

// connected returns every room as this process reaches it. This is the only place that knows which is where.
func (a *App) connected() Rooms {
	return Rooms{
		Bus:          neighbour(a, "bus", a.here.Bus, busv1connect.NewBusServiceClient),
		Identity:     neighbour(a, "identity", a.here.Identity, identityv1connect.NewIdentityServiceClient),
		Catalog:      neighbour(a, "catalog", a.here.Catalog, catalogv1connect.NewCatalogServiceClient),
		Search:       neighbour(a, "search", a.here.Search, searchv1connect.NewSearchServiceClient),
		Browse:       neighbour(a, "browse", a.here.Browse, browsev1connect.NewBrowseServiceClient),
		Cart:         neighbour(a, "cart", a.here.Cart, cartv1connect.NewCartServiceClient),
		Pricing:      neighbour(a, "pricing", a.here.Pricing, pricingv1connect.NewPricingServiceClient),
		Inventory:    neighbour(a, "inventory", a.here.Inventory, inventoryv1connect.NewInventoryServiceClient),
		Payment:      neighbour(a, "payment", a.here.Payment, paymentv1connect.NewPaymentServiceClient),
		Shipping:     neighbour(a, "shipping", a.here.Shipping, shippingv1connect.NewShippingServiceClient),
		Order:        neighbour(a, "order", a.here.Order, orderv1connect.NewOrderServiceClient),
		Fulfillment:  neighbour(a, "fulfillment", a.here.Fulfillment, fulfillmentv1connect.NewFulfillmentServiceClient),
		Notification: neighbour(a, "notification", a.here.Notification, notificationv1connect.NewNotificationServiceClient),
		Analytics:    neighbour(a, "analytics", a.here.Analytics, analyticsv1connect.NewAnalyticsServiceClient),
		Media:        neighbour(a, "media", a.here.Media, mediav1connect.NewMediaServiceClient),
		GiftCards:    neighbour(a, "giftcard", a.here.GiftCards, giftcardv1connect.NewGiftCardServiceClient),
		Drops:        neighbour(a, "drop", a.here.Drops, dropv1connect.NewDropServiceClient),
		Ledger:       neighbour(a, "ledger", a.here.Ledger, ledgerv1connect.NewLedgerServiceClient),
	}
}

// neighbour returns the room in this process, or a client for the process that has it. A room that is neither here nor
// configured gives the zero value: checkNeighbours has made sure that nobody needs it.
func neighbour[T any](a *App, room string, here T, dial func(connect.HTTPClient, string, ...connect.ClientOption) T) T {
	if a.runs(room) && !a.opts.Wire {
		return here
	}
	address := a.addressOf(room)
	if address == "" {
		var none T
		return none
	}
	return dial(a.client, address, a.clientOptions()...)
}

// addressOf returns where a room answers calls: elsewhere, or, in the test shape wire, here.
func (a *App) addressOf(room string) string {
	if a.runs(room) {
		return a.InternalURL()
	}
	return strings.TrimSuffix(a.cfg.Neighbours[room], "/")
}

func (a *App) clientOptions() []connect.ClientOption {
	between := []connect.Interceptor{httpkit.ClientErrors()}
	if a.opts.Wire {
		between = append(between, httpkit.Twice())
	}
	return []connect.ClientOption{connect.WithInterceptors(between...)}
}

func handlerOptions() []connect.HandlerOption {
	return []connect.HandlerOption{
		connect.WithInterceptors(httpkit.ServerErrors()), connect.WithReadMaxBytes(16 << 20),
	}
}

// checkNeighbours refuses a process whose rooms would call a room that is neither here nor configured.
func (a *App) checkNeighbours() error {
	for _, m := range a.modules {
		for _, called := range m.Calls {
			if !a.runs(called) && a.cfg.Neighbours[called] == "" {
				return fmt.Errorf("configuration: %s calls %s, which is neither a target of this process nor among neighbours", m.Name, called)
			}
		}
	}
	return nil
}

const secretHeader = "Rialto-Secret"

// newClient returns the client for calls between processes: connections are kept, the secret and the trace go along.
func newClient(cfg Config) *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = nil // neighbours are reached directly
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 512, 256
	return &http.Client{Transport: withSecret{t, cfg.InternalSecret}, Timeout: time.Minute}
}

type withSecret struct {
	next   http.RoundTripper
	secret string
}

// RoundTrip implements http.RoundTripper.
func (w withSecret) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Traceparent", telemetry.Traceparent(r.Context()))
	if w.secret != "" {
		r.Header.Set(secretHeader, w.secret)
	}
	return w.next.RoundTrip(r)
}

// guarded lets calls in that know the secret, all calls if there is none (loopback only, see Config.Validate).
func (a *App) guarded(next http.Handler) http.Handler {
	if a.cfg.InternalSecret == "" {
		return next
	}
	want := []byte(a.cfg.InternalSecret)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get(secretHeader)), want) != 1 {
			http.Error(w, "calls between rooms need the secret", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
