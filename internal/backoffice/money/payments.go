package money

import (
	"net/http"
	"strings"

	commercev1 "rialto/gen/rialto/commerce/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// openShown is how many payments one page lists.
const openShown = 50

// openView is what waits for staff: transfers that are awaited, refunds that have to be paid out by hand.
type openView struct {
	Payments    []*paymentv1.Payment
	First, Next string
}

func (s pages) listOpen(p *page.Page) error { return s.openPage(p, http.StatusOK, ui.Notice{}) }

func (s pages) openPage(p *page.Page, status int, said ui.Notice) error {
	got, err := s.Needs.Payment.ListOpen(p.Ctx, &paymentv1.ListOpenRequest{Cursor: p.Query("cursor"), Limit: openShown})
	if err != nil {
		return err
	}
	v := openView{Payments: got.GetPayments()}
	if p.Query("cursor") != "" {
		v.First = "/admin/payments"
	}
	if got.GetNextCursor() != "" {
		v.Next = "/admin/payments?cursor=" + got.GetNextCursor()
	}
	return p.Render(status, ui.Frame{Title: "Payments", Notice: said}, openPage(v))
}

// received books a transfer. The amount is the one on the bank statement: another one than was asked for is refused.
func (s pages) received(p *page.Page) error {
	o, err := s.order(p)
	if err != nil {
		return err
	}
	amount, err := commerce.ParseMoney(p.Value("amount"), o.GetCurrency())
	if err != nil || amount.Amount <= 0 {
		return refuse(p, errs.Invalid("amount", "The amount must be one such as 12.50."), s.openPage)
	}
	_, err = s.Needs.Payment.MarkReceived(p.Ctx, &paymentv1.MarkReceivedRequest{
		UserId: o.GetUserId(), OrderId: o.GetOrderId(), Note: p.Value("note"), Amount: &commercev1.Money{Amount: amount.Amount, Currency: amount.Currency},
	})
	if err != nil {
		return refuse(p, err, s.openPage)
	}
	return p.Redirect("/admin/payments?notice=received")
}

// paid books that a refund was paid out by hand.
func (s pages) paid(p *page.Page) error {
	o, err := s.order(p)
	if err != nil {
		return err
	}
	_, err = s.Needs.Payment.MarkRefunded(p.Ctx, &paymentv1.MarkRefundedRequest{
		UserId: o.GetUserId(), OrderId: o.GetOrderId(), RefundId: p.R.PathValue("refund_id"),
	})
	if err != nil {
		return refuse(p, err, s.openPage)
	}
	return p.Redirect("/admin/payments?notice=paid-out")
}

// order finds the order of the address.
func (s pages) order(p *page.Page) (*orderv1.Order, error) {
	id := p.R.PathValue("order_id")
	if _, err := commerce.ParseID(id); err != nil {
		return nil, errs.NotFound("order_not_found", "There is no such order.")
	}
	return s.Needs.Order.Find(p.Ctx, &orderv1.FindRequest{OrderId: id})
}

// owed are the refunds of a payment that staff must pay out.
func owed(pay *paymentv1.Payment) []*paymentv1.Refund {
	var out []*paymentv1.Refund
	for _, r := range pay.GetRefunds() {
		if r.GetStatus() == "owed" {
			out = append(out, r)
		}
	}
	return out
}

// awaited reports a transfer that has not come.
func awaited(pay *paymentv1.Payment) bool {
	return pay.GetStatus() == "requires_action" && pay.GetNextAction().GetType() == "bank_transfer"
}

// decimal is an amount as a form takes it: 12.50.
func decimal(n int64, currency string) string {
	amount, _, _ := strings.Cut(commerce.Money{Amount: n, Currency: currency}.String(), " ")
	return amount
}
