// Package sales is the part of the back office that is about customers: the dashboard, orders with everything that happened
// to them, and the mailbox.
//
// The one idea: an order's page asks every room that took part, side by side, and shows what each one answers. A room that
// does not answer costs its own panel and says so there; the others stand.
//
// It changes an order only by the rooms' own calls: cancel, retry, and the steps of a shipment.
package sales

import (
	"errors"
	"net/http"
	"strings"

	"golang.org/x/sync/errgroup"

	"rialto/internal/backoffice"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

type pages struct{ *backoffice.Office }

// Routes adds the pages to the office.
func Routes(office *backoffice.Office) {
	s := pages{office}
	office.Handle("GET /admin", backoffice.Staff, s.dashboard)
	office.Handle("GET /admin/orders", backoffice.Staff, s.listOrders)
	office.Handle("GET /admin/orders/{order_id}", backoffice.Staff, s.showOrder)
	office.Handle("POST /admin/orders/{order_id}/cancel", backoffice.Staff, s.cancelOrder)
	office.Handle("POST /admin/orders/{order_id}/retry", backoffice.Staff, s.retryOrder)
	office.Handle("POST /admin/orders/{order_id}/shipments/{shipment_id}/{step}", backoffice.Staff, s.moveShipment)
	office.Handle("GET /admin/mailbox", backoffice.Staff, s.mailbox)
}

// part is what one room answered for a page, or why it did not.
type part[T any] struct {
	Is     T
	Failed string
}

// ask adds a question to a group. Its failure is said in its own place; nobody's page fails for it.
func ask[T any](g *errgroup.Group, into *part[T], question func() (T, error)) {
	g.Go(func() error {
		got, err := question()
		if err != nil {
			into.Failed = sentence(err)
			return nil
		}
		into.Is = got
		return nil
	})
}

// sentence is what a failure says to an operator.
func sentence(err error) string {
	if said := errs.As(err); said != nil {
		return said.Message
	}
	return "This could not be asked right now."
}

// refuse shows a refusal on the page it belongs to; what is no refusal is an error page.
func refuse(p *page.Page, err error, show func(*page.Page, int, ui.Notice) error) error {
	var said *errs.Error
	if !errors.As(err, &said) || said.Kind != errs.KindConflict && said.Kind != errs.KindInvalid && said.Kind != errs.KindUnavailable {
		return err
	}
	return show(p, http.StatusConflict, ui.Notice{Kind: ui.Danger, Text: said.Message})
}

// short cuts a text for a cell.
func short(text string, n int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= n {
		return string(runes)
	}
	return string(runes[:n-1]) + "…"
}
