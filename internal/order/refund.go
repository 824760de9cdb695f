package order

import (
	"context"
	"errors"
	"fmt"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Limits of refunds.
const (
	maxRefunds = 50 // of one order
	maxReason  = 200
)

// Refund implements the contract. What is given back is decided where the order's row is written, and its saga starts in the
// same commit: two refunds, or a refund and a cancellation, cannot both take what is left.
func (s *Service) Refund(ctx context.Context, req *orderv1.RefundRequest) (*orderv1.RefundResponse, error) {
	if err := checkRefund(req); err != nil {
		return nil, err
	}
	user, id, part := commerce.UserID(req.GetUserId()), commerce.OrderID(req.GetOrderId()), fingerprint(req.GetIdempotencyKey())[:16]
	saga := &Saga{
		UserID: user, OrderID: id, Kind: Refunding, Part: part, State: Running, Step: s.refunding[0].name, Attempt: 1, Started: s.micros(),
		DueAt: s.now().Add(s.cfg.Lease).UnixMicro(), Data: SagaData{Key: req.GetIdempotencyKey(), RefundID: string(id) + "-" + part},
		Log: []LogEntry{{At: s.micros(), Step: s.refunding[0].name, What: "begin"}},
	}
	want := Refund{ID: saga.Data.RefundID, Reason: req.GetReason(), Hash: refundHash(req), At: s.micros()}
	known := false
	o, err := s.store.Begin(ctx, user, id, saga, func(o *Order) (err error) {
		if known, err = o.knows(want); known || err != nil {
			return err
		}
		return o.grant(want, req, s.micros())
	})
	if err != nil {
		return nil, err
	}
	deadline := s.now().Add(defaultWait)
	if !known {
		if _, err := s.start(ctx, &run{saga: saga, order: o}, defaultWait); err != nil {
			return nil, err
		}
	}
	return s.refunded(ctx, SagaKey{user, id, Refunding, part}, deadline, known)
}

func checkRefund(req *orderv1.RefundRequest) error {
	if err := checkKey(req.GetIdempotencyKey()); err != nil {
		return err
	}
	var bad []errs.Field
	switch n := len(req.GetLines()); {
	case n == 0 && (req.GetAmount() <= 0 || req.GetAmount() > commerce.MaxAmount):
		bad = append(bad, errs.Field{Name: "amount", Problem: "must be above zero, or give lines"})
	case n > 0 && req.GetAmount() != 0:
		bad = append(bad, errs.Field{Name: "amount", Problem: "cannot be given together with lines"})
	case n > 100:
		bad = append(bad, errs.Field{Name: "lines", Problem: "must be at most 100"})
	}
	for i, l := range req.GetLines() {
		if err := commerce.CheckQuantity(l.GetQuantity()); err != nil {
			bad = append(bad, errs.Field{Name: fmt.Sprintf("lines[%d].quantity", i), Problem: "must be between 1 and 999"})
		}
	}
	if len(req.GetReason()) > maxReason {
		bad = append(bad, errs.Field{Name: "reason", Problem: fmt.Sprintf("must be at most %d bytes", maxReason)})
	}
	if bad != nil {
		return errs.InvalidFields(bad...)
	}
	return nil
}

// refundHash covers what staff asked for, apart from the key.
func refundHash(req *orderv1.RefundRequest) string {
	text := fmt.Sprintf("%d %q", req.GetAmount(), req.GetReason())
	for _, l := range req.GetLines() {
		text += fmt.Sprintf(" %d/%d×%d", l.GetProductId(), l.GetSellerId(), l.GetQuantity())
	}
	return fingerprint(text)
}

// knows reports whether the refund is there already; another one under its key is refused.
func (o *Order) knows(want Refund) (bool, error) {
	have := o.refund(want.ID)
	if have != nil && have.Hash != want.Hash {
		return false, errs.Invalid("idempotency_mismatch", "This Idempotency-Key was used for another refund. Use a new key.")
	}
	return have != nil, nil
}

// grant puts what staff asked for on the order.
func (o *Order) grant(r Refund, req *orderv1.RefundRequest, now int64) error {
	switch {
	case o.Status == Pending || o.Status == Canceled:
		return errs.Conflict("not_refundable", "Order %s is %s: there is nothing to refund.", o.ID, o.Status)
	case len(o.Refunds) >= maxRefunds:
		return errs.Conflict("too_many_refunds", "Order %s has had %d refunds; that is the limit.", o.ID, maxRefunds)
	}
	amount, asked := req.GetAmount(), map[lineKey]int64{}
	for _, l := range req.GetLines() {
		asked[lineKey{commerce.ProductID(l.GetProductId()), commerce.SellerID(l.GetSellerId())}] += l.GetQuantity()
	}
	bought := o.quantities()
	for _, k := range lineKeys(asked) {
		switch {
		case bought[k] == 0:
			return errs.InvalidFields(errs.Field{Name: "lines", Problem: fmt.Sprintf("order %s has no product %d of seller %d", o.ID, k.product, k.seller)})
		case o.unitsBack(k)+asked[k] > bought[k]:
			return errs.Conflict("over_refund", "Only %d of product %d are left to refund.", bought[k]-o.unitsBack(k), k.product)
		}
		line := o.lineBack(k, asked[k])
		r.Lines, amount = append(r.Lines, line), amount+line.Net+line.Tax
	}
	if amount == 0 {
		return errs.Conflict("nothing_to_refund", "These lines cost nothing.")
	}
	r.Waived = o.Payment.Promised
	if err := o.claim(r, amount); err != nil {
		return err
	}
	return o.Record("order.payment_changed", now)
}

// refunded answers as soon as the saga is through.
func (s *Service) refunded(ctx context.Context, key SagaKey, deadline time.Time, replayed bool) (*orderv1.RefundResponse, error) {
	saga, o, err := s.ended(ctx, key, deadline)
	switch {
	case err != nil:
		return nil, err
	case saga.State != Done:
		return nil, errs.Unavailable("refunding", "The refund of order %s is on its way. Look again in a moment.", o.ID)
	}
	return &orderv1.RefundResponse{Order: orderToProto(o), Replayed: replayed}, nil
}

// refundSteps carry out one refund of an order. None is undone, all are repeated until done.
func (s *Service) refundSteps() []step {
	return []step{
		{name: "refund", do: s.refundGateway},
		{name: "giftcard", do: s.refundGiftCard},
		{name: "settle", do: s.settle},
	}
}

// refundGateway gives the gateway's part back under an id that is on the order, so that it can be asked for again and again.
// Of cash that was only promised payment waives that much; where the whole order goes, all of it.
func (s *Service) refundGateway(ctx context.Context, r *run) error {
	refund := r.order.refund(r.saga.Data.RefundID)
	if refund != nil && refund.Waived { // a cancellation meanwhile lets all of it go, this part too
		o, err := s.store.Get(ctx, r.saga.UserID, r.saga.OrderID)
		if err != nil {
			return fmt.Errorf("read the order again: %w", err)
		}
		r.order, refund = o, o.refund(refund.ID)
	}
	switch {
	case refund == nil || refund.Gateway == 0:
		r.saga.Data.Gateway = RefundDone
		return nil
	case refund.Waived && r.order.Status == Canceled:
		r.saga.Data.Gateway = RefundDone
		return s.void(ctx, r)
	}
	id := refund.ID
	if n := r.saga.Data.Refused; n > 0 {
		id = fmt.Sprintf("%s-%d", id, n)
	}
	state, err := s.askRefund(ctx, r.order, refund, id)
	var refused *stuck
	switch {
	case errors.As(err, &refused):
		r.saga.Data.Refused++
		return err
	case err != nil:
		return err
	case state == RefundUnknown:
		return errs.UnknownOutcome(nil, "refund order "+string(r.saga.OrderID))
	}
	r.saga.Data.Gateway = state
	return nil
}

// askRefund asks payment under an id for the gateway's part of a refund, or how far it is.
func (s *Service) askRefund(ctx context.Context, o *Order, refund *Refund, id string) (RefundState, error) {
	p, err := s.needs.Payment.Refund(ctx, &paymentv1.RefundRequest{
		UserId: int64(o.UserID), OrderId: string(o.ID), RefundId: id,
		Amount: &commercev1.Money{Amount: refund.Gateway, Currency: o.Currency},
	})
	if err != nil {
		return "", err
	}
	for _, have := range p.GetRefunds() {
		switch {
		case have.GetRefundId() != id:
		case have.GetStatus() == "failed":
			return "", &stuck{fmt.Errorf("the gateway refused refund %s", id)}
		default:
			return RefundState(have.GetStatus()), nil
		}
	}
	return RefundUnknown, nil
}

func (s *Service) refundGiftCard(ctx context.Context, r *run) error {
	refund := r.order.refund(r.saga.Data.RefundID)
	if refund == nil || refund.GiftCard == 0 {
		return nil
	}
	_, err := s.needs.GiftCards.Refund(ctx, &giftcardv1.RefundRequest{
		CardId: r.order.giftCard().CardID, UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), RefundId: refund.ID,
		Amount: &commercev1.Money{Amount: refund.GiftCard, Currency: r.order.Currency},
	})
	return err
}

// settle ends the saga: the order shows what came of its refund.
func (s *Service) settle(ctx context.Context, r *run) error {
	id, gateway := r.saga.Data.RefundID, r.saga.Data.Gateway
	return s.finish(ctx, r, "refunded", func(o *Order) error {
		refund := o.refund(id)
		if refund == nil {
			return nil
		}
		refund.GiftCardState = RefundDone
		refund.moveTo(gateway)
		o.showRefunds()
		return o.Record("order.payment_changed", s.micros())
	})
}

// follow takes what happens to money that staff and couriers move: cash that came, refunds that were paid out by hand. It asks
// payment how each refund stands, so that it does not matter in which order the news comes.
func (s *Service) follow(ctx context.Context, c *paymentv1.PaymentChanged) error {
	if m := Method(c.GetMethod()); m != BankTransfer && m != CashOnDelivery {
		return nil
	}
	o, err := s.store.Get(ctx, commerce.UserID(c.GetUserId()), commerce.OrderID(c.GetOrderId()))
	switch {
	case errs.Is(err, errs.KindNotFound):
		s.log.Warn("news of a payment that no order has", "order", c.GetOrderId())
		return nil
	case err != nil:
		return err
	}
	came := c.GetStatus() == "captured"
	states := map[string]RefundState{}
	for i := range o.Refunds {
		refund := &o.Refunds[i]
		if refund.GatewayState == RefundDone {
			continue
		}
		switch state, err := s.askRefund(ctx, o, refund, refund.ID); {
		case err == nil:
			states[refund.ID] = state
		case definite(err): // its saga will meet the same and say so; the news of other orders must not wait for that
			s.log.Warn("ask how a refund stands", "order", o.ID, "refund", refund.ID, "error", err)
		default:
			return err
		}
	}
	if len(states) == 0 && !(came && o.Payment.Promised) {
		return nil
	}
	_, err = s.store.Update(ctx, o.UserID, o.ID, nil, func(o *Order) error {
		moved := came && o.Payment.Promised
		o.Payment.Promised = o.Payment.Promised && !came
		for i := range o.Refunds {
			moved = o.Refunds[i].moveTo(states[o.Refunds[i].ID]) || moved
		}
		if !moved {
			return nil
		}
		o.showRefunds()
		return o.Record("order.payment_changed", s.micros())
	})
	return err
}
