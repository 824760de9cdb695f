package shelf

import (
	"net/http"

	"rialto/internal/page"
	"rialto/internal/ui"
)

func (s *pages) home(p *page.Page) error {
	frame := ui.Frame{
		Title:       "Good things, well kept",
		Description: "An open-source marketplace: thousands of products of many sellers, one cart, delivery dates that hold.",
	}
	return p.Render(http.StatusOK, frame, homePage(s.front(p.Ctx, p.Currency)))
}
