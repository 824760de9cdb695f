package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/anishathalye/porcupine"

	"rialto/internal/commerce"
	"rialto/internal/drop/droptest"
	"rialto/internal/giftcard/giftcardtest"
	"rialto/internal/inventory/inventorytest"
	"rialto/internal/ledger/ledgertest"
	"rialto/internal/order/ordertest"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/bus/bustest"
	"rialto/internal/platform/errs"
	"rialto/internal/pricing/pricingtest"
)

// errGone is what a room that died gets from everything: none of its late writes count.
var errGone = errors.New("this room has died")

// quietLimit is how long, in virtual time, the world has to come to rest after the last fault.
const quietLimit = 60 * time.Second

// world is one schedule.
type world struct {
	seed    uint64
	mutant  *mutant
	trace   io.Writer // nil: none
	weather harsh
	rough   atomic.Bool // faults happen
	began   time.Time
	log     *slog.Logger
	ctx     context.Context // of the world outside the rooms
	air     atomic.Int64    // actors, and messages under way

	// What survives a crash.
	orders   *ordertest.Memory
	stock    *inventorytest.Memory
	payments *paymenttest.Memory
	prices   *pricingtest.Memory
	cards    *giftcardtest.Memory
	limits   *droptest.Memory
	accounts *ledgertest.Memory
	bus      bus.Bus

	order, inventory, payment, pricing, giftcards *process
	drops, ledger                                 *process // nil: not in this schedule
	all                                           []*process

	bank    *bank
	market  *market
	witness *witness
	books   *books

	mu      sync.Mutex
	ahead   int64             // the furthest that a clock was ever wrong, in nanoseconds
	counts  map[uint64]uint64 // how often each thing was done
	states  map[string]string // order → status, for the cells
	byKey   map[string]string // idempotency key → order
	linear  bool              // histories are recorded
	history histories
	lines   int // histories that porcupine judged

	digest uint64
	cells  *cells
	wrong  []string
}

// result is what a schedule came to.
type result struct {
	digest uint64
	wrong  []string // violations, empty = all well
	orders int
	lines  int // histories judged by porcupine
}

// options change how a schedule is run.
type options struct {
	mutant *mutant
	trace  io.Writer
	cells  *cells
	linear bool // check histories with porcupine
	final  bool // the digest covers the final state too
}

// simulate runs one schedule in a bubble of its own.
func simulate(t *testing.T, seed uint64, opt options) (res result) {
	synctest.Test(t, func(*testing.T) {
		w := newWorld(seed, opt)
		ctx, stop := context.WithCancel(context.Background())
		w.ctx = ctx
		w.open()
		w.play()
		w.calm()
		w.check(opt)
		stop()
		for _, p := range w.processes() {
			p.stop()
		}
		time.Sleep(time.Minute) // the dead must hear of it before the clock stops for ever
		res = result{w.digest, w.wrong, w.books.placed(), w.lines}
		if opt.final {
			res.digest = mix(res.digest ^ w.finalState())
		}
	})
	return res
}

func newWorld(seed uint64, opt options) *world {
	w := &world{
		seed: mix(seed), mutant: opt.mutant, trace: opt.trace, cells: opt.cells, log: slog.New(slog.DiscardHandler), began: time.Now(),
		orders: ordertest.NewMemory(), stock: inventorytest.NewMemory(), payments: paymenttest.NewMemory(),
		prices: pricingtest.NewMemory(), cards: giftcardtest.NewMemory(), limits: droptest.NewMemory(), accounts: ledgertest.NewMemory(), bus: bustest.Memory(nil),
		linear: opt.linear, history: histories{map[int64][]porcupine.Operation{}, map[int64]bool{}},
		counts: map[uint64]uint64{}, states: map[string]string{}, byKey: map[string]string{},
	}
	if w.mutant == nil {
		w.mutant = &mutant{}
	}
	w.books = newBooks(w)
	w.bank = newBank(w)
	w.market = newMarket(w)
	w.witness = newWitness(w)
	w.order = &process{w: w, name: "order", boot: bootOrder}
	w.inventory = &process{w: w, name: "inventory", boot: bootInventory}
	w.payment = &process{w: w, name: "payment", boot: bootPayment}
	w.pricing = &process{w: w, name: "pricing", boot: bootPricing}
	w.giftcards = &process{w: w, name: "giftcard", boot: bootGiftCards}
	w.all = []*process{w.inventory, w.pricing, w.giftcards, w.payment, w.order}
	d := w.actor("rooms")
	if d.chance(2000) {
		w.drops = &process{w: w, name: "drop", boot: bootDrops}
		w.all = append(w.all, w.drops)
	}
	if d.chance(2500) {
		w.ledger = &process{w: w, name: "ledger", boot: bootLedger}
		w.all = append(w.all, w.ledger)
	}
	return w
}

func (w *world) processes() []*process { return w.all }

// since is the virtual time since the beginning.
func (w *world) since() time.Duration { return time.Since(w.began) }

// spawn runs fn as something the end waits for.
func (w *world) spawn(fn func()) {
	w.air.Add(1)
	go func() {
		defer w.air.Add(-1)
		fn()
	}()
}

// land waits until no actor acts and nothing is under way.
func (w *world) land(d *dice) {
	for w.air.Load() > 0 {
		time.Sleep(d.between(100*time.Millisecond, 200*time.Millisecond))
	}
}

// actor returns the dice of somebody, by name.
func (w *world) actor(name string) *dice {
	d := dice(mix(w.seed ^ hash(name)))
	return &d
}

// roll returns the dice of one deed: the same for the same deed on the same subject for the same n-th time.
func (w *world) roll(o op, subject string) dice {
	key := mix(w.seed ^ hash(subject) ^ uint64(o)<<56)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counts[key]++
	return dice(mix(key + w.counts[key]))
}

// note puts a deed on record.
func (w *world) note(o op, subject string, f fault, err error) {
	w.record(uint64(o)<<8|uint64(f), subject, codeOf(err))
	if w.trace != nil {
		fmt.Fprintf(w.trace, "%12s %-24s %-28s %-14s %s\n", w.since(), o, subject, f, problem(err))
	}
}

func (w *world) record(what uint64, subject, outcome string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.digest = mix(w.digest ^ what ^ uint64(w.since())<<16 ^ hash(subject)<<1 ^ hash(outcome)<<2)
}

// say prints a line of the trace that is no call.
func (w *world) say(format string, args ...any) {
	if w.trace != nil {
		fmt.Fprintf(w.trace, "%12s %s\n", w.since(), fmt.Sprintf(format, args...))
	}
}

// broken puts a violation on record.
func (w *world) broken(invariant, format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wrong = append(w.wrong, invariant+": "+fmt.Sprintf(format, args...))
}

func codeOf(err error) string {
	switch e := errs.As(err); {
	case err == nil:
		return ""
	case e == nil:
		return "internal"
	default:
		return e.Code
	}
}

func problem(err error) string {
	if err == nil {
		return "ok"
	}
	return err.Error()
}

// hit counts a cell: what was done, in which state of its order, with which fault.
func (w *world) hit(o op, subject string, f fault) {
	if w.cells == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if id, ok := w.byKey[subject]; ok {
		subject = id
	}
	w.cells.add(o, w.states[subject], f)
}

// moved keeps the state of an order for the cells.
func (w *world) moved(id commerce.OrderID, key, status string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.states[string(id)] = status
	if key != "" {
		w.byKey[key] = string(id)
	}
}

// open starts all rooms in a world that is still kind.
func (w *world) open() {
	d := w.actor("weather")
	w.weather = weather[d.pick(2, 4, 5, 3)]
	for _, p := range w.processes() {
		p.start()
	}
	w.market.open()
	w.witness.listen()
	time.Sleep(d.between(10*time.Millisecond, 20*time.Millisecond)) // what boots now, boots in a kind world
	w.rough.Store(true)
}

// calm ends all faults and drives the world until it is quiet.
func (w *world) calm() {
	d := w.actor("calm")
	w.land(d)
	w.rough.Store(false)
	w.setClocksRight()
	for _, p := range w.processes() {
		p.start()
	}
	w.say("--- faults are over")
	w.settle(d, true)
	if w.awaited() {
		w.ahead += int64(25 * time.Hour)
		w.setClocksRight()
		w.say("--- a day later")
		w.settle(d, false)
	}
	if w.closeTill() {
		w.settle(d, false)
	}
	time.Sleep(d.between(time.Second, 1100*time.Millisecond))
}

// settle waits until all is quiet, but for transfers that may still come.
func (w *world) settle(d *dice, transfers bool) {
	for end := w.since() + quietLimit; w.since() < end; {
		time.Sleep(d.between(300*time.Millisecond, 500*time.Millisecond))
		if w.quiet(transfers) {
			break
		}
	}
	w.land(d)
}

// setClocksRight moves every clock to the furthest that any ever was: none may step back, or deadlines would wait for it.
func (w *world) setClocksRight() {
	for _, p := range w.processes() {
		p.skew.Store(w.ahead)
	}
}
