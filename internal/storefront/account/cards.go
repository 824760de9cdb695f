package account

import (
	"net/http"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// showCards lists the saved cards: brand and last four digits are all that is known of them here.
func (s *pages) showCards(p *page.Page) error {
	if err := own(p); err != nil {
		return err
	}
	got, err := s.shop.Needs.Payment.ListCards(p.Ctx, &paymentv1.ListCardsRequest{UserId: p.Who.UserID()})
	if err != nil {
		return err
	}
	return p.Render(http.StatusOK, ui.Frame{Title: "Your cards", NoIndex: true}, cardsPage(got.GetCards()))
}

// removeCard forgets one. One that is gone already, or somebody else's, is not there either way.
func (s *pages) removeCard(p *page.Page) error {
	if err := own(p); err != nil {
		return err
	}
	id, err := commerce.ParseID(p.R.PathValue("card_id"))
	if err != nil {
		return errs.NotFound("card_not_found", "There is no such card.")
	}
	if _, err := s.shop.Needs.Payment.RemoveCard(p.Ctx, &paymentv1.RemoveCardRequest{UserId: p.Who.UserID(), CardId: id}); err != nil {
		return err
	}
	return p.Redirect("/cards?notice=card-removed")
}

func removeCardHref(c *paymentv1.Card) string {
	return "/cards/" + commerce.FormatID(c.GetCardId()) + "/remove"
}
