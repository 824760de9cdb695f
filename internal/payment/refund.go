package payment

import (
	"context"
	"fmt"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// Refund implements the contract.
func (s *Service) Refund(ctx context.Context, req *paymentv1.RefundRequest) (*paymentv1.Payment, error) {
	key, bad := readKey(req)
	if !plain(req.GetRefundId(), maxRefundID) {
		bad = append(bad, errs.Field{Name: "refund_id", Problem: "must be 1 to 64 letters, digits or signs"})
	}
	amount, err := commerce.NewMoney(req.GetAmount().GetAmount(), req.GetAmount().GetCurrency())
	if err != nil || amount.Amount == 0 {
		bad = append(bad, errs.Field{Name: "amount", Problem: "must be above zero, in a currency of three letters"})
	}
	if len(bad) > 0 {
		return nil, errs.InvalidFields(bad...)
	}
	p, err := s.store.Get(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("read the payment: %w", err)
	}
	if err := p.mayRefund(amount); err != nil {
		return nil, err
	}
	p, err = s.startRefund(ctx, key, Refund{ID: req.GetRefundId(), Amount: amount.Amount, AskedAt: s.micros()})
	return p.protoUnless(err)
}

// mayRefund refuses what no refund row could make right. Cash that is only promised may be given back: the courier then
// collects less. How much is left is judged by the store, in one statement.
func (p Payment) mayRefund(amount commerce.Money) error {
	switch {
	case p.Status == StatusCaptureUnknown || p.Status == StatusVoidUnknown:
		return errs.Unavailable("payment_unknown", "The gateway has not said yet whether this payment was captured; try later.")
	case p.Status != StatusCaptured && p.Status != StatusPromised && !p.waivedWhole():
		return ErrOverRefund
	case amount.Currency != p.Amount.Currency:
		return errs.Invalid("currency_differs", "This order was paid in %s, not %s.", p.Amount.Currency, amount.Currency)
	}
	return nil
}

// waivedWhole reports cash on delivery of which nothing is left to collect: repeats of its refunds are still answered.
func (p Payment) waivedWhole() bool { return p.Status == StatusVoided && p.Waived > 0 }

// startRefund writes the refund, then asks for it unless it has ended or staff has to pay it.
func (s *Service) startRefund(ctx context.Context, key Key, want Refund) (Payment, error) {
	p, err := s.store.StartRefund(ctx, key, want, want.AskedAt+firstAsk.Microseconds())
	if err != nil {
		return Payment{}, fmt.Errorf("write the refund: %w", err)
	}
	for _, r := range p.Refunds {
		switch {
		case r.ID != want.ID:
		case r.Amount != want.Amount:
			return Payment{}, errs.Conflict("refund_differs", "This refund was asked before with another amount.")
		case r.Status == RefundUnknown:
			return s.refund(ctx, p, r)
		}
	}
	return p, nil
}

// refund asks the gateway, with the refund's id as key while the gateway surely remembers it and by look-up afterwards.
func (s *Service) refund(ctx context.Context, p Payment, r Refund) (Payment, error) {
	if s.expired(r.AskedAt) {
		return s.refresh(ctx, p)
	}
	fault.Point("payment.refund.before")
	c, answered := s.ask(ctx, "refund", p, func(ctx context.Context) (Charge, error) {
		return s.gateway.Refund(ctx, p.Key, r.ID, commerce.Money{Amount: r.Amount, Currency: p.Amount.Currency})
	})
	fault.Point("payment.refund.after")
	if !answered {
		return p, nil
	}
	return s.bookRefunds(ctx, p, c)
}
