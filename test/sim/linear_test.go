package sim

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// deed is one call about one product as its caller saw it.
type deed struct {
	what     op
	order    string
	quantity int64 // of a reserve
}

// verdict is what the caller was told. silent: nothing, so it may have happened at any time, or never.
type verdict struct {
	ok, silent bool
	code       string
}

// shelfState is the model: what is left, and how each order stands. It is text, so that porcupine can compare it.
type shelfState struct {
	left   int64
	orders string // "order=state:quantity;" sorted by order
}

// most bounds a history, so that the search stays short.
const most = 60

// shelfModel is the sequential meaning of one product in one order's eyes: held → committed → canceled, held → released, and a
// release of what was never held forbids the reserve.
func shelfModel(units int64) porcupine.Model {
	model := porcupine.NondeterministicModel{
		Init: func() []any { return []any{shelfState{left: units}} },
		Step: func(state, input, output any) []any {
			s, in, out := state.(shelfState), input.(deed), output.(verdict)
			next, told := s.step(in)
			switch {
			case out.silent:
				return []any{s, next}
			case told == out:
				return []any{next}
			}
			return nil
		},
		Equal: func(a, b any) bool { return a == b },
	}
	return model.ToModel()
}

func (s shelfState) step(in deed) (next shelfState, told verdict) {
	orders := s.read()
	e := orders[in.order]
	yes, no := verdict{ok: true}, func(code string) (shelfState, verdict) { return s, verdict{code: code} }
	switch in.what {
	case opReserve:
		switch {
		case e.state == "released" || e.state == "canceled":
			return no("reservation_released")
		case e.state != "":
			return s, yes
		case s.left < in.quantity:
			return no("out_of_stock")
		}
		orders[in.order] = standing{"held", in.quantity}
		return shelfOf(s.left-in.quantity, orders), yes
	case opRelease:
		if e.state == "committed" || e.state == "released" || e.state == "canceled" {
			return s, yes
		}
		orders[in.order] = standing{"released", 0}
		return shelfOf(s.left+e.quantity, orders), yes
	case opCommit:
		if e.state == "held" {
			orders[in.order] = standing{"committed", e.quantity}
			return shelfOf(s.left, orders), yes
		}
		if e.state == "committed" {
			return s, yes
		}
		return no("reservation_gone")
	}
	if e.state == "committed" {
		orders[in.order] = standing{"canceled", 0}
		return shelfOf(s.left+e.quantity, orders), yes
	}
	return s, yes
}

// standing is how an order stands with a product.
type standing struct {
	state    string
	quantity int64
}

func (s shelfState) read() map[string]standing {
	out := map[string]standing{}
	for part := range strings.SplitSeq(s.orders, ";") {
		var e standing
		id, rest, ok := strings.Cut(part, "=")
		if ok {
			fmt.Sscanf(strings.Replace(rest, ":", " ", 1), "%s %d", &e.state, &e.quantity)
			out[id] = e
		}
	}
	return out
}

func shelfOf(left int64, orders map[string]standing) shelfState {
	var parts []string
	for id, e := range orders {
		parts = append(parts, fmt.Sprintf("%s=%s:%d", id, e.state, e.quantity))
	}
	slices.Sort(parts)
	return shelfState{left, strings.Join(parts, ";")}
}

// histories are the calls about each product, and those products about which not all is known from one call.
type histories struct {
	ops   map[int64][]porcupine.Operation
	mixed map[int64]bool
}

// watch records one call about stock.
func watch[Resp any](w *world, what op, order string, products []int64, quantity int64, ask func() (Resp, error)) (Resp, error) {
	if !w.linear {
		return ask()
	}
	began := w.since()
	got, err := ask()
	out := verdict{ok: err == nil, silent: err != nil && errs.Unanswered(err)}
	if !out.ok && !out.silent {
		out.code = codeOf(err)
	}
	ended := int64(w.since())
	if out.silent {
		ended = int64(time.Hour)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range products {
		w.history.mixed[p] = w.history.mixed[p] || len(products) > 1
		w.history.ops[p] = append(w.history.ops[p], porcupine.Operation{
			ClientId: len(w.history.ops[p]), Input: deed{what, order, quantity}, Call: int64(began), Output: out, Return: ended,
		})
	}
	return got, err
}

// checkLinear asks porcupine whether some order of one after the other explains what all callers were told of a product (I35).
func (w *world) checkLinear() {
	for p := range w.market.products {
		id := int64(p + 1)
		list := w.history.ops[id]
		if w.history.mixed[id] || w.restocked(id) || len(list) == 0 || len(list) > most {
			continue
		}
		w.lines++
		if got := porcupine.CheckOperationsTimeout(shelfModel(w.market.units[id]), list, 5*time.Second); got == porcupine.Illegal {
			w.broken("I35", "the history of product %d is not linearizable: %+v", id, list)
		}
	}
}

// restocked reports whether staff changed the product's stock or a parcel of it left: the model knows neither.
func (w *world) restocked(product int64) bool {
	puts := 0
	for _, e := range must(w.stock.Ledger(context.Background(), commerce.ProductID(product), nil, 1000)) {
		switch e.Kind {
		case "adjusted", "received":
			puts++
		case "shipped":
			return true
		}
	}
	return puts > w.market.rows[product]
}

// watchedStock is inventory as the order room sees it, with what it was told on record.
type watchedStock struct {
	stockLink
	w *world
}

func (k watchedStock) Reserve(ctx context.Context, req *inventoryv1.ReserveRequest) (*inventoryv1.ReserveResponse, error) {
	var products []int64
	for _, l := range req.GetLines() {
		products = append(products, l.GetProductId())
	}
	return watch(k.w, opReserve, req.GetOrderId(), products, req.GetLines()[0].GetQuantity(),
		func() (*inventoryv1.ReserveResponse, error) { return k.stockLink.Reserve(ctx, req) })
}

func (k watchedStock) Release(ctx context.Context, req *inventoryv1.ReleaseRequest) (*inventoryv1.ReleaseResponse, error) {
	return watch(k.w, opRelease, req.GetOrderId(), req.GetProductIds(), 0,
		func() (*inventoryv1.ReleaseResponse, error) { return k.stockLink.Release(ctx, req) })
}

func (k watchedStock) Commit(ctx context.Context, req *inventoryv1.CommitRequest) (*inventoryv1.CommitResponse, error) {
	return watch(k.w, opCommit, req.GetOrderId(), req.GetProductIds(), 0,
		func() (*inventoryv1.CommitResponse, error) { return k.stockLink.Commit(ctx, req) })
}

func (k watchedStock) Cancel(ctx context.Context, req *inventoryv1.CancelRequest) (*inventoryv1.CancelResponse, error) {
	return watch(k.w, opCancelStock, req.GetOrderId(), req.GetProductIds(), 0,
		func() (*inventoryv1.CancelResponse, error) { return k.stockLink.Cancel(ctx, req) })
}
