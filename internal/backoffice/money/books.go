package money

import (
	"cmp"
	"net/http"

	ledgerv1 "rialto/gen/rialto/ledger/v1"
	"rialto/internal/backoffice"
	"rialto/internal/page"
	"rialto/internal/ui"
)

const (
	findingsShown = 100
	sellersShown  = 50
)

// booksView is the whole ledger summed up, what sellers are owed, and what does not agree.
type booksView struct {
	Accounts    []*ledgerv1.AccountBalance
	Owed        []*ledgerv1.SellerBalance
	Sellers     backoffice.Names
	Findings    []*ledgerv1.Finding
	Last        *ledgerv1.ReconcileResponse
	First, Next string
}

func (s pages) books(p *page.Page) error { return s.booksPage(p, http.StatusOK, ui.Notice{}) }

func (s pages) booksPage(p *page.Page, status int, said ui.Notice) error {
	sums, err := s.Needs.Ledger.TrialBalance(p.Ctx, &ledgerv1.TrialBalanceRequest{})
	if err != nil {
		return err
	}
	owed, err := s.Needs.Ledger.ListSellers(p.Ctx, &ledgerv1.ListSellersRequest{Cursor: p.Query("cursor"), Limit: sellersShown})
	if err != nil {
		return err
	}
	found, err := s.Needs.Ledger.ListFindings(p.Ctx, &ledgerv1.ListFindingsRequest{Limit: findingsShown})
	if err != nil {
		return err
	}
	v := booksView{
		Accounts: sums.GetAccounts(), Owed: owed.GetSellers(), Sellers: s.Sellers(p.Ctx), Findings: found.GetFindings(), Last: found.GetLast(),
	}
	if p.Query("cursor") != "" {
		v.First = "/admin/books"
	}
	if owed.GetNextCursor() != "" {
		v.Next = "/admin/books?cursor=" + owed.GetNextCursor()
	}
	return p.Render(status, ui.Frame{Title: "Books", Notice: said}, booksPage(v))
}

// reconcile compares orders, books and gateway now, instead of within the minute.
func (s pages) reconcile(p *page.Page) error {
	if _, err := s.Needs.Ledger.Reconcile(p.Ctx, &ledgerv1.ReconcileRequest{}); err != nil {
		return refuse(p, err, s.booksPage)
	}
	return p.Redirect("/admin/books?notice=reconciled")
}

// open are the findings that nothing explains yet.
func (v booksView) open() (n int) {
	for _, f := range v.Findings {
		if f.GetExplainedAt() == 0 {
			n++
		}
	}
	return n
}

// accounts of the ledger, in words.
var accounts = map[string]string{
	"receivable": "Buyers owe", "gateway_cash": "At the payment company", "bank_cash": "In the bank", "courier_cash": "With couriers",
	"gift_cards": "Paid with gift cards", "seller": "Owed to sellers", "fees": "Our fees", "tax": "Tax to pay", "shipping": "Delivery",
	"discounts": "Discounts", "gift_cards_issued": "Gift cards issued",
}

func accountName(a string) string { return cmp.Or(accounts[a], a) }

// kinds of findings, in words.
var kinds = map[string]string{
	"charge_without_order": "Charged, but there is no such order", "order_without_charge": "Ordered, but not charged",
	"amounts_differ": "The amounts differ", "gateway_unreachable": "The payment company gives no report", "book_behind": "The books are behind",
}

func kindName(k string) string { return cmp.Or(kinds[k], k) }
