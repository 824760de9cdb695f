package order

import (
	"context"
	"errors"
	"fmt"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// cancelSteps is a cancellation: none of its steps is undone, all are repeated until done. The stock decides first, by
// the reservation's row, whether the parcel is still here.
func (s *Service) cancelSteps() []step {
	return []step{
		{name: "stock", do: s.takeBack, durable: true},
		{name: "close", do: s.closeOrder},
		{name: "refund", do: s.refund},
	}
}

// Cancel implements the contract.
func (s *Service) Cancel(ctx context.Context, req *orderv1.CancelRequest) (*orderv1.CancelResponse, error) {
	if err := checkKey(req.GetIdempotencyKey()); err != nil {
		return nil, err
	}
	user, id := commerce.UserID(req.GetUserId()), commerce.OrderID(req.GetOrderId())
	o, err := s.store.Get(ctx, user, id)
	if err != nil {
		return nil, err
	}
	switch o.Status {
	case Canceled:
		return &orderv1.CancelResponse{Order: orderToProto(o), Replayed: true}, nil
	case Pending:
		return s.cancelPending(ctx, o)
	case Confirmed:
		return s.cancelConfirmed(ctx, o, req.GetIdempotencyKey())
	}
	return nil, tooLate(o)
}

func tooLate(o *Order) error {
	return errs.Conflict("already_shipped", "Order %s has left the warehouse and can no longer be canceled. Return it instead.", o.ID)
}

// cancelPending turns a checkout round that waits for the buyer. One that is just being paid is not interrupted: its end
// is a moment away.
func (s *Service) cancelPending(ctx context.Context, o *Order) (*orderv1.CancelResponse, error) {
	saga, err := s.store.SagaOf(ctx, SagaKey{o.UserID, o.ID, Placing})
	if err != nil {
		return nil, err
	}
	if saga.State != Waiting {
		return nil, inProgress(o)
	}
	mine, err := s.store.Claim(ctx, saga, s.now().Add(s.cfg.Lease).UnixMicro())
	if err != nil {
		return nil, fmt.Errorf("take the checkout over: %w", err)
	}
	if !mine {
		return nil, inProgress(o)
	}
	r := &run{saga: saga, order: o}
	err = s.turnRound(ctx, r, Problem{Code: "canceled_by_buyer", Detail: "You canceled this order before it was paid."})
	if errors.Is(err, ErrFenced) {
		return nil, inProgress(o)
	}
	if err != nil {
		return nil, fmt.Errorf("turn the checkout round: %w", err)
	}
	return s.cancelBy(ctx, r)
}

func inProgress(o *Order) error {
	return errs.Conflict("order_in_progress", "Order %s is being paid right now. Try again in a moment.", o.ID)
}

func (s *Service) cancelConfirmed(ctx context.Context, o *Order, key string) (*orderv1.CancelResponse, error) {
	now := s.micros()
	saga := &Saga{
		UserID: o.UserID, OrderID: o.ID, Kind: Canceling, State: Running, Step: s.cancel[0].name, Attempt: 1, Started: now,
		DueAt: s.now().Add(s.cfg.Lease).UnixMicro(), Data: SagaData{Key: key},
		Log: []LogEntry{{At: now, Step: s.cancel[0].name, What: "begin"}},
	}
	started, err := s.store.StartSaga(ctx, saga)
	if err != nil {
		return nil, fmt.Errorf("start canceling: %w", err)
	}
	if !started {
		return s.canceled(ctx, saga.SagaKey(), s.now().Add(defaultWait), true)
	}
	return s.cancelBy(ctx, &run{saga: saga, order: o})
}

// cancelBy drives the saga that cancels and answers with what it has come to.
func (s *Service) cancelBy(ctx context.Context, r *run) (*orderv1.CancelResponse, error) {
	key, deadline := r.saga.SagaKey(), s.now().Add(defaultWait)
	if _, err := s.start(ctx, r, defaultWait); err != nil {
		return nil, err
	}
	return s.canceled(ctx, key, deadline, false)
}

// canceled answers as soon as the saga has decided. Where some parcels had left, the others are canceled and paid back, and
// the order comes back as it is.
func (s *Service) canceled(ctx context.Context, key SagaKey, deadline time.Time, replayed bool) (*orderv1.CancelResponse, error) {
	for {
		saga, err := s.store.SagaOf(ctx, key)
		if err != nil {
			return nil, err
		}
		o, err := s.store.Get(ctx, key.UserID, key.OrderID)
		switch {
		case err != nil:
			return nil, err
		case o.Status == Canceled || saga.State == Done && saga.Data.Problem == nil:
			return &orderv1.CancelResponse{Order: orderToProto(o), Replayed: replayed}, nil
		case saga.State == Done:
			return nil, tooLate(o)
		case !s.now().Before(deadline):
			return nil, errs.Unavailable("canceling", "Order %s is being canceled. Look again in a moment.", o.ID)
		}
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

// takeBack frees the units that are still here. If every parcel was handed over first, the cancellation is refused; what
// was freed is refunded in any case.
func (s *Service) takeBack(ctx context.Context, r *run) error {
	got, err := s.needs.Inventory.Cancel(ctx, &inventoryv1.CancelRequest{
		UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), ProductIds: r.order.productIDs(),
	})
	if err != nil {
		return err
	}
	r.saga.Data.Allocations = r.order.stopped(allocationsOf(got.GetCanceled()))
	if len(r.saga.Data.Allocations) == 0 {
		return &refusal{Problem{Code: "already_shipped", Detail: "Every parcel was handed over first."}}
	}
	r.saga.Data.Refund = r.order.refundFor(r.saga.Data.Allocations)
	return s.save(ctx, r, Running, "units back")
}

// stopped returns the units of every parcel of which any unit was freed. Stock is freed and handed over product by product,
// in the same order, so a parcel that lost one unit can never leave: all of it is canceled and paid back.
func (o *Order) stopped(freed []Allocation) []Allocation {
	var out []Allocation
	for i := range o.Shipments {
		sh := &o.Shipments[i]
		if !sh.in(freed) {
			continue
		}
		for _, l := range sh.Lines {
			out = append(out, Allocation{int64(l.ProductID), int64(sh.SellerID), int64(sh.WarehouseID), l.Quantity})
		}
	}
	return out
}

// closeOrder marks what was canceled. An order of which nothing was handed over is canceled as a whole.
func (s *Service) closeOrder(ctx context.Context, r *run) error {
	allocations, refund := r.saga.Data.Allocations, r.saga.Data.Refund
	return s.updateOrder(ctx, r, s.noted(r.saga, Running, "closed"), func(o *Order) error {
		if o.Status == Canceled || o.Payment.Status == PaymentRefunding || o.Payment.Status == PaymentRefunded {
			return nil
		}
		live := 0
		for i := range o.Shipments {
			if o.Shipments[i].in(allocations) {
				o.Shipments[i].advance(ShipmentCanceled, "")
			}
			if o.Shipments[i].Status != ShipmentCanceled {
				live++
			}
		}
		if refund > 0 {
			o.Payment.Status = PaymentRefunding
		}
		if live == 0 {
			return o.MoveTo(Canceled, "order.canceled", s.micros())
		}
		if status := o.derived(); status != o.Status {
			return o.MoveTo(status, "order."+string(status), s.micros())
		}
		return o.Record("order.shipment_changed", s.micros())
	})
}

// in reports whether the shipment's units are among the allocations.
func (sh *Shipment) in(allocations []Allocation) bool {
	for _, a := range allocations {
		if a.WarehouseID == int64(sh.WarehouseID) && a.SellerID == int64(sh.SellerID) {
			return true
		}
	}
	return false
}

// refund gives the money back under an id of its own, made before the call, so that it can be asked for again and again.
func (s *Service) refund(ctx context.Context, r *run) error {
	if r.saga.Data.Refund > 0 {
		refundID := string(r.saga.OrderID) + "-cancel"
		p, err := s.needs.Payment.Refund(ctx, &paymentv1.RefundRequest{
			UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), RefundId: refundID,
			Amount: &commercev1.Money{Amount: r.saga.Data.Refund, Currency: r.order.Currency},
		})
		if err != nil {
			return err
		}
		if refundStatus(p, refundID) != "done" {
			return errs.UnknownOutcome(nil, "refund order "+string(r.saga.OrderID))
		}
	}
	if err := s.giveBackCouponIfCanceled(ctx, r); err != nil {
		return err
	}
	refunded := r.saga.Data.Refund
	return s.finish(ctx, r, "refunded", func(o *Order) error {
		o.Payment.Status, o.Payment.Refunded = PaymentRefunded, refunded
		return o.Record("order.payment_changed", s.micros())
	})
}

func (s *Service) giveBackCouponIfCanceled(ctx context.Context, r *run) error {
	if r.order.Status != Canceled {
		return nil
	}
	return s.giveBackCoupon(ctx, r)
}

func refundStatus(p *paymentv1.Payment, id string) string {
	for _, r := range p.GetRefunds() {
		if r.GetRefundId() == id {
			return r.GetStatus()
		}
	}
	return ""
}

// refundFor returns what the freed units cost the buyer: their share of each line after discount and with tax, and the
// shipping cost when the whole order goes.
func (o *Order) refundFor(freed []Allocation) int64 {
	var refund, back, bought int64
	for _, it := range o.Items {
		units := int64(0)
		for _, a := range freed {
			if a.ProductID == int64(it.ProductID) && a.SellerID == int64(it.SellerID) {
				units += a.Quantity
			}
		}
		paid := it.UnitPrice*it.Quantity - it.Discount + it.Tax
		refund += commerce.Split(paid, []int64{units, it.Quantity - units})[0]
		back, bought = back+units, bought+it.Quantity
	}
	if back == bought {
		return o.Total
	}
	return refund
}
