package sales

import (
	"net/http"
	"net/url"
	"testing"

	ledgerv1 "rialto/gen/rialto/ledger/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/platform/errs"
)

func TestCheckoutsThatNeedAPersonAreListedAndTriedAgain(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	desk.Get("/admin/sagas").Has(http.StatusOK, "Every checkout has come to its end.")
	desk.Get("/admin/sagas?state=needs_person").Has(http.StatusOK, "No checkout needs a person.")
	town.Sagas[backofficetest.Order][0].State, town.Sagas[backofficetest.Order][0].LastError = "needs_person", "no answer from payment"
	desk.Get("/admin/sagas").Has(http.StatusOK, "/admin/orders/5001", "no answer from payment", "Placing the order")
	desk.Post("/admin/sagas/5001/retry", nil).Leads("/admin/sagas?notice=order-retried")
	desk.Post("/admin/sagas/404/retry", nil).Has(http.StatusNotFound)
	town.Refuse = errs.Unavailable("down", "Not now.")
	desk.Post("/admin/sagas/5001/retry", nil).Has(http.StatusServiceUnavailable, "Not now.")
	if town.Calls["RetrySaga"] != 2 {
		t.Errorf("retried %d times", town.Calls["RetrySaga"])
	}
}

func TestAPartOfAnOrderIsPaidBack(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	page := desk.Get("/admin/orders/5001")
	page.Has(http.StatusOK, "$46.99 can still be given back.")
	form := url.Values{"key": {"k"}, "amount": {"10.50"}, "reason": {"A scratch"}}
	desk.Post("/admin/orders/5001/refund", form).Leads("/admin/orders/5001?notice=refunded")
	got := town.Asked[0].(*orderv1.RefundRequest)
	if got.GetAmount() != 1050 || got.GetIdempotencyKey() != "k" || got.GetReason() != "A scratch" || got.GetUserId() != backofficetest.Ann {
		t.Errorf("asked for %v", got)
	}
	desk.Get("/admin/orders/5001").Has(http.StatusOK, "$36.49 can still be given back.", "A scratch", "Given back")
	for _, typed := range []string{"", "-1", "0", "1e3", "ten"} {
		form.Set("amount", typed)
		desk.Post("/admin/orders/5001/refund", form).Has(http.StatusUnprocessableEntity, "The amount must be one such as 12.50.")
	}
	form.Set("amount", "900")
	town.Refuse = errs.Conflict("over_refund", "That is more than is left.")
	desk.Post("/admin/orders/5001/refund", form).Has(http.StatusConflict, "That is more than is left.")
	town.Orders[0].Status = "canceled"
	desk.Get("/admin/orders/5001").Has(http.StatusOK, "!can still be given back")
}

func TestAnOrderShowsItsBook(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Books = map[string][]*ledgerv1.Entry{backofficetest.Order: {{Kind: "sale", Currency: "USD", Postings: []*ledgerv1.Posting{
		{Account: "receivable", Amount: 4699}, {Account: "seller", SellerId: backofficetest.Seller, Amount: -3600},
	}}}}
	open(t, town).Get("/admin/orders/5001").Has(http.StatusOK, "What the buyer owes", "Owed to Lamps &amp; Co", "$36.00")
	town.Down["ledger"] = errs.Unavailable("down", "The books are closed.")
	open(t, town).Get("/admin/orders/5001").Has(http.StatusOK, "The books are closed.")
}
