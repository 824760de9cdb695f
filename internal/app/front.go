package app

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"

	"rialto/internal/door"
	"rialto/internal/gateway"
	"rialto/internal/platform/httpkit"
	"rialto/internal/platform/telemetry"
)

// startGateway opens the front door. The sandbox's pages for the buyer are behind it too, wherever payment runs.
func (a *App) startGateway(_ context.Context, m *member) error {
	near := a.connected()
	in, err := door.New(a.cfg.Door, door.Needs{Identity: near.Identity, Cart: near.Cart, Bus: near.Bus},
		door.Deps{Now: a.now, IDs: a.ids, Log: a.log})
	if err != nil {
		return err
	}
	g, err := gateway.New(a.cfg.Gateway, in, gateway.Needs{
		Identity: near.Identity, Browse: near.Browse, Search: near.Search, Catalog: near.Catalog, Cart: near.Cart,
		Order: near.Order, Pricing: near.Pricing, Inventory: near.Inventory, Payment: near.Payment, Shipping: near.Shipping,
		Fulfillment: near.Fulfillment, Notification: near.Notification,
	}, gateway.Deps{
		Now: a.now, IDs: a.ids, Log: a.log, Metrics: telemetry.MetricsHandler(a.metrics),
		Ready: func(context.Context) error { return a.process.Check() },
	})
	if err != nil {
		return err
	}
	pages, err := a.sandboxPages()
	if err != nil {
		return err
	}
	a.public.Handle("/sandbox/", pages)
	a.public.Handle("/", g.Handler())
	m.loop(in.Run)
	return a.listenFront(m)
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

func (a *App) listenFront(m *member) error {
	l, err := net.Listen("tcp", a.cfg.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w (choose another address with --listen)", err)
	}
	a.mu.Lock()
	a.front = l
	a.mu.Unlock()
	s := a.serveOn(l, a.watched(a.observe(), httpkit.PlainPaths(a.public)))
	m.loop(func(ctx context.Context) error {
		<-ctx.Done()
		return shutdown(context.WithoutCancel(ctx), s)
	})
	return nil
}
