package engine

import (
	"net/http"

	"rialto/internal/backoffice"
	"rialto/internal/page"
	"rialto/internal/ui"
)

// meanings tell what a switch breaks and what to look at then.
var meanings = map[string]struct{ title, watch string }{
	"payments": {"Payments", "Place an order and look at its page: a decline keeps the cart; a time-out is asked again with the same key, never charged twice."},
	"mail":     {"Mail", "Orders go through. Their mail waits in the mailbox and is sent when the mailer works again."},
	"search":   {"Search", "Results come late; product pages, cart and checkout do not wait for them."},
}

func (s pages) faults(p *page.Page) error {
	return p.Render(http.StatusOK, ui.Frame{Title: "Fault panel"}, faultsPage(s.Deps.Trouble.Switches()))
}

// setFault turns one switch; what there is not is refused by whoever has the switches.
func (s pages) setFault(p *page.Page) error {
	if err := s.Deps.Trouble.Set(p.Ctx, p.Value("switch"), p.Value("position")); err != nil {
		return err
	}
	return p.Redirect("/admin/faults?notice=switched")
}

func title(sw backoffice.Switch) string {
	if m, known := meanings[sw.Name]; known {
		return m.title
	}
	return sw.Name
}
