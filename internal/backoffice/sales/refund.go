package sales

import (
	ledgerv1 "rialto/gen/rialto/ledger/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
)

// refundOrder gives a part of an order's money back, once per key of the page.
func (s pages) refundOrder(p *page.Page) error {
	o, err := s.order(p)
	if err != nil {
		return err
	}
	amount, err := commerce.ParseMoney(p.Value("amount"), o.GetCurrency())
	if err != nil || amount.Amount <= 0 {
		return refuse(p, errs.Invalid("amount", "The amount must be one such as 12.50."), s.orderPage)
	}
	_, err = s.Needs.Order.Refund(p.Ctx, &orderv1.RefundRequest{
		UserId: o.GetUserId(), OrderId: o.GetOrderId(), IdempotencyKey: p.Value("key"), Amount: amount.Amount, Reason: p.Value("reason"),
	})
	if err != nil {
		return refuse(p, err, s.orderPage)
	}
	return p.Redirect("/admin/orders/" + o.GetOrderId() + "?notice=refunded")
}

// refundable reports an order whose money can be given back in part: it was confirmed, and something is left.
func (v *orderView) refundable() bool {
	switch v.Order.GetStatus() {
	case "confirmed", "shipped", "delivered":
		return v.left() > 0
	}
	return false
}

// left is what of the total was not given back yet.
func (v *orderView) left() int64 {
	left := v.Order.GetTotal()
	for _, r := range v.Order.GetRefunds() {
		left -= r.GetAmount()
	}
	return left
}

// account names an account of the ledger, with the seller whose it is.
func (v *orderView) account(p *ledgerv1.Posting) string {
	name := inWords(accounts, p.GetAccount())
	if p.GetSellerId() != 0 {
		name += " " + v.Sellers.Of(p.GetSellerId())
	}
	return name
}
