//go:build faults

package fault

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"syscall"
)

// Enabled tells tests whether points can be armed in this build.
const Enabled = true

// points is the one package variable of the platform: a crash is a matter of the whole process, and
// passing a value to every point would change the code that is under test.
var points = newRegistry()

func init() {
	if err := Arm(os.Getenv("RIALTO_FAULT")); err != nil {
		fmt.Fprintln(os.Stderr, "RIALTO_FAULT:", err)
		os.Exit(2)
	}
}

// registry counts passes and holds what is armed. Counts start anew at each arm, so that "@3" means
// the third pass from now on.
type registry struct {
	mu     sync.Mutex
	armed  map[string]order
	passes map[string]int
	seen   map[string]bool
	freed  chan struct{} // closed by disarm: lets go of what hangs at a Point
	cancel func()        // stops a random kill that has not happened yet
}

func newRegistry() *registry {
	return &registry{
		armed:  map[string]order{},
		passes: map[string]int{},
		seen:   map[string]bool{},
		freed:  make(chan struct{}),
		cancel: func() {},
	}
}

// pass records that name was reached and returns what to do there: "" is nothing.
func (r *registry) pass(name string) (act action, freed <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen[name] = true
	r.passes[name]++
	o, ok := r.armed[name]
	if !ok || (o.nth != 0 && o.nth != r.passes[name]) {
		return "", nil
	}
	return o.act, r.freed
}

// Point is a place to crash: it kills the process or hangs it where that is armed. "error" cannot be
// honoured here, and a fault that silently does nothing would make its test worthless, so it panics.
func Point(name string) {
	switch act, freed := points.pass(name); act {
	case kill:
		killSelf()
	case hang:
		<-freed
	case fail:
		panic(fmt.Sprintf("fault: %q is a Point, which cannot return an error: use Err there, or arm kill or hang", name))
	}
}

// Err is a place to crash or to fail: it returns ErrInjected, hangs until ctx ends (and then returns
// the context's error) or kills the process, where that is armed; otherwise nil.
func Err(ctx context.Context, name string) error {
	switch act, freed := points.pass(name); act {
	case kill:
		killSelf()
	case hang:
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s hung: %w", name, context.Cause(ctx))
		case <-freed:
		}
	case fail:
		return fmt.Errorf("%s: %w", name, ErrInjected)
	}
	return nil
}

// Arm adds the faults of spec (the form of RIALTO_FAULT; "" is none) to those already armed and
// starts counting passes anew. A spec with a mistake arms nothing.
func Arm(spec string) error {
	orders, window, err := parse(spec)
	if err != nil {
		return err
	}
	points.mu.Lock()
	defer points.mu.Unlock()
	clear(points.passes)
	for name, o := range orders {
		points.armed[name] = o
	}
	if window > 0 {
		points.cancel()
		points.cancel = killWithin(window)
	}
	return nil
}

// Disarm forgets all faults and lets go of everything that hangs. Names are kept.
func Disarm() {
	points.mu.Lock()
	defer points.mu.Unlock()
	clear(points.armed)
	clear(points.passes)
	points.cancel()
	close(points.freed)
	points.freed = make(chan struct{})
}

// Names lists every point passed since the process started, sorted, armed or not.
func Names() []string {
	points.mu.Lock()
	defer points.mu.Unlock()
	names := make([]string, 0, len(points.seen))
	for name := range points.seen {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// killSelf ends the process as kill -9 would: no deferred call, no flush, no goodbye. The signal may
// land a moment after the call returns, so nothing past it may run.
func killSelf() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}
