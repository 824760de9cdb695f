package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"

	"rialto/internal/backoffice"
	"rialto/internal/backoffice/engine"
	"rialto/internal/backoffice/goods"
	"rialto/internal/backoffice/money"
	"rialto/internal/backoffice/sales"
	"rialto/internal/demo/draw"
	"rialto/internal/door"
	"rialto/internal/gateway"
	"rialto/internal/media"
	"rialto/internal/page"
	"rialto/internal/platform/httpkit"
	"rialto/internal/platform/telemetry"
	"rialto/internal/storefront"
	"rialto/internal/storefront/account"
	"rialto/internal/storefront/shelf"
	"rialto/internal/storefront/till"
	"rialto/internal/ui"
)

// startGateway opens the API. The sandbox's pages for the buyer are behind it too, wherever payment runs.
func (a *App) startGateway(_ context.Context, m *member) error {
	in, err := a.frontDoor(m)
	if err != nil {
		return err
	}
	near := a.connected()
	g, err := gateway.New(a.cfg.Gateway, in, gateway.Needs{
		Identity: near.Identity, Browse: near.Browse, Search: near.Search, Catalog: near.Catalog, Cart: near.Cart,
		Order: near.Order, Pricing: near.Pricing, Inventory: near.Inventory, Payment: near.Payment, Shipping: near.Shipping,
		Fulfillment: near.Fulfillment, Notification: near.Notification, GiftCards: near.GiftCards, Drops: near.Drops,
		Ledger: near.Ledger,
	}, gateway.Deps{
		Now: a.now, IDs: a.ids, Log: a.log, Metrics: telemetry.MetricsHandler(a.metrics),
		Ready: func(context.Context) error { return a.ready() },
	})
	if err != nil {
		return err
	}
	pages, err := a.sandboxPages()
	if err != nil {
		return err
	}
	a.public.Handle("/sandbox/", pages)
	for _, pattern := range gateway.Patterns {
		a.public.Handle(pattern, g.Handler())
	}
	if !a.runs("storefront") {
		a.public.Handle("/", g.Handler())
	}
	return a.listenFront(m)
}

// startStorefront opens the shoppers' pages.
func (a *App) startStorefront(_ context.Context, m *member) error {
	in, err := a.frontDoor(m)
	if err != nil {
		return err
	}
	near := a.connected()
	shop := storefront.New(a.pages(), in, storefront.Needs{
		Browse: near.Browse, Search: near.Search, Catalog: near.Catalog, Cart: near.Cart, Order: near.Order, Pricing: near.Pricing,
		Identity: near.Identity, Shipping: near.Shipping, Payment: near.Payment, GiftCards: near.GiftCards, Drops: near.Drops,
		Stock: near.Inventory,
	}, storefront.Deps{Now: a.now, IDs: a.ids, Rand: rand.Reader, Log: a.log, Closed: a.ready, Ending: m.ending()})
	shelf.Routes(shop)
	till.Routes(shop)
	account.Routes(shop)
	handler, err := shop.Handler()
	if err != nil {
		return err
	}
	a.public.Handle("/", handler)
	a.public.Handle("/media/", media.Handler(near.Media))
	a.public.Handle("/drawn/", draw.Handler())
	a.staticPages.Do(func() { a.public.Handle("/static/", ui.Static()) })
	return a.listenFront(m)
}

// startBackoffice opens the operators' pages.
func (a *App) startBackoffice(_ context.Context, m *member) error {
	in, err := a.frontDoor(m)
	if err != nil {
		return err
	}
	near := a.connected()
	office := backoffice.New(a.pages(), in, backoffice.Needs{
		Order: near.Order, Identity: near.Identity, Payment: near.Payment, Inventory: near.Inventory, Catalog: near.Catalog,
		Browse: near.Browse, Search: near.Search, Pricing: near.Pricing, Media: near.Media, Notification: near.Notification,
		Fulfillment: near.Fulfillment, Shipping: near.Shipping, Analytics: near.Analytics, Bus: near.Bus,
		GiftCards: near.GiftCards, Drops: near.Drops, Ledger: near.Ledger,
	}, backoffice.Deps{Now: a.now, IDs: a.ids, Rand: rand.Reader, Log: a.log, Trouble: a.faultPanel(), Crowd: a.crowd(m), Ending: m.ending()})
	sales.Routes(office)
	goods.Routes(office)
	money.Routes(office)
	engine.Routes(office)
	handler, err := office.Handler()
	if err != nil {
		return err
	}
	a.public.Handle("/admin", handler)
	a.public.Handle("/admin/", handler)
	a.staticPages.Do(func() { a.public.Handle("/static/", ui.Static()) })
	return a.listenFront(m)
}

func (a *App) pages() page.Config {
	cfg := a.cfg.Pages
	cfg.Currency, cfg.Currencies, cfg.Demo = a.cfg.Currency, a.cfg.Currencies, a.cfg.Demo
	if shopper, operator, password, known := a.Logins(); known {
		cfg.Logins = page.Logins{Shopper: shopper, Operator: operator, Password: password}
	}
	return cfg
}

// frontDoor is one for API and pages: a client has one budget, whichever they use.
func (a *App) frontDoor(m *member) (*door.Door, error) {
	if a.door != nil {
		return a.door, nil
	}
	near := a.connected()
	in, err := door.New(a.cfg.Door, door.Needs{Identity: near.Identity, Cart: near.Cart, Bus: near.Bus},
		door.Deps{Now: a.now, IDs: a.ids, Log: a.log})
	if err != nil {
		return nil, err
	}
	a.door = in
	m.loop(in.Run)
	return in, nil
}

// sandboxPages are here, or behind the process that runs payment.
func (a *App) sandboxPages() (http.Handler, error) {
	if a.runs("payment") {
		return a.calls, nil
	}
	target, err := url.Parse(a.addressOf("payment"))
	if err != nil {
		return nil, fmt.Errorf("address of payment: %w", err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = a.client.Transport
	return proxy, nil
}

// listenFront opens the public address, once for all that answer on it.
func (a *App) listenFront(m *member) error {
	if a.frontListener() != nil {
		return nil
	}
	l, err := net.Listen("tcp", a.cfg.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w (choose another address with --listen)", err)
	}
	a.mu.Lock()
	a.front = l
	a.mu.Unlock()
	s := a.serveOn(l, a.watched(a.observe(), httpkit.Secured(a.door.HTTPS(), httpkit.PlainPaths(a.public))))
	m.loop(func(ctx context.Context) error {
		<-ctx.Done()
		return shutdown(context.WithoutCancel(ctx), s)
	})
	return nil
}
