package app

import (
	"context"
	"errors"
	"io"
	"net/http"

	"golang.org/x/sync/errgroup"

	"rialto/internal/platform/bus"
	"rialto/internal/platform/lifecycle"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

// table is every module of the binary, one row each. Calls are what a room asks of others, here or elsewhere; they are
// the allowed neighbours of docs/style, and rules_test.go holds the rooms to them.
func (a *App) table() lifecycle.Table {
	return lifecycle.Table{
		a.base(),
		a.row("bus", nil, a.startBus),
		a.row("identity", nil, a.startIdentity),
		a.row("catalog", []string{"bus"}, a.startCatalog),
		a.row("inventory", []string{"bus"}, a.startInventory),
		a.row("payment", []string{"bus"}, a.startPayment),
		a.row("analytics", []string{"bus"}, a.startAnalytics),
		a.row("shipping", []string{"inventory"}, a.startShipping),
		a.row("pricing", []string{"catalog", "shipping"}, a.startPricing),
		a.row("cart", []string{"bus", "catalog"}, a.startCart),
		a.row("giftcard", []string{"bus"}, a.startGiftCards),
		a.row("drop", nil, a.startDrops),
		a.row("order", []string{"bus", "cart", "pricing", "inventory", "payment", "identity", "giftcard", "drop"}, a.startOrder),
		a.row("ledger", []string{"bus", "order", "payment"}, a.startLedger),
		a.row("fulfillment", []string{"bus", "order", "inventory", "shipping"}, a.startFulfillment),
		a.row("notification", []string{"bus", "order", "identity"}, a.startNotification),
		a.row("search", []string{"bus", "catalog", "inventory", "analytics"}, a.startSearch),
		a.row("browse", []string{"search", "catalog", "inventory"}, a.startBrowse),
		a.row("media", nil, a.startMedia),
		a.row("gateway", []string{"bus", "identity", "browse", "search", "catalog", "cart", "order", "pricing", "inventory",
			"payment", "shipping", "fulfillment", "notification", "giftcard", "drop", "ledger"}, a.startGateway),
		a.row("storefront", []string{"bus", "identity", "browse", "search", "catalog", "cart", "order", "pricing", "shipping",
			"media", "inventory", "payment", "giftcard", "drop"}, a.startStorefront),
		a.row("backoffice", []string{"bus", "identity", "browse", "search", "catalog", "order", "pricing", "inventory",
			"payment", "shipping", "fulfillment", "notification", "analytics", "media",
			"giftcard", "drop", "ledger"}, a.startBackoffice),
		a.row("demo", []string{"identity", "search", "catalog", "cart", "order", "pricing", "inventory", "analytics", "giftcard"}, a.startDemo),
		{Name: "all", Needs: []string{"bus", "identity", "catalog", "inventory", "payment", "analytics", "shipping", "pricing",
			"cart", "giftcard", "drop", "order", "ledger", "fulfillment", "notification", "search", "browse", "media", "gateway", "storefront",
			"backoffice", "demo"}},
	}
}

// PrintModules writes the module table, and the order in which the given targets start.
func PrintModules(w io.Writer, targets []string) error {
	a := &App{}
	if err := a.table().Print(w); err != nil || len(targets) == 0 {
		return err
	}
	if _, err := io.WriteString(w, "\nstart order\n"); err != nil {
		return err
	}
	return a.table().PrintOrder(w, append([]string{"base"}, targets...)...)
}

// member is a room while it is put together: what it serves, what it runs in the background and how it ends.
type member struct {
	app   *App
	name  string
	loops []func(context.Context) error
	ends  []func() error
	over  chan struct{} // closed when the loops are told to end
}

// row is one room of the table. Every room needs base: the listener for calls and the ids.
func (a *App) row(name string, calls []string, start func(context.Context, *member) error) lifecycle.Module {
	m := &member{app: a, name: name, over: make(chan struct{})}
	return lifecycle.Module{
		Name: name, Needs: []string{"base"}, Calls: calls,
		Start: func(ctx context.Context) error { return start(ctx, m) },
		Run:   m.run,
		Stop:  m.stop,
	}
}

// serve makes a room callable by its contract.
func (m *member) serve(path string, h http.Handler) { m.app.calls.Handle(path, h) }

// ending is closed when the process stops: streams that wait for news end then.
func (m *member) ending() <-chan struct{} {
	m.loop(func(ctx context.Context) error {
		<-ctx.Done()
		close(m.over)
		return nil
	})
	return m.over
}

// loop adds background work that lasts until the process stops.
func (m *member) loop(run ...func(context.Context) error) { m.loops = append(m.loops, run...) }

// events starts the relay of a room's outbox.
func (m *member) events(db *sqldb.DB) {
	m.loop(outbox.NewRelay(db, m.app.connected().Bus, m.app.now, m.app.log).Run)
}

// consume drives a room's subscriptions.
func (m *member) consume(subs ...bus.Subscription) {
	log := m.app.connected().Bus
	for _, sub := range subs {
		m.loop(func(ctx context.Context) error { return bus.Consume(ctx, log, sub, m.app.log) })
	}
}

func (m *member) run(ctx context.Context) error {
	if m.app.opts.Still {
		return nil
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, loop := range m.loops {
		group.Go(func() error { return loop(ctx) })
	}
	return group.Wait()
}

func (m *member) stop(context.Context) error {
	var all error
	for _, end := range m.ends {
		all = errors.Join(all, end())
	}
	return all
}
