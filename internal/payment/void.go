package payment

import (
	"context"
	"fmt"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// Void implements the contract. What no gateway holds is closed here. Whether a capture that is under way comes before the void is decided by the gateway: what
// it answers is what happened, and captured money goes back as a refund.
func (s *Service) Void(ctx context.Context, req *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	key, bad := readKey(req)
	if len(bad) > 0 {
		return nil, errs.InvalidFields(bad...)
	}
	now := s.micros()
	p, err := s.store.StartVoid(ctx, key, s.ids.Text(), now, now+firstAsk.Microseconds())
	if err != nil {
		return nil, fmt.Errorf("write the void attempt: %w", err)
	}
	p, err = s.finishVoid(ctx, p)
	return p.protoUnless(err)
}

// finishVoid does what a void that was asked still wants: nobody holds or keeps money of the order afterwards.
func (s *Service) finishVoid(ctx context.Context, p Payment) (_ Payment, err error) {
	if !p.Status.Final() {
		if p, err = s.void(ctx, p); err != nil {
			return Payment{}, err
		}
	}
	if p.Status == StatusCaptured {
		return s.refundAll(ctx, p)
	}
	return p, nil
}

// void sends the key, which is the same at every try. One that the gateway has forgotten is sent only after a look-up: a
// charge is let go once, whatever the key.
func (s *Service) void(ctx context.Context, p Payment) (_ Payment, err error) {
	if !p.ByCard() {
		return s.book(ctx, p, func(p Payment) Payment { return p.to(StatusVoided, Charge{}) })
	}
	if s.expired(p.VoidAskedAt) {
		if p, err = s.refresh(ctx, p); err != nil || p.Status.Final() {
			return p, err
		}
	}
	fault.Point("payment.void.before")
	c, answered := s.ask(ctx, "void", p, func(ctx context.Context) (Charge, error) {
		return s.gateway.Void(ctx, p.Key, p.VoidID)
	})
	fault.Point("payment.void.after")
	return s.settle(ctx, p, c, answered, StatusVoidUnknown)
}

// refundAll asks again for every refund without an answer and then for the rest. The id of the rest changes only when the
// gateway has refused the one before, so repeats of Void send one key.
func (s *Service) refundAll(ctx context.Context, p Payment) (Payment, error) {
	failed := 0
	for _, r := range p.Refunds {
		switch r.Status {
		case RefundFailed:
			failed++
		case RefundUnknown:
			after, err := s.refund(ctx, p, r)
			if err != nil {
				return Payment{}, err
			}
			p = after
		}
	}
	if p.Left() == 0 {
		return p, nil
	}
	rest := Refund{ID: fmt.Sprintf("void-%s-%d", p.OrderID, failed), Amount: p.Left(), AskedAt: s.micros()}
	return s.startRefund(ctx, p.Key, rest)
}
