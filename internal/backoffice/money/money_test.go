package money

import (
	"net/http"
	"net/url"
	"testing"

	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	ledgerv1 "rialto/gen/rialto/ledger/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

func open(t *testing.T, town *backofficetest.Town) *backofficetest.Desk {
	t.Helper()
	return backofficetest.Open(t, town, Routes)
}

func gift(changed ...string) url.Values {
	v := url.Values{"key": {"k1"}, "amount": {"25"}, "currency": {"USD"}, "note": {"Birthday"}, "expires_at": {"2030-01-31"}}
	for i := 0; i < len(changed); i += 2 {
		v.Set(changed[i], changed[i+1])
	}
	return v
}

func TestAGiftCardIsIssuedAndItsCodeShownOnce(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	desk.Get("/admin/gift-cards").Has(http.StatusOK, "No gift cards here")
	desk.Post("/admin/gift-cards", gift()).Has(http.StatusCreated, "ABCD-EFGH-JKMN-7Q2M", "$25.00", "Birthday", "31 Jan 2030")
	asked := town.Asked[0].(*giftcardv1.IssueRequest)
	if asked.GetIdempotencyKey() != "k1" || asked.GetAmount().GetAmount() != 2500 {
		t.Errorf("asked for %v", asked)
	}
	desk.Get("/admin/gift-cards").Has(http.StatusOK, "···· 7Q2M", "!ABCD-EFGH")
	desk.Get("/admin/gift-cards/900").Has(http.StatusOK, "Nothing was bought with it", "Block this card")
	town.Uses = map[int64][]*giftcardv1.Use{900: {{OrderId: "5001", State: "spent", Amount: 700, Refunded: 200}}}
	desk.Get("/admin/gift-cards/900").Has(http.StatusOK, "/admin/orders/5001", "$7.00", "$2.00")
	desk.Post("/admin/gift-cards/900/block", nil).Leads("/admin/gift-cards/900?notice=card-blocked")
	desk.Get("/admin/gift-cards/900").Has(http.StatusOK, "!Block this card")
}

func TestAWrongGiftCardComesBackAsItWasTyped(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]struct{ field, typed, words string }{
		"no amount":         {"amount", "", "The amount must be one such as 25.00."},
		"nothing":           {"amount", "0", "The amount must be one such as 25.00."},
		"below nothing":     {"amount", "-5", "The amount must be one such as 25.00."},
		"in words":          {"amount", "1e3", "The amount must be one such as 25.00."},
		"no such currency":  {"currency", "XXQ", "The currency must be one that this shop sells in."},
		"a day that is not": {"expires_at", "2030-02-30", "The last day must be a day to come"},
		"a day gone by":     {"expires_at", "2026-03-02", "The last day must be a day to come"},
	} {
		town := backofficetest.NewTown()
		open(t, town).Post("/admin/gift-cards", gift(s.field, s.typed)).Has(http.StatusUnprocessableEntity, s.words, `value="Birthday"`)
		if len(town.Asked) != 0 {
			t.Errorf("%s: asked %v", name, town.Asked)
		}
	}
	town := backofficetest.NewTown()
	town.Refuse = errs.Invalid("idempotency_mismatch", "This key made another card.")
	open(t, town).Post("/admin/gift-cards", gift()).Has(http.StatusUnprocessableEntity, "This key made another card.")
	open(t, backofficetest.NewTown()).Get("/admin/gift-cards/77").Has(http.StatusNotFound)
	open(t, backofficetest.NewTown()).Get("/admin/gift-cards/x").Has(http.StatusNotFound)
}

func TestWhatWaitsForStaffIsBooked(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	desk.Get("/admin/payments").Has(http.StatusOK, "Nothing waits for you")
	town.Open = []*paymentv1.Payment{
		{OrderId: backofficetest.Order, UserId: backofficetest.Ann, Status: "requires_action", Amount: backofficetest.USD(4699),
			NextAction: &paymentv1.NextAction{Type: "bank_transfer", Reference: "R-17", PayUntil: commerce.Micros(backofficetest.Noon)}},
		{OrderId: "5002", UserId: backofficetest.Ann, Status: "captured", Amount: backofficetest.USD(900),
			Refunds: []*paymentv1.Refund{{RefundId: "r9", Amount: 300, Status: "owed"}, {RefundId: "r8", Amount: 100, Status: "done"}}},
	}
	desk.Get("/admin/payments").Has(http.StatusOK, "Transfer awaited", "R-17", `value="46.99"`, "Refund to pay out", "$3.00", "!r8")
	desk.Post("/admin/payments/5001/received", url.Values{"amount": {"46.99"}, "note": {"statement 12"}}).Leads("/admin/payments?notice=received")
	got := town.Asked[0].(*paymentv1.MarkReceivedRequest)
	if got.GetUserId() != backofficetest.Ann || got.GetAmount().GetAmount() != 4699 || got.GetNote() != "statement 12" {
		t.Errorf("asked for %v", got)
	}
	desk.Post("/admin/payments/5001/refunds/r9/paid", nil).Leads("/admin/payments?notice=paid-out")
	desk.Post("/admin/payments/5001/received", url.Values{"amount": {"much"}}).Has(http.StatusUnprocessableEntity, "The amount must be one such as 12.50.")
	desk.Post("/admin/payments/404/received", url.Values{"amount": {"1"}}).Has(http.StatusNotFound)
	town.Refuse = errs.Conflict("amount_differs", "The transfer should have been 46.99 USD.")
	desk.Post("/admin/payments/5001/received", url.Values{"amount": {"46.98"}}).Has(http.StatusConflict, "The transfer should have been 46.99 USD.")
}

func TestTheBooksShowWhatDoesNotAgree(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	desk.Get("/admin/books").Has(http.StatusOK, "Nothing is unexplained.", "Nothing is sold yet")
	town.Accounts = []*ledgerv1.AccountBalance{{Account: "gateway_cash", Currency: "USD", Amount: 4699}, {Account: "tax", Currency: "USD", Amount: -200}}
	town.Owed = []*ledgerv1.SellerBalance{{SellerId: backofficetest.Seller, Currency: "USD", Sales: 4000, Fees: 400, Payable: 3600}}
	town.Findings = []*ledgerv1.Finding{
		{OrderId: "5001", Kind: "order_without_charge", Detail: "confirmed, nothing captured"}, {Kind: "gateway_unreachable", ExplainedAt: 1},
	}
	town.Pass = &ledgerv1.ReconcileResponse{Orders: 12, Charges: 11, Open: 1, At: commerce.Micros(backofficetest.Noon)}
	desk.Get("/admin/books").Has(http.StatusOK, "1 difference is unexplained.", "Ordered, but not charged", "confirmed, nothing captured", "12 orders, 11 charges",
		"Lamps &amp; Co", "$36.00", "At the payment company", "$46.99", "$2.00")
	desk.Post("/admin/books/reconcile", nil).Leads("/admin/books?notice=reconciled")
	town.Refuse = errs.Unavailable("gateway_down", "The gateway does not answer.")
	desk.Post("/admin/books/reconcile", nil).Has(http.StatusServiceUnavailable, "The gateway does not answer.")
	town.Down["ledger"] = errs.Unavailable("down", "The books are closed.")
	desk.Get("/admin/books").Has(http.StatusServiceUnavailable, "The books are closed.")
}

func TestHostileMoney(t *testing.T) {
	t.Parallel()
	h := backofficetest.Hostile
	town := backofficetest.NewTown()
	town.Cards = []*giftcardv1.GiftCard{{CardId: 900, LastFour: h("last"), Note: h("note"), State: h("state"), Currency: "USD"}}
	town.Uses = map[int64][]*giftcardv1.Use{900: {{OrderId: h("order"), State: h("use")}}}
	town.Open = []*paymentv1.Payment{{OrderId: h("paid"), Status: "requires_action", Amount: backofficetest.USD(1), NextAction: &paymentv1.NextAction{Type: "bank_transfer", Reference: h("reference")}}}
	town.Findings = []*ledgerv1.Finding{{OrderId: h("found"), Kind: h("kind"), Detail: h("detail")}}
	town.Accounts = []*ledgerv1.AccountBalance{{Account: h("account"), Currency: "USD", Amount: 1}}
	desk := open(t, town)
	desk.Get("/admin/gift-cards").Shows("last")
	desk.Get("/admin/gift-cards/900").Shows("note", "order")
	desk.Get("/admin/payments").Shows("paid", "reference")
	desk.Get("/admin/books").Shows("found", "kind", "detail", "account")
}

func TestMoneyIsForStaff(t *testing.T) {
	t.Parallel()
	desk := open(t, backofficetest.NewTown())
	desk.Session = backofficetest.Customer
	for _, target := range []string{"/admin/gift-cards", "/admin/payments", "/admin/books"} {
		if a := desk.Get(target); a.Code == http.StatusOK {
			t.Errorf("a customer saw %s", target)
		}
	}
}
