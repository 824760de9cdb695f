package inventorytest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/inventory"
	"rialto/internal/platform/errs"
)

// act is what a step does.
type act string

const (
	reserve act = "reserve"
	release act = "release"
	commit  act = "commit"
	cancel  act = "cancel"
	look    act = "look"
)

// step is one operation on one stock row, for one order unless it is a look.
type step struct {
	act
	order    string
	quantity int64 // of the order
}

// outcome is what came of it: whether it did what it was asked for, or the sellable units that a look saw. version is that of the
// row after a change, as the ledger has it, or as a look or a shortage saw it; a refusal from memory has none, nor has a commit.
type outcome struct {
	done    bool
	seen    int64
	version int64
	watched int64 // of a change: how many operations saw the version before it
}

// shelf is the state of the model: the row, how many operations have seen it at this version, and the orders that hold units of
// it: false while held, true once committed.
type shelf struct {
	left, version, watched int64
	orders                 map[string]bool
}

// shelfModel is the sequential meaning of one stock row: a reserve is granted exactly when there is enough, a release ends what is
// held, a commit keeps it, a cancel gives back what was kept, and each change is the next version. Versions keep porcupine's
// search short: without them it would try changes of equal size in every order. For the same reason a version must have been
// seen by all who saw it before the next one comes.
func shelfModel(units int64) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return shelf{left: units, version: 1} },
		Step: func(state, input, output any) (bool, any) { return state.(shelf).step(input.(step), output.(outcome)) },
		Equal: func(a, b any) bool {
			s, t := a.(shelf), b.(shelf)
			return s.left == t.left && s.version == t.version && s.watched == t.watched && maps.Equal(s.orders, t.orders)
		},
	}
}

func (s shelf) step(in step, out outcome) (bool, shelf) {
	committed, has := s.orders[in.order]
	switch {
	case in.act == look:
		return out.seen == s.left && out.version == s.version, s.watchedOnce()
	case in.act == reserve && out.done:
		return out.follows(s) && s.left >= in.quantity, s.changed(in.order, true, -in.quantity, out)
	case in.act == reserve && out.version == 0:
		return s.left < in.quantity, s
	case in.act == reserve:
		return s.left < in.quantity && out.version == s.version, s.watchedOnce()
	case in.act == release && out.done:
		return out.follows(s) && has && !committed, s.changed(in.order, false, in.quantity, out)
	case in.act == release:
		return !has || committed, s
	case in.act == commit && out.done:
		s.orders = maps.Clone(s.orders)
		if has {
			s.orders[in.order] = true
		}
		return has, s
	case in.act == commit:
		return !has, s
	case out.done: // a cancel
		return out.follows(s) && has && committed, s.changed(in.order, false, in.quantity, out)
	}
	return !has || !committed, s
}

// changed is the row at its next version, with the order or without it.
func (s shelf) changed(order string, has bool, units int64, out outcome) shelf {
	next := shelf{left: s.left + units, version: out.version, orders: maps.Clone(s.orders)}
	if next.orders == nil {
		next.orders = map[string]bool{}
	}
	if delete(next.orders, order); has {
		next.orders[order] = false
	}
	return next
}

func (s shelf) watchedOnce() shelf { s.watched++; return s }

func (o outcome) follows(s shelf) bool { return o.version == s.version+1 && o.watched == s.watched }

// TestLinearizable records what 64 buyers, and a sweeper behind each, do with one stock row through one service, its memory and,
// where the store packs, its lane included, and asks porcupine whether some order of one after the other explains all they were
// told. The gate is open: it may refuse the many for whom there is no place in line, which no order explains.
func TestLinearizable(t *testing.T, store inventory.Store) {
	const units, buyers, rounds = 40, 64, 12
	cfg, spied := inventory.Defaults(), &spy{Store: store}
	cfg.Admit, cfg.HotAt = 0, 4
	s, err := inventory.New(cfg, spied, time.Now, nil)
	if err == nil {
		err = s.EnsureWarehouses(t.Context(), inventory.DefaultWarehouses())
	}
	if err == nil {
		_, err = s.SetStock(t.Context(), &inventoryv1.SetStockRequest{
			ProductId: int64(product), SellerId: int64(seller), WarehouseId: 2, AvailableQty: units,
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	h := &history{began: time.Now()}
	together(buyers, func(i int) {
		b := &shopper{T: t, Service: s, history: h, id: i, sweeper: buyers + i, random: rand.New(rand.NewPCG(7, uint64(i)))}
		for round := range rounds {
			b.shop(fmt.Sprintf("o%d-%d", i, round))
		}
	})
	granted, refused := h.addVersions(t, spied)
	if granted == 0 || refused == 0 || len(h.ops) < 1000 {
		t.Fatalf("%d operations, %d granted, %d refused: the history says nothing", len(h.ops), granted, refused)
	}
	if packed := s.Traffic().Batched > 0; packed != store.Packs() {
		t.Fatalf("reservations went through a lane: %v", packed)
	}
	if got := porcupine.CheckOperationsTimeout(shelfModel(units), h.ops, 5*time.Second); got != porcupine.Ok {
		t.Fatalf("%d operations: %s", len(h.ops), got)
	}
}

type history struct {
	began time.Time
	mu    sync.Mutex
	ops   []porcupine.Operation
}

func (h *history) record(client int, in step, do func() outcome) outcome {
	call := int64(time.Since(h.began))
	out := do()
	op := porcupine.Operation{ClientId: client, Input: in, Call: call, Output: out, Return: int64(time.Since(h.began))}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ops = append(h.ops, op)
	return out
}

// addVersions completes the outcomes from the ledger: the versions of changes, and whether a release was one. An order's units
// come back once, by its cancel if that says so and else by its release.
func (h *history) addVersions(t *testing.T, store *spy) (granted, refused int) {
	taken, back := versions(t, store)
	canceled := map[string]bool{}
	for _, op := range h.ops {
		if in := op.Input.(step); in.act == cancel && op.Output.(outcome).done {
			canceled[in.order] = true
		}
	}
	watched := map[int64]int64{}
	for i, op := range h.ops {
		in, out := op.Input.(step), op.Output.(outcome)
		switch {
		case in.act == look:
			watched[out.version]++
		case in.act == reserve && out.done:
			granted++
			out.version = taken[in.order]
		case in.act == reserve:
			refused++
			if seen, ok := store.shortages.Load(in.order); ok {
				out.version = seen.(int64)
				watched[out.version]++
			}
		case in.act == release && !canceled[in.order]:
			out.version = back[in.order]
			out.done = out.version > 0
		case in.act == cancel && out.done:
			out.version = back[in.order]
		}
		h.ops[i].Output = out
	}
	for i, op := range h.ops {
		if out := op.Output.(outcome); out.done {
			out.watched = watched[out.version-1]
			h.ops[i].Output = out
		}
	}
	return granted, refused
}

// versions returns at which version of the row each order took its units and gave them back.
func versions(t *testing.T, store *spy) (taken, back map[string]int64) {
	entries, err := store.Ledger(t.Context(), product, nil, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	taken, back = map[string]int64{}, map[string]int64{}
	for _, e := range entries {
		switch e.Kind {
		case inventory.KindReserved:
			taken[string(e.OrderID)] = e.Version
		case inventory.KindReleased:
			back[string(e.OrderID)] = e.Version
		}
	}
	return taken, back
}

// spy remembers at which version of the row an order was refused, which the answer does not say.
type spy struct {
	inventory.Store
	shortages sync.Map // order → version
}

func (s *spy) note(h inventory.Hold, err error) {
	var short *inventory.Short
	if errors.As(err, &short) {
		s.shortages.Store(string(h.OrderID), short.Rows[0].Version)
	}
}

// Reserve implements inventory.Store.
func (s *spy) Reserve(ctx context.Context, h inventory.Hold) ([]inventory.Allocation, error) {
	got, err := s.Store.Reserve(ctx, h)
	s.note(h, err)
	return got, err
}

// ReserveAll implements inventory.Store.
func (s *spy) ReserveAll(ctx context.Context, holds []inventory.Hold) ([]inventory.Answer, []inventory.Stock, error) {
	got, left, err := s.Store.ReserveAll(ctx, holds)
	for i, a := range got {
		s.note(holds[i], a.Err)
	}
	return got, left, err
}

// shopper reserves, looks, buys or gives back, and sometimes returns what was bought.
type shopper struct {
	*testing.T
	*inventory.Service
	*history
	id, sweeper int // as clients of the history
	random      *rand.Rand
}

func (b *shopper) shop(order string) {
	quantity := 1 + b.random.Int64N(3)
	do := func(client int, a act, f func() outcome) outcome {
		return b.record(client, step{a, order, quantity}, f)
	}
	got := do(b.id, reserve, func() outcome { return outcome{done: b.take(order, quantity)} })
	if b.random.IntN(4) == 0 {
		b.record(b.id, step{act: look}, b.look)
	}
	if !got.done {
		return
	}
	together(2, func(i int) { // the buyer pays while the sweeper thinks the time is over
		if i == 1 {
			do(b.sweeper, release, func() outcome { b.giveBack(order); return outcome{} })
		} else {
			do(b.id, commit, func() outcome { return outcome{done: b.buy(order)} })
		}
	})
	do(b.id, cancel, func() outcome { return outcome{done: b.sendBack(order)} })
}

func (b *shopper) take(order string, quantity int64) bool {
	_, err := b.Reserve(b.Context(), &inventoryv1.ReserveRequest{
		UserId: int64(buyer), OrderId: order, Deadline: time.Now().Add(time.Hour).UnixMicro(), WarehouseIds: []int64{2, 1, 3},
		Lines: []*inventoryv1.ReserveLine{{ProductId: int64(product), SellerId: int64(seller), Quantity: quantity}},
	})
	if err != nil && !errs.HasCode(err, "out_of_stock") {
		b.Error(err)
	}
	return err == nil
}

func (b *shopper) buy(order string) bool {
	_, err := b.Commit(b.Context(), &inventoryv1.CommitRequest{UserId: int64(buyer), OrderId: order, ProductIds: []int64{int64(product)}})
	if err != nil && !errs.HasCode(err, inventory.ErrGone.Code) {
		b.Error(err)
	}
	return err == nil
}

func (b *shopper) sendBack(order string) bool {
	got, err := b.Cancel(b.Context(), &inventoryv1.CancelRequest{UserId: int64(buyer), OrderId: order, ProductIds: []int64{int64(product)}})
	if err != nil {
		b.Error(err)
	}
	return len(got.GetCanceled()) > 0
}

func (b *shopper) look() outcome {
	got, err := b.GetStock(b.Context(), &inventoryv1.GetStockRequest{ProductId: int64(product)})
	if err != nil || len(got.GetRows()) != 1 {
		b.Errorf("look: %v, %v", got, err)
		return outcome{}
	}
	r := got.GetRows()[0]
	return outcome{seen: r.GetAvailableQty() - r.GetReservedQty(), version: r.GetVersion()}
}

func (b *shopper) giveBack(order string) {
	_, err := b.Release(b.Context(), &inventoryv1.ReleaseRequest{
		UserId: int64(buyer), OrderId: order, ProductIds: []int64{int64(product)}, Reason: string(inventory.Released),
	})
	if err != nil {
		b.Error(err)
	}
}
