// Package journey walks through the shop as its clients do: over the public API alone, in every shape that a deployment
// can have. The same tests run in one process, in one process whose rooms call each other over HTTP (every repeatable
// call twice), in one process per room, and on PostgreSQL. After each journey the books must be right.
package journey

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"rialto/internal/app"
	"rialto/internal/identity"
	"rialto/internal/platform/sqldb/sqldbtest"
)

// rooms are the targets of the shape split, one process each.
var rooms = []string{"bus", "identity", "catalog", "inventory", "payment", "analytics", "shipping", "pricing", "cart",
	"giftcard", "drop", "order", "ledger", "fulfillment", "notification", "search", "browse", "media", "storefront", "backoffice", "gateway"}

const operatorPassword = "journey-operator-1"

// shop is a running shop of one shape.
type shop struct {
	url   string // of the API
	pages string // of the storefront
	apps  []*app.App
}

// shapes are all ways to run the shop; each starts a fresh one.
var shapes = map[string]func(t *testing.T, changes ...change) *shop{
	"one": func(t *testing.T, changes ...change) *shop { return changed(t, config(t), app.Options{}, changes) },
	"wire": func(t *testing.T, changes ...change) *shop {
		return changed(t, config(t), app.Options{Wire: true}, changes)
	},
	"split": split,
	"postgres": func(t *testing.T, changes ...change) *shop {
		return changed(t, postgres(t, config(t)), app.Options{}, changes)
	},
}

// change is what a test wants otherwise; in the shape split it is asked for each process.
type change func(*app.Config, *app.Options)

func changed(t *testing.T, cfg app.Config, opts app.Options, changes []change) *shop {
	for _, c := range changes {
		c(&cfg, &opts)
	}
	return one(t, cfg, opts)
}

func config(t testing.TB) app.Config {
	cfg := app.DefaultConfig()
	cfg.Data, cfg.Listen, cfg.OperatorPassword = t.TempDir(), "127.0.0.1:0", operatorPassword
	cfg.DemoSpeed, cfg.WebhookDelay = 500_000, 300*time.Millisecond
	cfg.Door.RateLimits = "off-for-tests"
	cfg.Identity.SignInsPerMinute = -1
	cfg.Identity.Password = identity.HashCost{MemoryKiB: 64, Passes: 1, Lanes: 1} // hundreds of people sign in here
	cfg.PublicURL = "http://127.0.0.1"
	return cfg
}

func one(t *testing.T, cfg app.Config, opts app.Options) *shop {
	a := start(t, cfg, opts)
	return &shop{url: a.URL(), pages: a.URL(), apps: []*app.App{a}}
}

// postgres keeps every room's store on a real PostgreSQL, a database each.
func postgres(t *testing.T, cfg app.Config) app.Config {
	cfg.Databases = map[string]string{}
	for _, room := range slices.Concat(rooms, []string{"gateway"}) {
		cfg.Databases[room] = sqldbtest.PostgresDSN(t)
	}
	return cfg
}

// split runs every room as a process of its own would: own folder, own listener, neighbours by address.
func split(t *testing.T, changes ...change) *shop {
	neighbours, listeners := map[string]string{}, map[string]net.Listener{}
	for _, room := range rooms {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		listeners[room], neighbours[room] = l, "http://"+l.Addr().String()
	}
	s := &shop{apps: make([]*app.App, len(rooms))}
	var wg sync.WaitGroup
	for i, room := range rooms {
		cfg, opts := config(t), app.Options{Internal: listeners[room]}
		cfg.Targets, cfg.Neighbours = []string{room}, neighbours
		for _, c := range changes {
			c(&cfg, &opts)
		}
		wg.Go(func() { s.apps[i] = start(t, cfg, opts) })
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	s.url, s.pages = s.apps[slices.Index(rooms, "gateway")].URL(), s.apps[slices.Index(rooms, "storefront")].URL()
	return s
}

// start runs an app until the test ends.
func start(t *testing.T, cfg app.Config, opts app.Options) *app.App {
	opts.Log = logger()
	a, err := app.New(cfg, opts)
	if err != nil {
		t.Errorf("new app: %v", err)
		return nil
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("stop %v: %v", cfg.Targets, err)
		}
	})
	select {
	case <-a.Ready():
	case err := <-ended:
		ended <- nil
		t.Errorf("start %v: %v", cfg.Targets, err)
	}
	return a
}

// logger shows what the shop logs when a test is looked into: RIALTO_TEST_LOG=1.
func logger() *slog.Logger {
	if os.Getenv("RIALTO_TEST_LOG") == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, nil))
}

// rooms returns every room of the shop by its contract, whichever process runs it.
func (s *shop) rooms() app.Rooms {
	var out app.Rooms
	for i, a := range s.apps {
		near := a.Rooms()
		if len(s.apps) == 1 {
			return near
		}
		switch rooms[i] {
		case "inventory":
			out.Inventory = near.Inventory
		case "order":
			out.Order = near.Order
		case "payment":
			out.Payment = near.Payment
		case "pricing":
			out.Pricing = near.Pricing
		case "fulfillment":
			out.Fulfillment = near.Fulfillment
		case "notification":
			out.Notification = near.Notification
		case "giftcard":
			out.GiftCards = near.GiftCards
		case "drop":
			out.Drops = near.Drops
		case "ledger":
			out.Ledger = near.Ledger
		}
	}
	return out
}

// eventually waits for something that events bring about. It looks often and gives up late: slow machines are not
// failures.
func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	deadline, tick := time.After(60*time.Second), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for {
		if is() {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waited a minute for: %s", what)
		}
	}
}
