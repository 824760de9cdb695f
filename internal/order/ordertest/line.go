package ordertest

import (
	"context"
	"sync"

	"rialto/internal/platform/errs"
)

// Fault is what becomes of one call over a line.
type Fault int

// The faults. "Before" means that nothing happened, "after" that it happened and the answer was lost.
const (
	Fine Fault = iota
	FailBefore
	FailAfter
	HangBefore // until the caller's context ends
	HangAfter
	KillBefore // the process is gone: this call and all later ones of it have no effect
	KillAfter
)

// Faults are all that can go wrong.
var Faults = []Fault{FailBefore, FailAfter, HangBefore, HangAfter, KillBefore, KillAfter}

// String names a fault for test output.
func (f Fault) String() string {
	return [...]string{"fine", "fails before", "fails after", "hangs before", "hangs after", "dies before", "dies after"}[f]
}

// Line is all that connects one process with its store and its neighbours. It numbers the calls from 0, so that a test can
// run once, count, and then break each of them in turn.
type Line struct {
	mu     sync.Mutex
	calls  []string
	faults map[int]Fault
	nexts  map[string]Fault
	hooks  map[string]func()
	dead   bool
}

// NewLine returns a line on which all is well.
func NewLine() *Line {
	return &Line{faults: map[int]Fault{}, nexts: map[string]Fault{}, hooks: map[string]func(){}}
}

// Break makes the n-th call go wrong.
func (l *Line) Break(n int, f Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.faults[n] = f
}

// BreakNext makes the next call of this name go wrong.
func (l *Line) BreakNext(name string, f Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.nexts[name] = f
}

// Before runs hook before every call of this name; nil takes it away.
func (l *Line) Before(name string, hook func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hooks[name] = hook
}

// Calls returns the names of all calls so far.
func (l *Line) Calls() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.calls...)
}

// Dead reports whether the process was killed.
func (l *Line) Dead() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dead
}

func (l *Line) next(name string) (hook func(), f Fault, dead bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f = max(l.faults[len(l.calls)], l.nexts[name])
	delete(l.nexts, name)
	l.calls = append(l.calls, name)
	dead = l.dead || f == KillBefore
	l.dead = l.dead || f == KillBefore || f == KillAfter
	return l.hooks[name], f, dead
}

// over carries one call.
func over[T any](ctx context.Context, l *Line, name string, call func() (T, error)) (answer T, err error) {
	var none T
	hook, f, dead := l.next(name)
	if hook != nil {
		hook()
	}
	switch {
	case dead:
		return none, errs.UnknownOutcome(nil, name+" of a process that is gone")
	case f == FailBefore:
		return none, errs.Unavailable("line_down", "The line to %s is down.", name)
	case f == HangBefore:
		<-ctx.Done()
		return none, ctx.Err()
	}
	answer, err = call()
	switch f {
	case FailAfter, KillAfter:
		return none, errs.UnknownOutcome(err, name)
	case HangAfter:
		<-ctx.Done()
		return none, ctx.Err()
	}
	return answer, err
}

// ask carries one call to a neighbour.
func ask[Req, Resp any](ctx context.Context, l *Line, req Req, call func(context.Context, Req) (Resp, error), name string) (Resp, error) {
	return over(ctx, l, name, func() (Resp, error) { return call(ctx, req) })
}

// tell carries one call that answers only with an error.
func tell(ctx context.Context, l *Line, name string, call func() error) error {
	_, err := over(ctx, l, name, func() (struct{}, error) { return struct{}{}, call() })
	return err
}
