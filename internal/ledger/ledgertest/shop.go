package ledgertest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	commercev1 "rialto/gen/rialto/commerce/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/platform/errs"
)

// Shop is orders and payments as neighbours show them, kept by hand. It is ledger.Orders and, by Payments, ledger.Payments.
type Shop struct {
	mu       sync.Mutex
	orders   map[string]*orderv1.Order
	charges  map[string]*paymentv1.Charge
	payments map[string]*paymentv1.Payment
	down     error
	asked    int
}

// NewShop returns a shop without orders.
func NewShop() *Shop {
	return &Shop{orders: map[string]*orderv1.Order{}, charges: map[string]*paymentv1.Charge{}, payments: map[string]*paymentv1.Payment{}}
}

// PutOrder stores an order, PutCharge what the gateway has, PutPayment what payment has.
func (s *Shop) PutOrder(o *orderv1.Order) { put(s, s.orders, o.GetOrderId(), o) }

// PutCharge stores a charge of the gateway.
func (s *Shop) PutCharge(c *paymentv1.Charge) { put(s, s.charges, c.GetOrderId(), c) }

// PutPayment stores a payment.
func (s *Shop) PutPayment(p *paymentv1.Payment) { put(s, s.payments, p.GetOrderId(), p) }

func put[T any](s *Shop, in map[string]T, id string, value T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in[id] = value
}

// Fail makes the report fail with an error, nil makes it work again.
func (s *Shop) Fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = err
}

// Lists returns how often ListAll was called.
func (s *Shop) Lists() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// Get implements ledger.Orders.
func (s *Shop) Get(_ context.Context, req *orderv1.GetRequest) (*orderv1.Order, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.orders[req.GetOrderId()]; o != nil && o.GetUserId() == req.GetUserId() {
		return o, nil
	}
	return nil, errs.NotFound("order_not_found", "There is no such order.")
}

// ListAll implements ledger.Orders: newest first, the cursor is "created-id".
func (s *Shop) ListAll(_ context.Context, req *orderv1.ListAllRequest) (*orderv1.ListResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	var all []*orderv1.Order
	for _, o := range s.orders {
		if req.GetCursor() == "" || orderCursor(o) < req.GetCursor() {
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b *orderv1.Order) int { return cmp.Compare(orderCursor(b), orderCursor(a)) })
	out := &orderv1.ListResponse{Orders: all[:min(len(all), int(req.GetLimit()))]}
	if len(out.Orders) < len(all) {
		out.NextCursor = orderCursor(out.Orders[len(out.Orders)-1])
	}
	return out, nil
}

func orderCursor(o *orderv1.Order) string {
	return fmt.Sprintf("%020d-%s", o.GetCreatedAt(), o.GetOrderId())
}

// Payments is the shop as ledger.Payments.
func (s *Shop) Payments() Payments { return Payments{s} }

// Payments is what a shop's payment room says.
type Payments struct{ shop *Shop }

// Get implements ledger.Payments.
func (p Payments) Get(_ context.Context, req *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	p.shop.mu.Lock()
	defer p.shop.mu.Unlock()
	if pay := p.shop.payments[req.GetOrderId()]; pay != nil {
		return pay, nil
	}
	return nil, errs.NotFound("payment_not_found", "There is no such payment.")
}

// Report implements ledger.Payments: by the time of the last change, the cursor is "time-id".
func (p Payments) Report(_ context.Context, req *paymentv1.ReportRequest) (*paymentv1.ReportResponse, error) {
	p.shop.mu.Lock()
	defer p.shop.mu.Unlock()
	if p.shop.down != nil {
		return nil, p.shop.down
	}
	var all []*paymentv1.Charge
	for _, c := range p.shop.charges {
		if c.GetAt() >= req.GetSince() && chargeCursor(c) > req.GetCursor() {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b *paymentv1.Charge) int { return cmp.Compare(chargeCursor(a), chargeCursor(b)) })
	out := &paymentv1.ReportResponse{Charges: all[:min(len(all), int(req.GetLimit()))]}
	if len(out.Charges) < len(all) {
		out.NextCursor = chargeCursor(out.Charges[len(out.Charges)-1])
	}
	return out, nil
}

func chargeCursor(c *paymentv1.Charge) string {
	return fmt.Sprintf("%020d-%s", c.GetAt(), c.GetOrderId())
}

// USD is an amount of dollars in cents.
func USD(amount int64) *commercev1.Money { return &commercev1.Money{Amount: amount, Currency: "USD"} }
