package till

import (
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/ui"
)

// methods are the ways to pay, as people call them.
var methods = map[string]string{
	"card": "Card", "gift_card": "Gift card", "bank_transfer": "Bank transfer", "cash_on_delivery": "Cash on delivery",
}

// tenderName is what a buyer knows a tender by.
func tenderName(t *orderv1.TenderState) string {
	return or(t.GetLabel(), or(methods[t.GetMethod()], "Payment"))
}

// awaitsTransfer reports an order that waits for the buyer's bank transfer.
func awaitsTransfer(o *orderv1.Order) bool {
	return o.GetPayment().GetStatus() == "requires_action" && o.GetPayment().GetNextActionType() == "bank_transfer"
}

// transferTerms are what the buyer writes on the transfer.
func transferTerms(o *orderv1.Order) []ui.Term {
	pay := o.GetPayment()
	amount := o.GetTotal()
	for _, t := range o.GetTenders() {
		if t.GetMethod() == "bank_transfer" {
			amount = t.GetAmount()
		}
	}
	return []ui.Term{
		{Name: "Transfer", Text: ui.Money(commerce.Money{Amount: amount, Currency: o.GetCurrency()})},
		{Name: "To", Text: pay.GetAccount()},
		{Name: "Reference", Text: pay.GetReference()},
		{Name: "Before", Content: ui.At(commerce.FromMicros(pay.GetPayUntil()))},
	}
}

// refundWords say how much came back, which way, and whether it is there.
func refundWords(o *orderv1.Order, r *orderv1.OrderRefund) string {
	money := func(n int64) string { return ui.Money(commerce.Money{Amount: n, Currency: o.GetCurrency()}) }
	text := money(r.GetAmount()) + " paid back"
	if r.GetStatus() != "done" {
		text = money(r.GetAmount()) + " on its way back"
	}
	if r.GetGiftCard() > 0 && r.GetGateway() > 0 {
		text += ", " + money(r.GetGiftCard()) + " of it to the gift card"
	} else if r.GetGiftCard() > 0 {
		text += " to the gift card"
	}
	return text + "."
}
