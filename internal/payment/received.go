package payment

import (
	"context"
	"fmt"
	"unicode/utf8"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// maxNote is how many characters staff may note.
const maxNote = 200

// MarkReceived implements the contract.
func (s *Service) MarkReceived(ctx context.Context, req *paymentv1.MarkReceivedRequest) (*paymentv1.Payment, error) {
	key, bad := readKey(req)
	amount, err := commerce.NewMoney(req.GetAmount().GetAmount(), req.GetAmount().GetCurrency())
	if err != nil || amount.Amount == 0 {
		bad = append(bad, errs.Field{Name: "amount", Problem: "must be above zero, in a currency of three letters"})
	}
	if note := req.GetNote(); !utf8.ValidString(note) || utf8.RuneCountInString(note) > maxNote {
		bad = append(bad, errs.Field{Name: "note", Problem: fmt.Sprintf("must be text of at most %d characters", maxNote)})
	}
	if len(bad) > 0 {
		return nil, errs.InvalidFields(bad...)
	}
	p, err := s.store.Get(ctx, key)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the payment: %w", err)
	case p.Method != MethodBankTransfer:
		return nil, errs.Conflict("not_a_transfer", "This order is not paid by bank transfer.")
	case p.Amount != amount:
		return nil, errs.Conflict("amount_differs", "This order costs %s, not %s; settle the difference with the buyer first.", p.Amount, amount).
			With("amount", p.Amount.String())
	}
	p, err = s.receive(ctx, p, req.GetNote())
	return p.protoUnless(err)
}

// receive books money that nobody asked a gateway for. It may come after the void: then it is owed back at once.
func (s *Service) receive(ctx context.Context, p Payment, note string) (Payment, error) {
	p, err := s.store.Receive(ctx, p.Key, Receipt{At: s.micros(), Note: note, Late: "late-" + string(p.OrderID)})
	fault.Point("payment.received")
	if err != nil {
		return Payment{}, fmt.Errorf("book the money: %w", err)
	}
	return p, nil
}

// MarkRefunded implements the contract. A refund that was paid already is answered as it is.
func (s *Service) MarkRefunded(ctx context.Context, req *paymentv1.MarkRefundedRequest) (*paymentv1.Payment, error) {
	key, bad := readKey(req)
	if !plain(req.GetRefundId(), maxRefundID) {
		bad = append(bad, errs.Field{Name: "refund_id", Problem: "must be 1 to 64 letters, digits or signs"})
	}
	if len(bad) > 0 {
		return nil, errs.InvalidFields(bad...)
	}
	p, err := s.store.PayOut(ctx, key, req.GetRefundId(), s.micros())
	if err != nil {
		return nil, fmt.Errorf("book the refund as paid: %w", err)
	}
	for _, r := range p.Refunds {
		switch {
		case r.ID != req.GetRefundId():
		case r.Status == RefundDone:
			return p.proto(), nil
		default:
			return nil, errs.Conflict("not_owed", "This refund is %s; the gateway pays it, not staff.", r.Status)
		}
	}
	return nil, errs.NotFound("refund_not_found", "This order has no such refund.")
}
