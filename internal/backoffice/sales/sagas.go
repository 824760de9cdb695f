package sales

import (
	"net/http"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/page"
	"rialto/internal/ui"
)

// sagasShown is the most checkouts one page lists: what is going on at once, or stuck.
const sagasShown = 200

// sagasView is every checkout, cancellation and refund that has not come to its end.
type sagasView struct {
	State string
	Sagas []*orderv1.Saga
}

// sagaStates are the tabs; "" = all.
var sagaStates = []struct{ state, text string }{
	{"", "All that go on"}, {"needs_person", "Need a person"}, {"waiting", "Wait for somebody"}, {"undoing", "Go back"}, {"running", "Go on"},
}

func (s pages) listSagas(p *page.Page) error { return s.sagasPage(p, http.StatusOK, ui.Notice{}) }

func (s pages) sagasPage(p *page.Page, status int, said ui.Notice) error {
	v := sagasView{State: p.Query("state")}
	got, err := s.Needs.Order.ListSagas(p.Ctx, &orderv1.ListSagasRequest{State: v.State, Limit: sagasShown})
	if err != nil {
		return err
	}
	v.Sagas = got.GetSagas()
	return p.Render(status, ui.Frame{Title: "Checkouts", Notice: said}, sagasPage(v))
}

// retrySaga makes what an order's sagas wait for due at once.
func (s pages) retrySaga(p *page.Page) error {
	o, err := s.order(p)
	if err != nil {
		return err
	}
	_, err = s.Needs.Order.RetrySaga(p.Ctx, &orderv1.RetrySagaRequest{UserId: o.GetUserId(), OrderId: o.GetOrderId()})
	if err != nil {
		return refuse(p, err, s.sagasPage)
	}
	return p.Redirect("/admin/sagas?notice=order-retried")
}

func (v sagasView) tabs() []ui.Tab {
	var out []ui.Tab
	for _, t := range sagaStates {
		href := "/admin/sagas"
		if t.state != "" {
			href += "?state=" + t.state
		}
		out = append(out, ui.Tab{Text: t.text, Href: href, Current: t.state == v.State})
	}
	return out
}

// nothing says that there is none of a kind.
func (v sagasView) nothing() string {
	if v.State == "needs_person" {
		return "No checkout needs a person. That is how it should be."
	}
	return "Every checkout has come to its end."
}
