// Package sales is the part of the back office that is about customers: the dashboard, orders with everything that happened
// to them, and the mailbox.
//
// The one idea: an order's page asks every room that took part, side by side, and shows what each one answers. A room that
// does not answer costs its own panel and says so there; the others stand.
//
// It changes an order only by the rooms' own calls: cancel, refund, retry, and the steps of a shipment.
package sales

import (
	"golang.org/x/sync/errgroup"

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
	office.Handle("GET /admin", backoffice.Staff, s.dashboard)
	office.Handle("GET /admin/orders", backoffice.Staff, s.listOrders)
	office.Handle("GET /admin/orders/{order_id}", backoffice.Staff, s.showOrder)
	office.Handle("POST /admin/orders/{order_id}/cancel", backoffice.Staff, s.cancelOrder)
	office.Handle("POST /admin/orders/{order_id}/retry", backoffice.Staff, s.retryOrder)
	office.Handle("POST /admin/orders/{order_id}/shipments/{shipment_id}/{step}", backoffice.Staff, s.moveShipment)
	office.Handle("POST /admin/orders/{order_id}/refund", backoffice.Staff, s.refundOrder)
	office.Handle("GET /admin/sagas", backoffice.Staff, s.listSagas)
	office.Handle("POST /admin/sagas/{order_id}/retry", backoffice.Staff, s.retrySaga)
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
	switch said := errs.As(err); {
	case said == nil || said.Kind == errs.KindInternal:
		return "This could not be asked: something went wrong on our side. Look again in a moment."
	case said.Kind == errs.KindUnavailable || said.Kind == errs.KindUnknown:
		return said.Message + " The rest of the page is right; look again in a moment."
	default:
		return said.Message
	}
}

// refuse shows a refusal on the page it belongs to; what is ours, or about no page at all, is an error page.
func refuse(p *page.Page, err error, show func(*page.Page, int, ui.Notice) error) error {
	said := errs.As(err)
	if said == nil {
		return err
	}
	switch said.Kind {
	case errs.KindConflict, errs.KindInvalid, errs.KindUnavailable:
		return show(p, httpkit.Status(said.Kind), ui.Notice{Kind: ui.Danger, Text: said.Message})
	case errs.KindUnknown: // it may have happened: the page shows whether it did
		text := said.Message + " It may have been done: look at the state below before you try again."
		return show(p, httpkit.Status(said.Kind), ui.Notice{Kind: ui.Warning, Text: text})
	}
	return err
}
