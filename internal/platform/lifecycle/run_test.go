package lifecycle_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"rialto/internal/platform/lifecycle"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// diary collects what happened in which order.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) add(line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, line)
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.lines, ", ")
}

// module writes its start and stop into the diary; if loops is true, the end of its loop too.
func (d *diary) module(name string, loops bool) lifecycle.Module {
	m := lifecycle.Module{
		Name:  name,
		Start: func(context.Context) error { d.add("+" + name); return nil },
		Stop:  func(context.Context) error { d.add("-" + name); return nil },
	}
	if loops {
		m.Run = func(ctx context.Context) error {
			<-ctx.Done()
			d.add("~" + name)
			return ctx.Err()
		}
	}
	return m
}

// begin runs the modules in the background and returns the process and what Run will return.
func begin(ctx context.Context, modules ...lifecycle.Module) (*lifecycle.Process, <-chan error) {
	p := lifecycle.New(lifecycle.Config{StopTimeout: 5 * time.Second}, modules)
	result := make(chan error, 1)
	go func() { result <- p.Run(ctx) }()
	return p, result
}

func TestRunStartsInOrderAndStopsInReverse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var d diary
		ctx, cancel := context.WithCancel(t.Context())
		p, result := begin(ctx, d.module("db", true), d.module("bus", false), d.module("order", true), lifecycle.Module{Name: "all"})
		<-p.Ready()
		if err := p.Check(); err != nil {
			t.Errorf("after Ready: %v", err)
		}
		cancel()
		if err := <-result; err != nil {
			t.Errorf("a stop that was asked for: %v", err)
		}
		// A loop ends before its own module stops, and after every module that needs it has stopped.
		if got, want := d.String(), "+db, +bus, +order, ~order, -order, -bus, ~db, -db"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		for _, s := range p.Status() {
			if s.State != lifecycle.Stopped {
				t.Errorf("%s is %s after the stop", s.Name, s.State)
			}
		}
	})
}

func TestReadyOnlyWhenEveryModuleIs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		open := make(chan struct{})
		slow := lifecycle.Module{Name: "index", Start: func(context.Context) error { <-open; return nil }}
		release := make(chan struct{})
		last := lifecycle.Module{Name: "gateway", Stop: func(context.Context) error { <-release; return nil }}
		ctx, cancel := context.WithCancel(t.Context())
		p, result := begin(ctx, lifecycle.Module{Name: "db"}, slow, last)

		synctest.Wait()
		want := "not ready: index is starting, gateway is waiting"
		if err := p.Check(); err == nil || err.Error() != want {
			t.Errorf("while starting: %v, want %s", err, want)
		}
		close(open)
		<-p.Ready()
		if err := p.Check(); err != nil {
			t.Error(err)
		}
		cancel()
		synctest.Wait()
		if err := p.Check(); err == nil || !strings.Contains(err.Error(), "gateway is stopping") {
			t.Errorf("while stopping: %v", err)
		}
		close(release)
		if err := <-result; err != nil {
			t.Error(err)
		}
	})
}

func TestAFailedStartStopsWhatHadStarted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var d diary
		inUse := errors.New("port is in use")
		bad := d.module("gateway", false)
		bad.Start = func(context.Context) error { return inUse }
		p, result := begin(t.Context(), d.module("db", true), bad, d.module("never", false))
		err := <-result
		if !errors.Is(err, inUse) || err.Error() != "start gateway: port is in use" {
			t.Errorf("error: %v", err)
		}
		if got, want := d.String(), "+db, ~db, -db"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		select {
		case <-p.Ready():
			t.Error("ready after a failed start")
		default:
		}
	})
}

func TestAFailedLoopStopsTheWhole(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var d diary
		diskFull := errors.New("disk full")
		relay := d.module("relay", false)
		relay.Run = func(ctx context.Context) error {
			time.Sleep(time.Minute) // the bubble's clock: no real waiting
			return diskFull
		}
		p, result := begin(t.Context(), d.module("db", false), relay, d.module("order", true))
		<-p.Ready()
		err := <-result
		if !errors.Is(err, diskFull) || err.Error() != "run relay: disk full" {
			t.Errorf("error: %v", err)
		}
		if got, want := d.String(), "+db, +relay, +order, ~order, -order, -relay, -db"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

func TestALoopThatFailsDuringTheStartIsTheReason(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		broken := lifecycle.Module{Name: "lease", Run: func(context.Context) error { return errors.New("lost") }}
		waits := lifecycle.Module{Name: "order", Start: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}
		_, result := begin(t.Context(), broken, waits)
		if err := <-result; err == nil || err.Error() != "run lease: lost" {
			t.Errorf("error: %v, want the loop's and nothing else", err)
		}
	})
}

func TestALoopMayFinishItsWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		p, result := begin(ctx, lifecycle.Module{Name: "seed", Run: func(context.Context) error { return nil }})
		<-p.Ready()
		synctest.Wait()
		if err := p.Check(); err != nil {
			t.Errorf("a loop that is done made the process unready: %v", err)
		}
		cancel()
		if err := <-result; err != nil {
			t.Error(err)
		}
	})
}

func TestAStopAskedForDuringTheStartIsNoFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var d diary
		waits := lifecycle.Module{Name: "index", Start: func(ctx context.Context) error { <-ctx.Done(); return context.Cause(ctx) }}
		ctx, cancel := context.WithCancelCause(t.Context())
		_, result := begin(ctx, d.module("db", false), waits, d.module("never", false))
		synctest.Wait()
		cancel(errors.New("interrupt"))
		if err := <-result; err != nil {
			t.Errorf("error: %v", err)
		}
		if got := d.String(); got != "+db, -db" {
			t.Errorf("got %s", got)
		}
	})
}

func TestAModuleThatDoesNotStopIsNamedAndLeftBehind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		stuck func(release <-chan struct{}) lifecycle.Module
	}{
		{"in its loop", func(release <-chan struct{}) lifecycle.Module {
			return lifecycle.Module{Name: "mail", Run: func(context.Context) error { <-release; return nil }}
		}},
		{"in its stop", func(release <-chan struct{}) lifecycle.Module {
			return lifecycle.Module{Name: "mail", Stop: func(context.Context) error { <-release; return nil }}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var d diary
				release := make(chan struct{})
				ctx, cancel := context.WithCancel(t.Context())
				p, result := begin(ctx, d.module("db", false), c.stuck(release))
				<-p.Ready()
				cancel()
				asked := time.Now()
				err := <-result
				if err == nil || err.Error() != "stop mail: still busy after 5s" {
					t.Errorf("error: %v", err)
				}
				if took := time.Since(asked); took != 5*time.Second {
					t.Errorf("the stop took %s, want its deadline of 5s", took)
				}
				if got := d.String(); got != "+db, -db" {
					t.Errorf("got %s: what it needs must stop all the same", got)
				}
				close(release)
			})
		})
	}
}

func TestEveryReasonIsReported(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		db := lifecycle.Module{Name: "db", Stop: func(context.Context) error { return errors.New("checkpoint failed") }}
		cart := lifecycle.Module{
			Name: "cart",
			Run:  func(ctx context.Context) error { <-ctx.Done(); return errors.New("flush failed") },
			Stop: func(context.Context) error { return errors.New("close failed") },
		}
		bad := lifecycle.Module{Name: "gateway", Start: func(context.Context) error { return errors.New("no port") }}
		_, result := begin(t.Context(), db, cart, bad)
		err := <-result
		for _, want := range []string{"start gateway: no port", "stop cart: flush failed", "close failed", "stop db: checkpoint failed"} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q is missing in: %v", want, err)
			}
		}
	})
}
