package shelf

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// optional is how long after its start a page may still take in what it can do without.
const optional = 250 * time.Millisecond

// part is an answer that a page can do without. It arrives on its own or not at all.
type part[T any] struct{ arrived chan T }

// ask starts a call beside the page. An error or a panic in it is logged and costs the page this part only.
func ask[T any](ctx context.Context, log *slog.Logger, what string, call func(context.Context) (T, error)) part[T] {
	p := part[T]{make(chan T, 1)} // room for the answer, so that a late one does not keep its goroutine
	go func() {
		defer close(p.arrived)
		answer, err := guarded(ctx, call)
		switch {
		case err == nil:
			p.arrived <- answer
		case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
			log.DebugContext(ctx, "left out of the page: late", "part", what)
		default:
			log.WarnContext(ctx, "left out of the page", "part", what, "error", err)
		}
	}()
	return p
}

// guarded turns a panic into an error: on a goroutine of its own it would end the process.
func guarded[T any](ctx context.Context, call func(context.Context) (T, error)) (answer T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return call(ctx)
}

// wait returns the answer; ok is false as soon as it is sure that there will be none before ctx ends.
func (p part[T]) wait(ctx context.Context) (answer T, ok bool) {
	select {
	case answer, ok = <-p.arrived:
		return answer, ok
	case <-ctx.Done():
	}
	select { // an answer that is there at the deadline is not late
	case answer, ok = <-p.arrived:
	default:
	}
	return answer, ok
}
