package inventory

import (
	"context"
	"runtime"
	"sync"
	"time"

	"rialto/internal/commerce"
)

const (
	// maxBatch bounds how many reservations share a transaction, so that the first of them does not wait for a flood.
	maxBatch = 256
	// yields is how often a lane lets others run before it goes with what it has: those who were just answered may ask again.
	yields = 3
	// batchWithin bounds how long a batch waits for a connection. Once it has begun, the store itself bounds it.
	batchWithin = 10 * time.Second
)

// lanes are the queues of hot products: per product and process one, which puts those who wait into one transaction after the
// other, in the order of their coming. A lane's goroutine lives as long as somebody waits.
type lanes struct {
	run   func(ctx context.Context, holds []Hold) ([]Answer, error)
	sizes func(n int)

	mu    sync.Mutex
	lines map[commerce.ProductID][]*ticket // there is an entry while the lane's goroutine lives
}

// ticket is one caller in a lane.
type ticket struct {
	ctx  context.Context
	hold Hold
	done chan struct{}
	Answer
}

// reserve waits for its turn and for the commit. As with a Write of its own, a context that ends is noticed before the turn and
// never after it.
func (l *lanes) reserve(ctx context.Context, h Hold) ([]Allocation, error) {
	t := &ticket{ctx: ctx, hold: h, done: make(chan struct{})}
	l.mu.Lock()
	line, runs := l.lines[h.ProductID]
	l.lines[h.ProductID] = append(line, t)
	l.mu.Unlock()
	if !runs {
		go l.serve(h.ProductID)
	}
	<-t.done
	return t.Allocations, t.Err
}

func (l *lanes) serve(p commerce.ProductID) {
	for {
		batch := l.next(p)
		if batch == nil {
			return
		}
		l.answer(batch)
	}
}

// next takes the first in line; nil ends the lane.
func (l *lanes) next(p commerce.ProductID) []*ticket {
	for range yields {
		if l.waiting(p) >= maxBatch {
			break
		}
		runtime.Gosched()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	line := l.lines[p]
	if len(line) == 0 {
		delete(l.lines, p)
		return nil
	}
	n := min(len(line), maxBatch)
	l.lines[p] = line[n:]
	return line[:n:n]
}

func (l *lanes) waiting(p commerce.ProductID) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.lines[p])
}

// answer runs one batch. An error of the transaction is everybody's: if its outcome is unknown, it is unknown to each.
func (l *lanes) answer(batch []*ticket) {
	var ready []*ticket
	var holds []Hold
	for _, t := range batch {
		if t.Err = t.ctx.Err(); t.Err != nil {
			close(t.done)
			continue
		}
		ready, holds = append(ready, t), append(holds, t.hold)
	}
	if len(ready) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ready[0].ctx), batchWithin)
	defer cancel()
	answers, err := l.run(ctx, holds)
	l.sizes(len(ready))
	for i, t := range ready {
		if t.Err = err; err == nil {
			t.Answer = answers[i]
		}
		close(t.done)
	}
}

// reserveAll is a lane's transaction; what it leaves is news for the gate.
func (s *Service) reserveAll(ctx context.Context, holds []Hold) ([]Answer, error) {
	product := holds[0].ProductID
	version := s.hot.version(product)
	answers, left, err := s.store.ReserveAll(ctx, holds)
	if err == nil {
		s.hot.saw(product, left, version)
	}
	return answers, err
}
