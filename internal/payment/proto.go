package payment

import (
	commercev1 "rialto/gen/rialto/commerce/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// The longest ids that are taken.
const (
	maxOrderID  = 20
	maxToken    = 200
	maxRefundID = 64
)

// readKey reads the two fields that every request has and lists what is wrong with them.
func readKey(req interface {
	GetUserId() int64
	GetOrderId() string
}) (key Key, bad []errs.Field) {
	if req.GetUserId() <= 0 {
		bad = append(bad, errs.Field{Name: "user_id", Problem: "must be a positive number"})
	}
	if !plain(req.GetOrderId(), maxOrderID) {
		bad = append(bad, errs.Field{Name: "order_id", Problem: "must be 1 to 20 letters, digits or signs"})
	}
	return Key{commerce.UserID(req.GetUserId()), commerce.OrderID(req.GetOrderId())}, bad
}

// plain reports that text is 1 to most visible ASCII characters: what any store and any header can carry.
func plain(text string, most int) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return text != "" && len(text) <= most
}

// protoUnless is the answer of a method: the payment, or the error.
func (p Payment) protoUnless(err error) (*paymentv1.Payment, error) {
	if err != nil {
		return nil, err
	}
	return p.proto(), nil
}

// Changed is the event of the version that a payment has, for a store to append.
func (p Payment) Changed() *paymentv1.PaymentChanged {
	return &paymentv1.PaymentChanged{
		UserId: int64(p.UserID), OrderId: string(p.OrderID), Status: string(p.Status), Version: p.Version, Method: p.Method,
		Currency: p.Amount.Currency, Amount: p.Amount.Amount, Captured: p.Captured, Refunded: p.Refunded,
	}
}

func (p Payment) proto() *paymentv1.Payment {
	out := &paymentv1.Payment{
		UserId: int64(p.UserID), OrderId: string(p.OrderID), Status: string(p.Status), Method: p.Method,
		Amount:   &commercev1.Money{Amount: p.Amount.Amount, Currency: p.Amount.Currency},
		Captured: p.Captured, Refunded: p.Refunded, DeclineCode: p.DeclineCode, Version: p.Version, GatewayId: p.GatewayID,
		CardBrand: p.Brand, CardLastFour: p.LastFour, UpdatedAt: p.UpdatedAt, Waived: p.Waived,
	}
	switch {
	case p.ActionURL != "":
		out.NextAction = &paymentv1.NextAction{Type: "redirect", Url: p.ActionURL}
	case p.Method == MethodBankTransfer && p.Status == StatusRequiresAction:
		out.NextAction = &paymentv1.NextAction{
			Type: "bank_transfer", Reference: Reference(p.OrderID), Account: p.Account, PayUntil: p.PayUntil,
		}
	}
	for _, r := range p.Refunds {
		out.Refunds = append(out.Refunds, &paymentv1.Refund{RefundId: r.ID, Amount: r.Amount, Status: string(r.Status)})
	}
	return out
}
