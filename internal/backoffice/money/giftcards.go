package money

import (
	"net/http"
	"slices"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// cardsShown is how many gift cards one page lists.
const cardsShown = 50

// cardForm is the form that issues a gift card, as it was typed.
type cardForm struct{ Key, Amount, Currency, Ends, Note string }

// cardsView is the list of gift cards with the form that makes one, and the one just made: its code is shown once.
type cardsView struct {
	Form       cardForm
	Currencies []string
	Cards      []*giftcardv1.GiftCard
	First      string
	Next       string
	Made       *giftcardv1.IssueResponse
}

func (s pages) listCards(p *page.Page) error {
	return s.cardsPage(p, http.StatusOK, ui.Notice{}, cardForm{Currency: p.Currency}, nil)
}

func (s pages) cardsPage(p *page.Page, status int, said ui.Notice, form cardForm, made *giftcardv1.IssueResponse) error {
	got, err := s.Needs.GiftCards.List(p.Ctx, &giftcardv1.ListRequest{Cursor: p.Query("cursor"), Limit: cardsShown})
	if err != nil {
		return err
	}
	if form.Key == "" {
		form.Key = "office-" + s.Deps.IDs.Text()
	}
	v := cardsView{Form: form, Currencies: s.Currencies(), Cards: got.GetCards(), Made: made}
	if p.Query("cursor") != "" {
		v.First = "/admin/gift-cards"
	}
	if got.GetNextCursor() != "" {
		v.Next = "/admin/gift-cards?cursor=" + got.GetNextCursor()
	}
	return p.Render(status, ui.Frame{Title: "Gift cards", Notice: said}, cardsPage(v))
}

// issueCard makes a gift card, once per key of the form. The answer shows its code, so it is no redirect: the same form sent
// again shows the same code.
func (s pages) issueCard(p *page.Page) error {
	form := cardForm{Key: p.Value("key"), Amount: p.Value("amount"), Currency: p.Value("currency"), Ends: p.Value("expires_at"), Note: p.Value("note")}
	again := func(p *page.Page, status int, said ui.Notice) error { return s.cardsPage(p, status, said, form, nil) }
	req, err := form.request(s.Currencies(), s.Deps.Now())
	if err != nil {
		return refuse(p, err, again)
	}
	made, err := s.Needs.GiftCards.Issue(p.Ctx, req)
	if err != nil {
		return refuse(p, err, again)
	}
	return s.cardsPage(p, http.StatusCreated, ui.Notice{}, cardForm{Currency: form.Currency}, made)
}

func (f cardForm) request(currencies []string, now time.Time) (*giftcardv1.IssueRequest, error) {
	if !slices.Contains(currencies, f.Currency) {
		return nil, errs.Invalid("currency", "The currency must be one that this shop sells in.")
	}
	amount, err := commerce.ParseMoney(f.Amount, f.Currency)
	if err != nil || amount.Amount <= 0 {
		return nil, errs.Invalid("amount", "The amount must be one such as 25.00.")
	}
	req := &giftcardv1.IssueRequest{
		IdempotencyKey: f.Key, Note: f.Note, Amount: &commercev1.Money{Amount: amount.Amount, Currency: amount.Currency},
	}
	if f.Ends == "" {
		return req, nil
	}
	day, err := time.Parse(time.DateOnly, f.Ends)
	if err != nil || !day.AddDate(0, 0, 1).After(now) {
		return nil, errs.Invalid("expires_at", "The last day must be a day to come, such as 2030-01-31.")
	}
	req.ExpiresAt = commerce.Micros(day.AddDate(0, 0, 1))
	return req, nil
}

// cardView is one gift card with what was taken from it.
type cardView struct {
	Card *giftcardv1.GiftCard
	Uses []*giftcardv1.Use
}

func (s pages) showCard(p *page.Page) error { return s.cardPage(p, http.StatusOK, ui.Notice{}) }

func (s pages) cardPage(p *page.Page, status int, said ui.Notice) error {
	id, err := cardID(p)
	if err != nil {
		return err
	}
	got, err := s.Needs.GiftCards.Get(p.Ctx, &giftcardv1.GetRequest{CardId: id})
	if err != nil {
		return err
	}
	return p.Render(status, ui.Frame{Title: "Gift card " + cardName(got.GetCard()), Notice: said}, cardPage(cardView{got.GetCard(), got.GetUses()}))
}

func (s pages) blockCard(p *page.Page) error {
	id, err := cardID(p)
	if err != nil {
		return err
	}
	if _, err := s.Needs.GiftCards.Block(p.Ctx, &giftcardv1.BlockRequest{CardId: id}); err != nil {
		return refuse(p, err, s.cardPage)
	}
	return p.Redirect(cardHref(id) + "?notice=card-blocked")
}

func cardID(p *page.Page) (int64, error) {
	id, err := commerce.ParseID(p.R.PathValue("card_id"))
	if err != nil {
		return 0, errs.NotFound("gift_card_unknown", "There is no such gift card.")
	}
	return id, nil
}

func cardHref(id int64) string { return "/admin/gift-cards/" + commerce.FormatID(id) }

func cardName(c *giftcardv1.GiftCard) string { return "···· " + c.GetLastFour() }

func amountOf(n int64, currency string) string {
	return ui.Money(commerce.Money{Amount: n, Currency: currency})
}
