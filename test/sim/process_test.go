package sim

import (
	"context"
	"sync/atomic"
	"time"

	"rialto/internal/drop"
	"rialto/internal/giftcard"
	"rialto/internal/inventory"
	"rialto/internal/ledger"
	"rialto/internal/order"
	"rialto/internal/payment"
	"rialto/internal/platform/ids"
	"rialto/internal/pricing"
)

// process is a room that can die and come back. Its stores outlive it.
type process struct {
	w     *world
	name  string
	boot  func(*life)
	life  atomic.Pointer[life] // nil: it is down
	skew  atomic.Int64         // what its wall clock is wrong by, in nanoseconds
	boots int
}

// life is a room from one start to its death. Everything it holds in memory goes with it.
type life struct {
	p    *process
	ctx  context.Context
	stop context.CancelFunc
	dead atomic.Bool

	order     *order.Service
	inventory *inventory.Service
	payment   *payment.Service
	pricing   *pricing.Service
	giftcard  *giftcard.Service
	drops     *drop.Service
	ledger    *ledger.Service
}

// gone reports whether the caller has died; people and the bus (nil) do not.
func (l *life) gone() bool { return l != nil && l.dead.Load() }

// now is the wall clock as this room sees it.
func (p *process) now() time.Time { return time.Now().Add(time.Duration(p.skew.Load())) }

// start boots the room if it is down.
func (p *process) start() {
	if p.life.Load() != nil {
		return
	}
	l := &life{p: p}
	l.ctx, l.stop = context.WithCancel(context.Background())
	p.boots++
	p.boot(l)
	p.life.Store(l)
	p.w.say("%s starts", p.name)
}

// kill drops the room's memory; it comes back after a while.
func (p *process) kill(d *dice) {
	l := p.life.Load()
	if l == nil {
		return
	}
	p.w.say("%s dies", p.name)
	p.stop()
	pause := d.between(50*time.Millisecond, 3*time.Second)
	p.w.spawn(func() {
		time.Sleep(pause)
		p.start()
	})
}

// stop ends the room's life: from now on none of its goroutines can write or call.
func (p *process) stop() {
	if l := p.life.Swap(nil); l != nil {
		l.dead.Store(true)
		l.stop()
	}
}

// source makes the ids of a life: each boot is a node of its own, as a lease gives it in the shop.
func (l *life) source(node int) *ids.Source {
	s, err := ids.New(l.p.now, node*100+l.p.boots%100, 0)
	if err != nil {
		panic(err)
	}
	return s
}
