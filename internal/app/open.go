package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"connectrpc.com/connect"

	"rialto/gen/rialto/analytics/v1/analyticsv1connect"
	"rialto/gen/rialto/bus/v1/busv1connect"
	"rialto/gen/rialto/cart/v1/cartv1connect"
	"rialto/gen/rialto/catalog/v1/catalogv1connect"
	"rialto/gen/rialto/drop/v1/dropv1connect"
	"rialto/gen/rialto/fulfillment/v1/fulfillmentv1connect"
	"rialto/gen/rialto/giftcard/v1/giftcardv1connect"
	"rialto/gen/rialto/identity/v1/identityv1connect"
	"rialto/gen/rialto/inventory/v1/inventoryv1connect"
	"rialto/gen/rialto/ledger/v1/ledgerv1connect"
	"rialto/gen/rialto/notification/v1/notificationv1connect"
	"rialto/gen/rialto/order/v1/orderv1connect"
	"rialto/gen/rialto/payment/v1/paymentv1connect"
	"rialto/gen/rialto/pricing/v1/pricingv1connect"
	"rialto/gen/rialto/search/v1/searchv1connect"
	"rialto/gen/rialto/shipping/v1/shippingv1connect"
	"rialto/internal/platform/httpkit"
)

// Opened are the rooms that a command got. Done must be called when it has finished with them.
type Opened struct {
	Rooms   Rooms
	Serving bool // they are those of a process that serves the folder
	Done    func() error
}

// Open gives a command the rooms it needs: those of the process that serves the data folder, through its socket, or its
// own for as long as the command runs.
func Open(ctx context.Context, cfg Config, opts Options, targets ...string) (Opened, error) {
	cfg = cfg.WithDefaults()
	unlock, err := lockFolder(cfg)
	if errors.Is(err, errInUse) {
		return overSocket(cfg)
	}
	if err != nil {
		return Opened{}, err
	}
	unlock()
	return byOurselves(ctx, cfg, opts, targets)
}

// byOurselves runs the rooms in this process, without listeners.
func byOurselves(ctx context.Context, cfg Config, opts Options, targets []string) (Opened, error) {
	cfg.Targets, cfg.Internal = targets, ""
	a, err := New(cfg, opts)
	if err != nil {
		return Opened{}, err
	}
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	select {
	case <-a.Ready():
		return Opened{Rooms: a.Rooms(), Done: func() error { stop(); return <-ended }}, nil
	case err := <-ended:
		stop()
		return Opened{}, err
	}
}

// overSocket calls the process that holds the folder. Only its owner may open the socket.
func overSocket(cfg Config) (Opened, error) {
	path := cfg.file("admin.sock")
	probe, err := net.DialTimeout("unix", path, 2*time.Second)
	if err != nil {
		return Opened{}, fmt.Errorf("the data folder is in use, but its owner does not answer on %s: %w", path, err)
	}
	probe.Close()
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", path)
		},
		MaxIdleConnsPerHost: 16,
	}}
	return Opened{
		Rooms:   dialRooms(client, "http://rialto", connect.WithInterceptors(httpkit.ClientErrors())),
		Serving: true,
		Done:    func() error { client.CloseIdleConnections(); return nil },
	}, nil
}

// dialRooms returns clients for the rooms that commands use, all behind one address.
func dialRooms(c connect.HTTPClient, address string, o ...connect.ClientOption) Rooms {
	return Rooms{
		Bus:          busv1connect.NewBusServiceClient(c, address, o...),
		Catalog:      catalogv1connect.NewCatalogServiceClient(c, address, o...),
		Inventory:    inventoryv1connect.NewInventoryServiceClient(c, address, o...),
		Analytics:    analyticsv1connect.NewAnalyticsServiceClient(c, address, o...),
		Search:       searchv1connect.NewSearchServiceClient(c, address, o...),
		Order:        orderv1connect.NewOrderServiceClient(c, address, o...),
		Payment:      paymentv1connect.NewPaymentServiceClient(c, address, o...),
		Shipping:     shippingv1connect.NewShippingServiceClient(c, address, o...),
		Pricing:      pricingv1connect.NewPricingServiceClient(c, address, o...),
		Fulfillment:  fulfillmentv1connect.NewFulfillmentServiceClient(c, address, o...),
		Notification: notificationv1connect.NewNotificationServiceClient(c, address, o...),
		Identity:     identityv1connect.NewIdentityServiceClient(c, address, o...),
		Cart:         cartv1connect.NewCartServiceClient(c, address, o...),
		GiftCards:    giftcardv1connect.NewGiftCardServiceClient(c, address, o...),
		Drops:        dropv1connect.NewDropServiceClient(c, address, o...),
		Ledger:       ledgerv1connect.NewLedgerServiceClient(c, address, o...),
	}
}
