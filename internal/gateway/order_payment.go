package gateway

import (
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
)

// orderPayment is how the money of the gateway tender stands. It never holds the token that paid.
type orderPayment struct {
	Status      string      `json:"status" enum:"pending,requires_action,authorized,captured,promised,declined,voided,refunding,refunded"`
	Method      string      `json:"method,omitempty"`
	Refunded    money       `json:"refunded" doc:"What is back with the buyer, whichever way they paid."`
	NextAction  *nextAction `json:"next_action,omitempty" doc:"What the buyer must do; absent when nothing."`
	DeclineCode string      `json:"decline_code,omitempty"`
}

// nextAction sends a card's owner to a page of their bank, or says where to transfer the money and what to write on it.
type nextAction struct {
	Type      string     `json:"type" enum:"redirect,bank_transfer"`
	URL       string     `json:"url,omitempty" doc:"With redirect."`
	Reference string     `json:"reference,omitempty" doc:"With bank_transfer: what to write on it."`
	Account   string     `json:"account,omitempty" doc:"With bank_transfer: where to."`
	PayUntil  *time.Time `json:"pay_until,omitempty" doc:"With bank_transfer: the goods are kept until then."`
}

// paymentOf leaves next_action out unless the buyer has to do something.
func paymentOf(p *orderv1.PaymentState, currency string) orderPayment {
	out := orderPayment{
		Status: p.GetStatus(), Method: p.GetMethod(), DeclineCode: p.GetDeclineCode(), Refunded: money{p.GetRefunded(), currency},
	}
	if p.GetNextActionType() != "" {
		out.NextAction = &nextAction{
			p.GetNextActionType(), p.GetNextActionUrl(), p.GetReference(), p.GetAccount(), timeOf(p.GetPayUntil()),
		}
	}
	return out
}

// paidBy is one way to pay with what it pays.
type paidBy struct {
	Method string `json:"method" enum:"card,gift_card,bank_transfer,cash_on_delivery"`
	Amount money  `json:"amount"`
	Label  string `json:"label,omitempty" example:"Visa ···· 4242"`
}

// refund is money given back: by a cancellation, or by staff.
type refund struct {
	RefundID string       `json:"refund_id"`
	Amount   money        `json:"amount" doc:"gateway and gift_card together."`
	Gateway  money        `json:"gateway" doc:"To the card or account."`
	GiftCard money        `json:"gift_card" doc:"Back onto the gift card."`
	Status   string       `json:"status" enum:"unknown,owed,done" doc:"unknown: being found out. owed: the shop still has to pay it out."`
	Reason   string       `json:"reason,omitempty"`
	Lines    []refundLine `json:"lines" doc:"What it pays for; empty: an amount for all of it."`
	At       *time.Time   `json:"at,omitempty"`
}

type refundLine struct {
	ProductID id    `json:"product_id"`
	SellerID  id    `json:"seller_id"`
	Quantity  int64 `json:"quantity"`
}

func refundOf(r *orderv1.OrderRefund, currency string) refund {
	in := func(amount int64) money { return money{amount, currency} }
	return refund{
		r.GetRefundId(), in(r.GetAmount()), in(r.GetGateway()), in(r.GetGiftCard()), r.GetStatus(), r.GetReason(),
		each(r.GetLines(), func(l *orderv1.RefundLine) refundLine {
			return refundLine{idOf(l.GetProductId()), idOf(l.GetSellerId()), l.GetQuantity()}
		}),
		timeOf(r.GetAt()),
	}
}
