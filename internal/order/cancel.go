package order

import (
	"context"
	"errors"
	"fmt"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// cancelSteps is a cancellation: none of its steps is undone, all are repeated until done. The stock decides first, by
// the reservation's row, whether the parcel is still here.
func (s *Service) cancelSteps() []step {
	return []step{
		{name: "stock", do: s.takeBack, durable: true},
		{name: "close", do: s.closeOrder},
		{name: "refund", do: s.refundGateway},
		{name: "giftcard", do: s.refundGiftCard},
		{name: "giveback", when: isCanceled, do: s.giveBack},
		{name: "settle", do: s.settle},
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
	saga, err := s.store.SagaOf(ctx, SagaKey{o.UserID, o.ID, Placing, ""})
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
	r := &run{saga: saga, order: o, resumed: true}
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
	placing, err := s.store.SagaOf(ctx, SagaKey{o.UserID, o.ID, Placing, ""})
	if err != nil {
		return nil, fmt.Errorf("read the checkout: %w", err)
	}
	now := s.micros()
	saga := &Saga{
		UserID: o.UserID, OrderID: o.ID, Kind: Canceling, State: Running, Step: s.cancel[0].name, Attempt: 1, Started: now,
		DueAt: s.now().Add(s.cfg.Lease).UnixMicro(), Data: SagaData{Key: key, RefundID: string(o.ID) + "-cancel", Drops: placing.Data.Drops},
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
	saga, o, err := s.ended(ctx, key, deadline)
	switch {
	case err != nil:
		return nil, err
	case o.Status == Canceled || saga.State == Done && saga.Data.Problem == nil:
		return &orderv1.CancelResponse{Order: orderToProto(o), Replayed: replayed}, nil
	case saga.State == Done:
		return nil, tooLate(o)
	}
	return nil, errs.Unavailable("canceling", "Order %s is being canceled. Look again in a moment.", o.ID)
}

// ended reads a saga and its order until the one is done, the other canceled, or the time is up.
func (s *Service) ended(ctx context.Context, key SagaKey, deadline time.Time) (*Saga, *Order, error) {
	for {
		saga, err := s.store.SagaOf(ctx, key)
		if err != nil {
			return nil, nil, err
		}
		o, err := s.store.Get(ctx, key.UserID, key.OrderID)
		if err != nil {
			return nil, nil, err
		}
		over := saga.State == Done || o.Status == Canceled && key.Kind != Refunding
		if over || !s.now().Before(deadline) {
			return saga, o, nil
		}
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			return nil, nil, err
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

// closeOrder marks what was canceled and decides what is given back for it. An order of which nothing was handed over is
// canceled as a whole.
func (s *Service) closeOrder(ctx context.Context, r *run) error {
	data := r.saga.Data
	return s.updateOrder(ctx, r, s.noted(r.saga, Running, "closed"), func(o *Order) error {
		changed, live := false, 0
		for i := range o.Shipments {
			if o.Shipments[i].in(data.Allocations) {
				changed = o.Shipments[i].advance(ShipmentCanceled, "") || changed
			}
			if o.Shipments[i].Status != ShipmentCanceled {
				live++
			}
		}
		if o.refund(data.RefundID) == nil {
			claimed, err := o.claimCanceled(Refund{ID: data.RefundID, Reason: "canceled", At: s.micros()}, data.Allocations, live == 0)
			if err != nil {
				return err
			}
			changed = changed || claimed
		}
		switch status := o.derived(); {
		case live == 0 && o.Status != Canceled:
			return o.MoveTo(Canceled, "order.canceled", s.micros())
		case status != o.Status:
			return o.MoveTo(status, "order."+string(status), s.micros())
		case changed:
			return o.Record("order.shipment_changed", s.micros())
		}
		return nil
	})
}

// claimCanceled puts on the order what the freed units give back: what they cost, or all that is left when the whole order
// goes. Where an earlier plain refund has paid a part of it already, it is a plain amount too.
func (o *Order) claimCanceled(r Refund, freed []Allocation, whole bool) (claimed bool, err error) {
	units, bought := map[lineKey]int64{}, o.quantities()
	for _, a := range freed {
		units[lineKey{commerce.ProductID(a.ProductID), commerce.SellerID(a.SellerID)}] += a.Quantity
	}
	cost := int64(0)
	for _, k := range lineKeys(units) {
		if n := min(units[k], bought[k]-o.unitsBack(k)); n > 0 {
			line := o.lineBack(k, n)
			r.Lines, cost = append(r.Lines, line), cost+line.Net+line.Tax
		}
	}
	gateway, giftCard := o.left()
	amount := min(cost, gateway+giftCard)
	if whole {
		amount, r.Shipping, cost = gateway+giftCard, o.Shipping, cost+o.Shipping
	}
	if amount != cost {
		r.Lines, r.Shipping = nil, 0
	}
	if amount == 0 {
		return false, nil
	}
	r.Waived = o.Payment.Promised
	o.Payment.Promised = o.Payment.Promised && !whole
	return true, o.claim(r, amount)
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

func isCanceled(r *run) bool { return r.order.Status == Canceled }

// giveBack returns coupons and limits of an order that is canceled as a whole.
func (s *Service) giveBack(ctx context.Context, r *run) error {
	if err := s.giveBackCoupons(ctx, r); err != nil {
		return err
	}
	return s.giveBackLimits(ctx, r)
}
