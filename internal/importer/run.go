package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Progress is told how far an import is. Its methods are called by one goroutine.
type Progress interface {
	Start(total int64)   // bytes of the file as it lies on disk
	At(read, rows int64) // bytes and rows whose effects are acknowledged
	End()                // nothing comes after it; also after a failure
}

// collector gathers rows into batches of kind B.
type collector[B any] interface {
	// take reads one row; again says that an earlier run had it acknowledged. Its error stops the import.
	take(r *row, again bool) error
	// full says that it is time to cut.
	full() bool
	// cut returns what was gathered and begins anew.
	cut() B
}

// sender carries batches out.
type sender[B any] interface {
	// send returns when the rooms have acknowledged the whole batch; part is told which share of it they have so far.
	send(ctx context.Context, batch B, part func(share float64)) error
	// finish does what can only be done when all rows are in.
	finish(ctx context.Context) error
}

// piece is a batch with the place in the file where it ends.
type piece[B any] struct {
	batch            B
	line, rows, read int64
}

// runner imports one file.
type runner[B any] struct {
	opts     Options
	file     *file
	state    state
	after    int64   // line up to which an earlier run is done
	seen     *Result // counted by the reading goroutine
	progress Progress
	in       collector[B]
	out      sender[B]
}

// run reads and sends until the file ends. One goroutine reads at most two batches ahead of the one that is sent. After a
// failure the note of what was acknowledged stays; it is removed when all is done.
func (i *runner[B]) run(ctx context.Context) error {
	i.after = i.state.resume(i.opts.State)
	if i.progress != nil {
		i.progress.Start(i.file.mark.Size)
		defer i.progress.End()
	}
	if err := i.pump(ctx); err != nil {
		return err
	}
	if err := i.out.finish(ctx); err != nil {
		return err
	}
	return forget(i.opts.State)
}

func (i *runner[B]) pump(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pieces := make(chan piece[B], 1)
	var readErr error
	go func() {
		defer close(pieces)
		readErr = i.read(ctx, func(p piece[B]) error {
			select {
			case pieces <- p:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	var sendErr error
	var before piece[B]
	for p := range pieces {
		if sendErr != nil {
			continue // the reader has been told; what it had ready is dropped
		}
		if sendErr = i.deliver(ctx, before, p); sendErr != nil {
			cancel()
		}
		before = p
	}
	if sendErr != nil {
		return sendErr
	}
	return readErr
}

// deliver sends one piece and notes that it was acknowledged.
func (i *runner[B]) deliver(ctx context.Context, before, p piece[B]) error {
	err := i.out.send(ctx, p.batch, func(share float64) {
		if i.progress != nil {
			between := func(from, to int64) int64 { return from + int64(share*float64(to-from)) }
			i.progress.At(between(before.read, p.read), between(before.rows, p.rows))
		}
	})
	if err != nil {
		return fmt.Errorf("import rows up to line %d: %w", p.line, err)
	}
	if p.line <= i.after {
		return nil
	}
	return i.state.save(i.opts.State, p.line)
}

// read feeds the collector. What was read before the file turned out to be broken is still delivered.
func (i *runner[B]) read(ctx context.Context, emit func(piece[B]) error) error {
	var line int64
	cut := func() error { return emit(piece[B]{i.in.cut(), line, i.seen.Rows + i.seen.Resumed, i.file.read}) }
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := i.file.rows.next()
		var bad *badRow
		switch {
		case errors.Is(err, io.EOF):
			return cut()
		case errors.As(err, &bad):
			line = bad.line
			i.countBad(bad)
			continue
		case err != nil:
			return errors.Join(err, cut())
		}
		line = r.line
		if err := i.take(r); err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
		if i.in.full() {
			if err := cut(); err != nil {
				return err
			}
		}
	}
}

func (i *runner[B]) take(r *row) error {
	again := r.line <= i.after
	if again {
		i.seen.Resumed++
	} else {
		i.seen.Rows++
	}
	return i.in.take(r, again)
}

func (i *runner[B]) countBad(bad *badRow) {
	if bad.line > i.after {
		i.seen.Rows++
		i.seen.fail("row cannot be read", RowError{Line: bad.line, Problem: bad.problem})
	}
}
