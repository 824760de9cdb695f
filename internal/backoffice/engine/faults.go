package engine

import (
	"net/http"

	"rialto/internal/backoffice"
	"rialto/internal/page"
	"rialto/internal/ui"
)

// meaning tells what a switch breaks, what to watch then, and where.
type meaning struct {
	title, watch string
	look         ui.Link
}

var meanings = map[string]meaning{
	"payments": {
		"Payments", "Buy something and look at your order. A decline keeps the cart, so that another card can be tried. A bank without answer is asked again with the same key: nobody is charged twice.",
		ui.Link{Text: "Orders", Href: "/admin/orders"},
	},
	"mail": {
		"Mail", "Orders go through as ever. Their mail waits, is counted in the mailbox, and is sent once the mailer works again.",
		ui.Link{Text: "Mailbox", Href: "/admin/mailbox"},
	},
	"search": {
		"Search", "Results come late. Product pages, cart and checkout do not wait for them.",
		ui.Link{Text: "Search the shop", Href: "/search?q=lamp"},
	},
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

func titleOf(sw backoffice.Switch) string {
	if m, known := meanings[sw.Name]; known {
		return m.title
	}
	return sw.Name
}

func pressed(yes bool) string {
	if yes {
		return "true"
	}
	return "false"
}
