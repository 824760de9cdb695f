package payment

import (
	"context"
	"fmt"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// Capture implements the contract: one write before the gateway is asked, one after.
func (s *Service) Capture(ctx context.Context, req *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	key, bad := readKey(req)
	if len(bad) > 0 {
		return nil, errs.InvalidFields(bad...)
	}
	p, err := s.store.StartCapture(ctx, key, s.ids.Text(), s.micros())
	if err != nil {
		return nil, fmt.Errorf("write the capture attempt: %w", err)
	}
	switch {
	case p.Status == StatusCaptured || p.Status == StatusPromised && p.VoidID == "":
		return p.proto(), nil
	case p.CaptureID == "" || p.VoidID != "" || p.Status.Final():
		return nil, errs.Conflict("not_authorized", "The payment of this order is %s, so it cannot be captured.", p.Status)
	}
	if s.expired(p.CaptureAskedAt) {
		if p, err = s.refresh(ctx, p); err != nil || p.Status.Final() {
			return p.protoUnless(err)
		}
	}
	p, err = s.capture(ctx, p)
	return p.protoUnless(err)
}

// capture sends the key, which is the same at every try. A key that the gateway has forgotten does no harm after a look-up
// has shown that the charge is still uncaptured: a charge is captured once, whatever the key.
func (s *Service) capture(ctx context.Context, p Payment) (Payment, error) {
	fault.Point("payment.capture.before")
	c, answered := s.ask(ctx, "capture", p, func(ctx context.Context) (Charge, error) {
		return s.gateway.Capture(ctx, p.Key, p.CaptureID, p.Amount)
	})
	fault.Point("payment.capture.after")
	return s.settle(ctx, p, c, answered, StatusCaptureUnknown)
}
