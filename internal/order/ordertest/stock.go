package ordertest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/platform/errs"
)

// Stock is an inventory that keeps the contract: reservations by (order, product), barriers, product by product in id order.
type Stock struct {
	mu       sync.Mutex
	onHand   map[Place]int64
	rows     []*Unit
	barriers map[claim]bool
	gone     []int64 // what memory says is sold out
}

// Place is where units lie.
type Place struct{ Product, Seller, Warehouse int64 }

// Unit is one reservation row. States: held, committed, released, expired, canceled, consumed.
type Unit struct {
	Place
	User     int64
	Order    string
	Quantity int64
	Deadline int64
	State    string
}

type claim struct {
	order   string
	product int64
}

// NewStock returns an empty warehouse.
func NewStock() *Stock { return &Stock{onHand: map[Place]int64{}, barriers: map[claim]bool{}} }

// Put makes units available.
func (s *Stock) Put(product, seller, warehouse, quantity int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onHand[Place{product, seller, warehouse}] += quantity
}

// Sellable is what is left of a product: on hand and neither held nor committed.
func (s *Stock) Sellable(product int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := int64(0)
	for p := range s.onHand {
		if p.Product == product {
			left += s.sellable(p)
		}
	}
	return left
}

// In counts the units of a product in a state.
func (s *Stock) In(state string, product int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := int64(0)
	for _, u := range s.rows {
		if u.State == state && u.Product == product {
			n += u.Quantity
		}
	}
	return n
}

// Deadline is when the first hold of an order ends, 0 if it holds nothing.
func (s *Stock) Deadline(order string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := int64(0)
	for _, u := range s.rows {
		if u.Order == order && u.State == "held" && (first == 0 || u.Deadline < first) {
			first = u.Deadline
		}
	}
	return first
}

// Seize takes an order's holds away, as an operator might.
func (s *Stock) Seize(order string, product int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.move(claim{order, product}, "held", "expired")
}

func (s *Stock) sellable(p Place) int64 {
	n := s.onHand[p]
	for _, u := range s.rows {
		if u.Place == p && (u.State == "held" || u.State == "committed") {
			n -= u.Quantity
		}
	}
	return n
}

// move gives every row of a claim that is in one state another and returns how many there were.
func (s *Stock) move(c claim, from, to string) int {
	n := 0
	for _, u := range s.of(c) {
		if u.State == from {
			u.State = to
			n++
		}
	}
	return n
}

func (s *Stock) of(c claim) []*Unit {
	var out []*Unit
	for _, u := range s.rows {
		if u.Order == c.order && u.Product == c.product {
			out = append(out, u)
		}
	}
	return out
}

// Reserve implements order.Inventory.
func (s *Stock) Reserve(_ context.Context, req *inventoryv1.ReserveRequest) (*inventoryv1.ReserveResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := slices.Clone(req.GetLines())
	slices.SortFunc(lines, func(a, b *inventoryv1.ReserveLine) int { return cmp.Compare(a.GetProductId(), b.GetProductId()) })
	out := &inventoryv1.ReserveResponse{}
	for i, l := range lines {
		c := claim{req.GetOrderId(), l.GetProductId()}
		known := s.of(c)
		if s.barriers[c] || len(known) > 0 && known[0].State != "held" && known[0].State != "committed" {
			return nil, errs.Conflict("reservation_released", "The order gave this product back.")
		}
		if len(known) == 0 && !s.take(req, l) {
			for _, before := range lines[:i] {
				s.move(claim{req.GetOrderId(), before.GetProductId()}, "held", "released")
			}
			return nil, errs.Conflict("out_of_stock", "There is not enough stock.").With("product_ids", fmt.Sprint(l.GetProductId()))
		}
		for _, u := range s.of(c) {
			out.Allocations = append(out.Allocations, u.allocation())
		}
	}
	return out, nil
}

func (u *Unit) allocation() *inventoryv1.Allocation {
	return &inventoryv1.Allocation{ProductId: u.Product, SellerId: u.Seller, WarehouseId: u.Warehouse, Quantity: u.Quantity}
}

// take holds one line, nearest warehouse first, or nothing.
func (s *Stock) take(req *inventoryv1.ReserveRequest, l *inventoryv1.ReserveLine) bool {
	var taken []*Unit
	missing := l.GetQuantity()
	for _, w := range req.GetWarehouseIds() {
		p := Place{l.GetProductId(), l.GetSellerId(), w}
		if n := min(s.sellable(p), missing); n > 0 {
			taken = append(taken, &Unit{p, req.GetUserId(), req.GetOrderId(), n, req.GetDeadline(), "held"})
			missing -= n
		}
	}
	if missing > 0 {
		return false
	}
	s.rows = append(s.rows, taken...)
	return true
}

// Release implements order.Inventory.
func (s *Stock) Release(_ context.Context, req *inventoryv1.ReleaseRequest) (*inventoryv1.ReleaseResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, product := range req.GetProductIds() {
		c := claim{req.GetOrderId(), product}
		if len(s.of(c)) == 0 {
			s.barriers[c] = true
		}
		s.move(c, "held", req.GetReason())
	}
	return &inventoryv1.ReleaseResponse{}, nil
}

// Extend implements order.Inventory.
func (s *Stock) Extend(_ context.Context, req *inventoryv1.ExtendRequest) (*inventoryv1.ExtendResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, product := range req.GetProductIds() {
		for _, u := range s.of(claim{req.GetOrderId(), product}) {
			u.Deadline = max(u.Deadline, req.GetDeadline())
		}
	}
	return &inventoryv1.ExtendResponse{}, nil
}

// Commit implements order.Inventory.
func (s *Stock) Commit(_ context.Context, req *inventoryv1.CommitRequest) (*inventoryv1.CommitResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, product := range slices.Sorted(slices.Values(req.GetProductIds())) {
		c := claim{req.GetOrderId(), product}
		sold := func(u *Unit) bool { return u.State == "committed" || u.State == "consumed" }
		if s.move(c, "held", "committed") == 0 && !slices.ContainsFunc(s.of(c), sold) {
			return nil, errs.Conflict("reservation_gone", "The hold is gone.").With("product_ids", fmt.Sprint(product))
		}
	}
	return &inventoryv1.CommitResponse{}, nil
}

// Cancel implements order.Inventory.
func (s *Stock) Cancel(_ context.Context, req *inventoryv1.CancelRequest) (*inventoryv1.CancelResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := &inventoryv1.CancelResponse{}
	for _, product := range slices.Sorted(slices.Values(req.GetProductIds())) {
		c := claim{req.GetOrderId(), product}
		s.move(c, "committed", "canceled")
		for _, u := range s.of(c) {
			switch u.State {
			case "canceled":
				out.Canceled = append(out.Canceled, u.allocation())
			case "consumed":
				out.Consumed = append(out.Consumed, u.allocation())
			}
		}
	}
	return out, nil
}

// Consume is fulfilment's hand-over of one product of an order from one warehouse; false: it was canceled first.
func (s *Stock) Consume(order string, product, warehouse int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.of(claim{order, product}) {
		if u.Warehouse == warehouse && u.State == "committed" {
			u.State = "consumed"
			s.onHand[u.Place] -= u.Quantity
			return true
		}
	}
	return false
}

// RememberSoldOut makes SoldOut name these products, rightly or not.
func (s *Stock) RememberSoldOut(products ...int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = products
}

// SoldOut implements order.Inventory.
func (s *Stock) SoldOut(_ context.Context, req *inventoryv1.SoldOutRequest) (*inventoryv1.SoldOutResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := &inventoryv1.SoldOutResponse{}
	for _, id := range req.GetProductIds() {
		if slices.Contains(s.gone, id) {
			out.ProductIds = append(out.ProductIds, id)
		}
	}
	return out, nil
}

// ListHolds implements order.Inventory.
func (s *Stock) ListHolds(_ context.Context, req *inventoryv1.ListHoldsRequest) (*inventoryv1.ListHoldsResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := &inventoryv1.ListHoldsResponse{}
	for _, u := range s.rows {
		if u.State == "held" && u.Deadline < req.GetOlderThan() && len(out.Holds) < int(req.GetLimit()) {
			out.Holds = append(out.Holds, &inventoryv1.Hold{ProductId: u.Product, UserId: u.User, OrderId: u.Order, Deadline: u.Deadline})
		}
	}
	return out, nil
}
