package order

import (
	"context"
	"fmt"
	"strings"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/platform/errs"
)

// hasGateway: what costs nothing, or what a gift card pays whole, needs no payment.
func hasGateway(r *run) bool { return r.order.gateway() != nil }

func (r *run) payment() *paymentv1.OrderPaymentRequest {
	return &paymentv1.OrderPaymentRequest{UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID)}
}

// authorize holds the gateway tender's money. The order id is the gateway's key, so asking again can never charge twice.
func (s *Service) authorize(ctx context.Context, r *run) error {
	t, data := r.order.gateway(), r.saga.Data
	giveUp := s.giveUp(r)
	req := &paymentv1.AuthorizeRequest{
		UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), Method: data.Method, Token: data.Token, CardId: data.CardID,
		Save: data.Save, Amount: &commercev1.Money{Amount: t.Amount, Currency: r.order.Currency},
	}
	if t.Method == BankTransfer {
		req.PayUntil = giveUp.UnixMicro()
	}
	p, err := s.needs.Payment.Authorize(ctx, req)
	switch {
	case errs.HasCode(err, "card_unknown"):
		return &refusal{Problem{Code: "payment_declined", Detail: "This saved card is not there any more. Nothing was charged.", DeclineCode: "invalid_token"}}
	case err != nil:
		return err
	}
	switch p.GetStatus() {
	case "authorized", "captured", "promised":
		return nil
	case "declined":
		return &refusal{Problem{
			Code: "payment_declined", Detail: "The payment was declined. Nothing was charged; try another card.",
			DeclineCode: p.GetDeclineCode(),
		}}
	case "voided", "void_unknown":
		return &refusal{Problem{Code: "checkout_expired", Detail: "This checkout was closed before it was paid."}}
	}
	if !s.now().Before(giveUp) {
		return &refusal{Problem{Code: "checkout_expired", Detail: "The payment was not completed in time. Nothing was charged."}}
	}
	if p.GetStatus() == "requires_action" {
		return s.awaitBuyer(ctx, r, p, giveUp)
	}
	return errs.UnknownOutcome(nil, "authorise the payment of order "+string(r.saga.OrderID))
}

// giveUp is when an order that is not paid is closed.
func (s *Service) giveUp(r *run) time.Time {
	began := time.UnixMicro(r.saga.Started)
	if r.order.gateway().Method == BankTransfer {
		return began.AddDate(0, 0, s.cfg.TransferDays)
	}
	return began.Add(s.cfg.BuyerWait)
}

// lookAgain is how often a saga that waits for the buyer asks by itself, should it have missed the news. A bank takes days.
func lookAgain(m Method) time.Duration {
	if m == BankTransfer {
		return time.Hour
	}
	return 30 * time.Second
}

// awaitBuyer keeps the stock as long as the buyer may take, shows them where to go and puts the saga to sleep. The order
// shows the action only when the saga sleeps, so that the buyer's answer finds it ready to be woken.
func (s *Service) awaitBuyer(ctx context.Context, r *run, p *paymentv1.Payment, until time.Time) error {
	_, err := s.needs.Inventory.Extend(ctx, &inventoryv1.ExtendRequest{
		UserId: int64(r.saga.UserID), OrderId: string(r.saga.OrderID), ProductIds: r.order.productIDs(),
		Deadline: until.Add(time.Minute).UnixMicro(),
	})
	if err != nil {
		return fmt.Errorf("extend the hold: %w", err)
	}
	asleep := *r.saga
	asleep.Tries, asleep.DueAt = 0, min(until.UnixMicro(), s.now().Add(lookAgain(r.order.gateway().Method)).UnixMicro())
	if !r.resumed {
		asleep.Data.Reach = "" // what comes after has surely not begun
	}
	action := p.GetNextAction()
	if err := s.updateOrder(ctx, r, s.noted(&asleep, Waiting, "wait"), func(o *Order) error {
		if o.Payment.Status == PaymentRequiresAction {
			return nil
		}
		o.Payment.Status = PaymentRequiresAction
		o.Payment.ActionType, o.Payment.ActionURL = action.GetType(), action.GetUrl()
		o.Payment.Reference, o.Payment.Account = action.GetReference(), action.GetAccount()
		o.Payment.PayUntil = until.UnixMicro()
		return o.Record("order.payment_changed", s.micros())
	}); err != nil {
		return err
	}
	r.saga = &asleep
	return errStop
}

func (s *Service) void(ctx context.Context, r *run) error {
	p, err := s.needs.Payment.Void(ctx, r.payment())
	if err != nil {
		return err
	}
	switch p.GetStatus() {
	case "voided", "declined":
		return nil
	case "captured":
		if p.GetRefunded() >= p.GetCaptured() {
			return nil
		}
	}
	return errs.UnknownOutcome(nil, "void the payment of order "+string(r.saga.OrderID))
}

func (s *Service) capture(ctx context.Context, r *run) error {
	p, err := s.needs.Payment.Capture(ctx, r.payment())
	switch {
	case errs.HasCode(err, "not_authorized"):
		return &refusal{Problem{Code: "checkout_expired", Detail: "The payment was closed before it was taken. Nothing was charged."}}
	case err != nil:
		return err
	case p.GetStatus() != "captured" && p.GetStatus() != "promised":
		return errs.UnknownOutcome(nil, "capture the payment of order "+string(r.saga.OrderID))
	}
	r.saga.Data.Promised, r.saga.Data.Label = p.GetStatus() == "promised", cardLabel(p)
	return nil
}

// cardLabel is how people know a card: "Visa ···· 4242".
func cardLabel(p *paymentv1.Payment) string {
	brand, four := p.GetCardBrand(), p.GetCardLastFour()
	if brand == "" || four == "" {
		return ""
	}
	return strings.ToUpper(brand[:1]) + brand[1:] + " ···· " + four
}
