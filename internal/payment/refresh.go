package payment

import (
	"context"
	"fmt"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/platform/errs"
)

// Get implements the contract.
func (s *Service) Get(ctx context.Context, req *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	p, err := s.find(ctx, req)
	return p.protoUnless(err)
}

// Refresh implements the contract. What no gateway knows stays as it is; a gateway that does not answer leaves the payment as it is.
func (s *Service) Refresh(ctx context.Context, req *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	p, err := s.find(ctx, req)
	if err == nil && p.ByCard() {
		p, err = s.refresh(ctx, p)
	}
	return p.protoUnless(err)
}

func (s *Service) find(ctx context.Context, req *paymentv1.OrderPaymentRequest) (Payment, error) {
	key, bad := readKey(req)
	if len(bad) > 0 {
		return Payment{}, errs.InvalidFields(bad...)
	}
	p, err := s.store.Get(ctx, key)
	if err != nil {
		return Payment{}, fmt.Errorf("read the payment: %w", err)
	}
	return p, nil
}

func (s *Service) refresh(ctx context.Context, p Payment) (Payment, error) {
	p, _, err := s.reread(ctx, p)
	return p, err
}

// reread books what a look-up says; answered is false when it said nothing.
func (s *Service) reread(ctx context.Context, p Payment) (after Payment, answered bool, err error) {
	c, answered := s.lookup(ctx, p)
	if !answered {
		return p, false, nil
	}
	if p, err = s.book(ctx, p, func(p Payment) Payment { return p.heard(c) }); err != nil {
		return Payment{}, true, err
	}
	p, err = s.bookRefunds(ctx, p, c)
	return p, true, err
}
