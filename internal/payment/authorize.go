package payment

import (
	"context"
	"fmt"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// Authorize implements the contract: one write before the gateway is asked, one after.
func (s *Service) Authorize(ctx context.Context, req *paymentv1.AuthorizeRequest) (*paymentv1.Payment, error) {
	attempt, err := s.attempt(req)
	if err != nil {
		return nil, err
	}
	p, err := s.store.Begin(ctx, attempt)
	if err != nil {
		return nil, fmt.Errorf("write the payment attempt: %w", err)
	}
	switch {
	case p.differs(attempt):
		return nil, errs.Conflict("payment_differs", "This order is being paid with another amount or card.")
	case p.Status.rank() > StatusUnknown.rank() || p.VoidID != "":
		return p.proto(), nil
	}
	c, answered := s.authorize(ctx, p)
	if p, err = s.settle(ctx, p, c, answered, StatusUnknown); err != nil {
		return nil, err
	}
	return p.proto(), nil
}

// authorize asks the gateway for the money: with the key while the gateway surely remembers it, by look-up afterwards.
func (s *Service) authorize(ctx context.Context, p Payment) (Charge, bool) {
	if s.expired(p.CreatedAt) {
		return s.lookup(ctx, p)
	}
	fault.Point("payment.authorize.before")
	c, answered := s.ask(ctx, "authorize", p, func(ctx context.Context) (Charge, error) {
		return s.gateway.Authorize(ctx, Authorization{Key: p.Key, Amount: p.Amount, Token: p.Token})
	})
	fault.Point("payment.authorize.after")
	return c, answered
}

// attempt reads the request. Everything that is wrong with it is said at once.
func (s *Service) attempt(req *paymentv1.AuthorizeRequest) (Payment, error) {
	key, bad := readKey(req)
	amount, err := commerce.NewMoney(req.GetAmount().GetAmount(), req.GetAmount().GetCurrency())
	switch {
	case err != nil:
		bad = append(bad, errs.Field{Name: "amount", Problem: err.Error()})
	case amount.Amount == 0:
		bad = append(bad, errs.Field{Name: "amount", Problem: "must be above zero"})
	}
	if !plain(req.GetToken(), maxToken) {
		bad = append(bad, errs.Field{Name: "token", Problem: "must be 1 to 200 letters, digits or signs"})
	}
	if len(bad) > 0 {
		return Payment{}, errs.InvalidFields(bad...)
	}
	if req.GetMethod() != "card" {
		return Payment{}, errs.Invalid("method_unavailable", "Payment by %.40q is not available; use card.", req.GetMethod())
	}
	now := s.micros()
	return Payment{
		Key: key, Status: StatusNew, Amount: amount, Method: req.GetMethod(), Token: req.GetToken(),
		CreatedAt: now, UpdatedAt: now,
	}, nil
}

// differs reports that somebody tries to pay an order twice in different ways. A payment that was closed before it began
// has nothing to differ from.
func (p Payment) differs(o Payment) bool {
	return !p.Amount.IsZero() && (p.Amount != o.Amount || p.Method != o.Method || p.Token != o.Token)
}
