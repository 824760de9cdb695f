package payment

import (
	"context"
	"fmt"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// Authorize implements the contract: one write before the gateway is asked, one after. What no gateway moves is written
// once, as what it is.
func (s *Service) Authorize(ctx context.Context, req *paymentv1.AuthorizeRequest) (*paymentv1.Payment, error) {
	attempt, err := s.attempt(ctx, req)
	if err != nil {
		return nil, err
	}
	p, err := s.store.Begin(ctx, attempt)
	if err != nil {
		return nil, fmt.Errorf("write the payment attempt: %w", err)
	}
	switch {
	case p.differs(attempt):
		return nil, errs.Conflict("payment_differs", "This order is being paid with another amount or in another way.")
	case !p.ByCard() || p.Status.rank() > StatusUnknown.rank() || p.VoidID != "":
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
func (s *Service) attempt(ctx context.Context, req *paymentv1.AuthorizeRequest) (Payment, error) {
	key, bad := readKey(req)
	amount, err := commerce.NewMoney(req.GetAmount().GetAmount(), req.GetAmount().GetCurrency())
	switch {
	case err != nil:
		bad = append(bad, errs.Field{Name: "amount", Problem: err.Error()})
	case amount.Amount == 0:
		bad = append(bad, errs.Field{Name: "amount", Problem: "must be above zero"})
	}
	if bad = append(bad, badMethod(req)...); len(bad) > 0 {
		return Payment{}, errs.InvalidFields(bad...)
	}
	now := s.micros()
	p := Payment{Key: key, Amount: amount, Method: req.GetMethod(), CreatedAt: now, UpdatedAt: now}
	switch req.GetMethod() {
	case MethodCard:
		p.Status, p.AskAt = StatusNew, now+slowAsk.Microseconds()
		p.Token, p.CardID, p.SaveCard = req.GetToken(), req.GetCardId(), req.GetSave()
		return s.withCard(ctx, p)
	case MethodBankTransfer:
		p.Status, p.Version, p.OpenSince = StatusRequiresAction, 1, now
		p.Account, p.PayUntil = s.cfg.Account, req.GetPayUntil()
	case MethodCashOnDelivery:
		p.Status, p.Version = StatusPromised, 1
	default:
		return Payment{}, errs.Invalid("method_unavailable",
			"Payment by %.40q is not available; use card, bank_transfer or cash_on_delivery.", req.GetMethod())
	}
	return p, nil
}

// badMethod lists what does not fit the method.
func badMethod(req *paymentv1.AuthorizeRequest) (bad []errs.Field) {
	say := func(name, problem string) { bad = append(bad, errs.Field{Name: name, Problem: problem}) }
	token, card := req.GetToken(), req.GetCardId()
	if req.GetMethod() == MethodCard {
		switch {
		case card < 0:
			say("card_id", "must be the number of a saved card")
		case card > 0 && token != "":
			say("token", "must be empty where a saved card pays")
		case card == 0 && !plain(token, maxToken):
			say("token", "must be 1 to 200 letters, digits or signs")
		}
		return bad
	}
	if token != "" {
		say("token", "belongs to the method card")
	}
	if card != 0 {
		say("card_id", "belongs to the method card")
	}
	if req.GetSave() {
		say("save", "belongs to the method card")
	}
	if req.GetMethod() == MethodBankTransfer {
		if req.GetPayUntil() <= 0 {
			say("pay_until", "must be a time in UTC microseconds")
		}
		if Reference(commerce.OrderID(req.GetOrderId())) == "" {
			say("order_id", "must be a number, to make a payment reference of it")
		}
	}
	return bad
}

// differs reports that somebody tries to pay an order twice in different ways. A payment that was closed before it began
// has nothing to differ from.
func (p Payment) differs(o Payment) bool {
	return !p.Amount.IsZero() && (p.Amount != o.Amount || p.Method != o.Method || p.Token != o.Token || p.CardID != o.CardID)
}
