package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Config says how a process is run.
type Config struct {
	// StopTimeout is how long each module may take to end its loop and stop; default 10 s. A module
	// that takes longer is named in Run's error and left behind, so that those it needs stop too.
	StopTimeout time.Duration

	// Log gets one line per start and stop; default: nowhere.
	Log *slog.Logger
}

// Process is one run of some modules.
type Process struct {
	cfg     Config
	modules []Module
	ready   chan struct{}

	mu     sync.Mutex
	states []State // by index of modules
}

// New prepares a process from modules in starting order, as Table.Pick returns them.
func New(cfg Config, modules []Module) *Process {
	if cfg.StopTimeout <= 0 {
		cfg.StopTimeout = 10 * time.Second
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	p := &Process{cfg: cfg, modules: modules, ready: make(chan struct{}), states: make([]State, len(modules))}
	for i := range p.states {
		p.states[i] = Waiting
	}
	return p
}

// Run starts every module, waits until ctx ends or a loop fails, and stops what it started in
// reverse. It returns nil after a stop that was asked for and went well, otherwise every reason
// joined: the failed start or loop first, then the stops that failed. A Process runs once.
func (p *Process) Run(ctx context.Context) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	started, err := p.start(ctx, fail)
	if err == nil {
		close(p.ready)
		p.cfg.Log.Info("ready", "modules", len(p.modules))
		<-ctx.Done()
	}
	return errors.Join(reason(ctx, err), p.stop(context.WithoutCancel(ctx), started))
}

// reason sorts out why a run ended: a loop that failed also makes the start of a later module fail,
// and a start given up because the caller said stop is no failure.
func reason(ctx context.Context, startErr error) error {
	var broken *loopError
	if errors.As(context.Cause(ctx), &broken) {
		return broken
	}
	if ctx.Err() != nil && (errors.Is(startErr, ctx.Err()) || errors.Is(startErr, context.Cause(ctx))) {
		return nil
	}
	return startErr
}

// running is a module that has started. Its loop, if it has one, ends after cancel, leaves the error
// it ended with and closes done.
type running struct {
	index  int
	cancel context.CancelFunc
	done   chan struct{}
	err    error
}

// start starts the modules one by one and returns those that did, with the first failure.
func (p *Process) start(ctx context.Context, fail context.CancelCauseFunc) ([]*running, error) {
	var started []*running
	for i, m := range p.modules {
		if ctx.Err() != nil {
			return started, fmt.Errorf("start %s: %w", m.Name, context.Cause(ctx))
		}
		p.set(i, Starting)
		begin := time.Now()
		if m.Start != nil {
			if err := m.Start(ctx); err != nil {
				p.set(i, Failed)
				return started, fmt.Errorf("start %s: %w", m.Name, err)
			}
		}
		started = append(started, p.loop(ctx, fail, i))
		p.set(i, Ready)
		p.cfg.Log.Debug("started", "module", m.Name, "took", time.Since(begin))
	}
	return started, nil
}

// loopError tells a failed loop from the end of the context that Run was given.
type loopError struct {
	module string
	err    error
}

func (e *loopError) Error() string { return fmt.Sprintf("run %s: %v", e.module, e.err) }
func (e *loopError) Unwrap() error { return e.err }

// loop begins the module's background loop. Its context outlives ctx: a loop is told to end only when
// the modules that need it have stopped.
func (p *Process) loop(ctx context.Context, fail context.CancelCauseFunc, i int) *running {
	m := p.modules[i]
	loopCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r := &running{index: i, cancel: cancel, done: make(chan struct{})}
	if m.Run == nil {
		close(r.done)
		return r
	}
	go func() {
		defer close(r.done)
		err := m.Run(loopCtx)
		if loopCtx.Err() != nil {
			if !errors.Is(err, context.Canceled) {
				r.err = err
			}
			return
		}
		if err == nil {
			return
		}
		p.set(i, Failed)
		p.cfg.Log.Error("loop failed", "module", m.Name, "error", err)
		fail(&loopError{module: m.Name, err: err})
	}()
	return r
}

// stop ends the started modules, last first, each within its own deadline.
func (p *Process) stop(ctx context.Context, started []*running) error {
	var errs []error
	for n := len(started) - 1; n >= 0; n-- {
		r := started[n]
		name := p.modules[r.index].Name
		p.set(r.index, Stopping)
		if err := p.stopOne(ctx, r); err != nil {
			p.set(r.index, Failed)
			p.cfg.Log.Error("stop failed", "module", name, "error", err)
			errs = append(errs, fmt.Errorf("stop %s: %w", name, err))
			continue
		}
		p.set(r.index, Stopped)
		p.cfg.Log.Debug("stopped", "module", name)
	}
	return errors.Join(errs...)
}

func (p *Process) stopOne(ctx context.Context, r *running) error {
	ctx, cancel := context.WithTimeoutCause(ctx, p.cfg.StopTimeout,
		fmt.Errorf("still busy after %s", p.cfg.StopTimeout))
	defer cancel()
	r.cancel()
	select {
	case <-r.done:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	stop := p.modules[r.index].Stop
	if stop == nil {
		return r.err
	}
	// Stop runs beside, because one that ignores its deadline must not hold up the others.
	result := make(chan error, 1)
	go func() { result <- stop(ctx) }()
	select {
	case err := <-result:
		return errors.Join(r.err, err)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
