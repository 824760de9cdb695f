// Package app wires Rialto: it alone knows which rooms run in this process, where the others are, which engine keeps
// which store, and in what order everything starts and stops.
//
// The one idea: modules.go is a table. A target picks rows; the rows a process does not run are reached through the same
// generated interface over HTTP (connect.go), so no room knows where its neighbours are. Commands such as import and
// verify use the rooms of a running process through its socket, or open the folder themselves (open.go).
//
// It holds no rule of the shop. Only this package and cmd read flags, files and environment.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rialto/internal/door"
	"rialto/internal/platform/ids"
	"rialto/internal/platform/lifecycle"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/telemetry"
	"rialto/internal/trouble"
)

// Options are what a caller, not an operator, decides.
type Options struct {
	Log     *slog.Logger
	Now     func() time.Time // Default time.Now.
	Version string
	Say     func(format string, args ...any) // lines for the person who started it. Default: nowhere.

	Progress Progress // of the demo's first start. Default: nowhere.

	Still       bool // rooms answer, but nothing works in the background: for looking at a folder without changing it
	AdminSocket bool // serve calls on DATA/admin.sock too, for commands
	Wire        bool // test shape: every call between rooms goes through HTTP, repeatable ones twice

	Internal net.Listener // for calls of other processes, instead of Config.Internal: an address known before the start
}

// App is one Rialto process. It runs once.
type App struct {
	cfg     Config
	opts    Options
	log     *slog.Logger
	now     func() time.Time
	ids     *ids.Source
	modules []lifecycle.Module
	process *lifecycle.Process
	metrics *prometheus.Registry
	client  *http.Client

	door        *door.Door        // made by the first that needs it
	staticPages sync.Once         // adds the files of pages, once for shop and back office
	trouble     *trouble.Switches // nil outside the demo
	note        demoNote          // what the folder says of the demo
	opening     opening

	calls  *http.ServeMux // what other processes and rooms may call
	public *http.ServeMux // what people may call
	here   Rooms          // the rooms of this process, set as they start

	mu        sync.Mutex
	databases map[string]*sqldb.DB
	internal  net.Listener
	front     net.Listener
}

// New prepares a process: it checks the configuration and picks the modules, but opens nothing.
func New(cfg Config, opts Options) (*App, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Say == nil {
		opts.Say = func(string, ...any) {}
	}
	a := &App{
		cfg: cfg, opts: opts, log: opts.Log, now: opts.Now, metrics: telemetry.NewRegistry(), client: newClient(cfg),
		calls: http.NewServeMux(), public: http.NewServeMux(), databases: map[string]*sqldb.DB{},
		opening: opening{done: make(chan struct{})},
	}
	if cfg.Demo {
		a.trouble = trouble.New(a.now)
	}
	table := a.table()
	var err error
	if a.modules, err = table.Pick(slices.Concat([]string{"base"}, cfg.Targets)...); err != nil {
		return nil, fmt.Errorf("targets: %w", err)
	}
	if err := a.checkNeighbours(); err != nil {
		return nil, err
	}
	a.process = lifecycle.New(lifecycle.Config{Log: a.log}, a.modules)
	return a, nil
}

// Run serves until ctx ends or something breaks.
func (a *App) Run(ctx context.Context) error {
	unlock, err := lockFolder(a.cfg)
	if err != nil {
		return err
	}
	defer unlock()
	if err := a.findDemo(); err != nil {
		return err
	}
	if err := a.startIDs(); err != nil {
		return err
	}
	err = a.process.Run(ctx)
	return errors.Join(err, a.closeDatabases())
}

// Ready is closed once every module serves.
func (a *App) Ready() <-chan struct{} { return a.process.Ready() }

// URL returns where people reach this process, once it is ready; "" without a front door.
func (a *App) URL() string { return urlOf(a.frontListener()) }

// InternalURL returns where other processes call this one, once it is ready; "" if nowhere.
func (a *App) InternalURL() string { return urlOf(a.internalListener()) }

func urlOf(l net.Listener) string {
	if l == nil {
		return ""
	}
	return "http://" + l.Addr().String()
}

func (a *App) frontListener() net.Listener {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.front
}

func (a *App) internalListener() net.Listener {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.internal
}

// Rooms returns the rooms that this process can reach: its own, and neighbours by address.
func (a *App) Rooms() Rooms { return a.connected() }

// Database returns the open database of a room of this process, nil if it has none. For tests that plant corruption.
func (a *App) Database(room string) *sqldb.DB {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.databases[room]
}

// runs reports whether a room is in this process.
func (a *App) runs(room string) bool {
	return slices.ContainsFunc(a.modules, func(m lifecycle.Module) bool { return m.Name == room })
}
