// Package money is the part of the back office about money: gift cards, payments that wait for staff, and the books with what
// in them does not agree.
//
// The one idea: staff tell what only they can see (a transfer on the bank statement, a refund paid out by hand), and read what
// the rooms booked; nothing here moves money by itself, and a form sent twice does its deed once.
//
// It asks giftcard, payment, order and ledger. It keeps nothing.
package money

import (
	"rialto/internal/backoffice"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/httpkit"
	"rialto/internal/ui"
)

type pages struct{ *backoffice.Office }

// Routes adds the pages to the office.
func Routes(office *backoffice.Office) {
	s := pages{office}
	office.Handle("GET /admin/gift-cards", backoffice.Staff, s.listCards)
	office.Handle("POST /admin/gift-cards", backoffice.Staff, s.issueCard)
	office.Handle("GET /admin/gift-cards/{card_id}", backoffice.Staff, s.showCard)
	office.Handle("POST /admin/gift-cards/{card_id}/block", backoffice.Staff, s.blockCard)
	office.Handle("GET /admin/payments", backoffice.Staff, s.listOpen)
	office.Handle("POST /admin/payments/{order_id}/received", backoffice.Staff, s.received)
	office.Handle("POST /admin/payments/{order_id}/refunds/{refund_id}/paid", backoffice.Staff, s.paid)
	office.Handle("GET /admin/books", backoffice.Staff, s.books)
	office.Handle("POST /admin/books/reconcile", backoffice.Staff, s.reconcile)
}

// refuse shows a refusal on the page it belongs to; what is ours, or about nothing there is, is an error page.
func refuse(p *page.Page, err error, show func(p *page.Page, status int, said ui.Notice) error) error {
	said := errs.As(err)
	if said == nil {
		return err
	}
	switch said.Kind {
	case errs.KindConflict, errs.KindInvalid, errs.KindUnavailable, errs.KindUnknown:
		text := said.Message
		for _, f := range said.Fields {
			text += " " + f.Name + " " + f.Problem + "."
		}
		return show(p, httpkit.Status(said.Kind), ui.Notice{Kind: ui.Danger, Text: text})
	}
	return err
}
