package ordertest

import (
	"context"
	"fmt"
	"sync"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/platform/errs"
)

// Ticket is the one that the waiting room of Drops lets in.
const Ticket = "ticket"

// Drops is a drop room: a limit for each buyer by product, and a waiting room.
type Drops struct {
	mu      sync.Mutex
	limits  map[int64]int64
	waiting map[int64]bool
	takes   map[claim]*take
}

type take struct {
	*dropv1.TakeRequest
	state string // taken | kept | given
}

// NewDrops returns a room without drops.
func NewDrops() *Drops {
	return &Drops{limits: map[int64]int64{}, waiting: map[int64]bool{}, takes: map[claim]*take{}}
}

// Limit puts a product under a drop with so many units for each buyer.
func (d *Drops) Limit(product, units int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.limits[product] = units
}

// Queue puts a waiting room before a product.
func (d *Drops) Queue(product int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiting[product] = true
}

// State is what an order has of a product's limit: "", taken, kept or given; and what it told of itself.
func (d *Drops) State(product int64, order string) (state string, told *dropv1.TakeRequest) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t := d.takes[claim{order, product}]; t != nil {
		return t.state, t.TakeRequest
	}
	return "", nil
}

// Admit implements order.Drops.
func (d *Drops) Admit(_ context.Context, req *dropv1.AdmitRequest) (*dropv1.AdmitResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := &dropv1.AdmitResponse{}
	for _, id := range req.GetProductIds() {
		if d.waiting[id] && req.GetTicket() != Ticket {
			return nil, errs.Conflict("waiting_room", "Wait for your turn.").With("product_id", fmt.Sprint(id))
		}
		if d.limits[id] > 0 {
			out.ProductIds = append(out.ProductIds, id)
		}
	}
	return out, nil
}

// Take implements order.Drops.
func (d *Drops) Take(_ context.Context, req *dropv1.TakeRequest) (*dropv1.TakeResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	key := claim{req.GetOrderId(), req.GetProductId()}
	if t := d.takes[key]; t != nil {
		if t.state == "given" {
			return nil, errs.Conflict("take_given", "The order gave this back.")
		}
		return &dropv1.TakeResponse{State: t.state}, nil
	}
	sum := req.GetQuantity()
	for k, t := range d.takes {
		same := t.GetUserId() == req.GetUserId() || t.GetPayment() != "" && t.GetPayment() == req.GetPayment() || t.GetAddress() == req.GetAddress()
		if k.product == key.product && same && t.state != "given" {
			sum += t.GetQuantity()
		}
	}
	if limit := d.limits[key.product]; sum > limit {
		return nil, errs.Conflict("purchase_limit", "At most %d each.", limit).With("product_id", fmt.Sprint(key.product))
	}
	d.takes[key] = &take{&dropv1.TakeRequest{
		ProductId: key.product, UserId: req.GetUserId(), OrderId: key.order, Quantity: req.GetQuantity(), Payment: req.GetPayment(), Address: req.GetAddress(),
	}, "taken"}
	return &dropv1.TakeResponse{State: "taken"}, nil
}

// Keep implements order.Drops.
func (d *Drops) Keep(_ context.Context, req *dropv1.TakeOrderRequest) (*dropv1.TakeResponse, error) {
	return d.move(req, "kept")
}

// Give implements order.Drops.
func (d *Drops) Give(_ context.Context, req *dropv1.TakeOrderRequest) (*dropv1.TakeResponse, error) {
	return d.move(req, "given")
}

func (d *Drops) move(req *dropv1.TakeOrderRequest, to string) (*dropv1.TakeResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	key := claim{req.GetOrderId(), req.GetProductId()}
	t := d.takes[key]
	switch {
	case t == nil && to == "kept":
		return &dropv1.TakeResponse{State: "none"}, nil
	case t == nil:
		t = &take{&dropv1.TakeRequest{}, ""}
		d.takes[key] = t
	case t.state == "given" && to == "kept":
		return nil, errs.Conflict("take_given", "The order gave this back.")
	}
	t.state = to
	return &dropv1.TakeResponse{State: to}, nil
}
