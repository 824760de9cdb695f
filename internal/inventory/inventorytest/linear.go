package inventorytest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/inventory"
	"rialto/internal/platform/errs"
)

// step is one operation on one stock row: a reserve or release of quantity, or a look (quantity 0).
type step struct {
	order    string
	release  bool
	quantity int64
}

// outcome is what came of it: granted or not, or the sellable units that a look saw. version is that of the row after a change,
// as the ledger has it, or as a look or a shortage saw it; a refusal from memory has none.
type outcome struct {
	granted bool
	seen    int64
	version int64
	watched int64 // of a change: how many operations saw the version before it
}

// shelf is the state of the model: the row, and how many operations have seen it at this version.
type shelf struct{ left, version, watched int64 }

// shelfModel is the sequential meaning of one stock row: a reserve is granted exactly when there is enough, and each change is
// the next version. Versions keep porcupine's search short: without them it would try changes of equal size in every order.
// For the same reason a version must have been seen by all who saw it before the next one comes.
func shelfModel(units int64) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return shelf{left: units, version: 1} },
		Step: func(state, input, output any) (bool, any) {
			s, in, out := state.(shelf), input.(step), output.(outcome)
			switch {
			case in.quantity == 0:
				return out.seen == s.left && out.version == s.version, shelf{s.left, s.version, s.watched + 1}
			case in.release:
				return out.follows(s), shelf{left: s.left + in.quantity, version: out.version}
			case out.granted:
				return out.follows(s) && s.left >= in.quantity, shelf{left: s.left - in.quantity, version: out.version}
			case out.version == 0:
				return s.left < in.quantity, s
			default:
				return s.left < in.quantity && out.version == s.version, shelf{s.left, s.version, s.watched + 1}
			}
		},
	}
}

func (o outcome) follows(s shelf) bool { return o.version == s.version+1 && o.watched == s.watched }

// TestLinearizable records what 32 buyers do with one stock row through one service, its sold-out memory included, and asks
// porcupine whether some order of one after the other explains all they were told.
func TestLinearizable(t *testing.T, store inventory.Store) {
	const units, buyers, rounds = 12, 32, 20
	spied := &spy{Store: store}
	s, err := inventory.New(inventory.Defaults(), spied, time.Now, nil)
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
		b := &shopper{T: t, Service: s, history: h, id: i, random: rand.New(rand.NewPCG(7, uint64(i)))}
		for round := range rounds {
			b.shop(fmt.Sprintf("o%d-%d", i, round))
		}
	})
	granted, refused := h.addVersions(t, spied)
	if granted == 0 || refused == 0 {
		t.Fatalf("%d granted, %d refused: the history says nothing", granted, refused)
	}
	if got := porcupine.CheckOperationsTimeout(shelfModel(units), h.ops, 20*time.Second); got != porcupine.Ok {
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

// addVersions completes the outcomes of changes from the ledger.
func (h *history) addVersions(t *testing.T, store *spy) (granted, refused int) {
	entries, err := store.Ledger(t.Context(), product, nil, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	type change struct {
		order   string
		release bool
	}
	versions := map[change]int64{}
	for _, e := range entries {
		versions[change{string(e.OrderID), e.Kind == inventory.KindReleased}] = e.Version
	}
	watched := map[int64]int64{}
	for i, op := range h.ops {
		in, out := op.Input.(step), op.Output.(outcome)
		switch {
		case in.quantity == 0:
			watched[out.version]++
		case !in.release && !out.granted:
			refused++
			if seen, ok := store.shortages.Load(in.order); ok {
				out.version = seen.(int64)
				watched[out.version]++
			}
		default:
			granted++
			out.version = versions[change{in.order, in.release}]
		}
		h.ops[i].Output = out
	}
	for i, op := range h.ops {
		in, out := op.Input.(step), op.Output.(outcome)
		if in.release || out.granted {
			out.watched = watched[out.version-1]
			h.ops[i].Output = out
		}
	}
	return granted, refused
}

// spy remembers at which version of the row an order was refused, which the answer does not say.
type spy struct {
	inventory.Store
	shortages sync.Map // order → version
}

// Reserve implements inventory.Store.
func (s *spy) Reserve(ctx context.Context, h inventory.Hold) ([]inventory.Allocation, error) {
	got, err := s.Store.Reserve(ctx, h)
	var short *inventory.Short
	if errors.As(err, &short) {
		s.shortages.Store(string(h.OrderID), short.Rows[0].Version)
	}
	return got, err
}

// shopper reserves, looks and gives back.
type shopper struct {
	*testing.T
	*inventory.Service
	*history
	id     int
	random *rand.Rand
}

func (b *shopper) shop(order string) {
	quantity := 1 + b.random.Int64N(3)
	got := b.record(b.id, step{order: order, quantity: quantity}, func() outcome { return outcome{granted: b.take(order, quantity)} })
	if b.random.IntN(4) == 0 {
		b.record(b.id, step{}, b.look)
	}
	if got.granted {
		b.record(b.id, step{order: order, release: true, quantity: quantity}, func() outcome { b.giveBack(order); return outcome{} })
	}
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
