package till

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	identityv1 "rialto/gen/rialto/identity/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

// place buys what the buyer was shown. Where the form is not the one that the total was shown for, it is shown first.
func (s *pages) place(p *page.Page) error {
	f := readForm(p)
	if !f.accepted() || f.Key == "" || !validWay(f.Card) {
		return s.showFirst(p, f)
	}
	got, err := s.shop.Needs.Order.Place(p.Ctx, &orderv1.PlaceRequest{
		UserId: p.Who.UserID(), IdempotencyKey: f.Key, QuoteToken: f.Quote,
		Tenders: f.tenders(), Again: f.Again, Ticket: f.Ticket,
	})
	if err != nil {
		return s.notPlaced(p, f, err)
	}
	if got.GetSettled() && got.GetProblem() != nil {
		return s.cameToNothing(p, f, got)
	}
	if !got.GetReplayed() {
		s.keepAddress(p, f)
	}
	return p.Redirect(onward(got.GetOrder()))
}

// showFirst shows the total that has to be seen before it can be accepted.
func (s *pages) showFirst(p *page.Page, f form) error {
	c, err := s.begin(p, f)
	if err != nil {
		return err
	}
	if c.empty() {
		return c.nothing()
	}
	if !validWay(f.Card) {
		c.problems["card"] = "Please choose how to pay."
		c.form.Card = cards[0].Token
	}
	wrong := f.wrong(guest(p))
	maps.Copy(c.problems, wrong)
	if len(wrong) == 0 && validWay(f.Card) {
		if err := c.ask(); err != nil {
			return err
		}
	}
	if c.quote != nil && c.said == nil {
		c.said = &said{Tone: ui.Info, Text: "Here is what it comes to. Please look at the total, then place the order."}
	}
	return c.render(c.status(http.StatusOK))
}

// onward is where an order leads: to the bank where it asks the buyer, else to its page.
func onward(o *orderv1.Order) string {
	here := "/orders/" + url.PathEscape(o.GetOrderId())
	if o.GetPayment().GetStatus() == "requires_action" && !awaitsTransfer(o) {
		return page.Local(approveHref(o), here)
	}
	if o.GetStatus() == "pending" {
		return here
	}
	return here + "?notice=ordered"
}

// approveHref is where the buyer approves the payment; a bank on our own site is told the way back.
func approveHref(o *orderv1.Order) string {
	at := o.GetPayment().GetNextActionUrl()
	if page.Local(at, "") == "" {
		return at
	}
	return at + "?return=" + url.QueryEscape("/orders/"+url.PathEscape(o.GetOrderId()))
}

// keepAddress saves the new address where the buyer asked for it and it is not there yet. The order is made: failing here is
// no reason to say otherwise.
func (s *pages) keepAddress(p *page.Page, f form) {
	if !f.Save || guest(p) || f.Choice != newAddress {
		return
	}
	user := p.Who.UserID()
	got, err := s.shop.Needs.Identity.ListAddresses(p.Ctx, &identityv1.ListAddressesRequest{UserId: user})
	known := slices.ContainsFunc(got.GetAddresses(), func(a *identityv1.SavedAddress) bool {
		return commerce.AddressOf(a.GetAddress()) == f.To
	})
	if err == nil && !known {
		_, err = s.shop.Needs.Identity.AddAddress(p.Ctx, &identityv1.AddAddressRequest{UserId: user, Address: storefront.AddressProto(f.To)})
	}
	if err != nil {
		s.shop.Deps.Log.Warn("save the address of a checkout", "error", err)
	}
}

// notPlaced answers where there is no order of this form: what stands in the way, and the page as it was.
func (s *pages) notPlaced(p *page.Page, f form, err error) error {
	c, failed := s.begin(p, f)
	if failed != nil {
		return failed
	}
	if errs.Unanswered(err) {
		c.same(f.Quote)
		c.unanswered(err, "We have no answer yet, so your order may be on its way. Press the button again: it is never bought twice.")
		return c.render(http.StatusServiceUnavailable)
	}
	e := errs.As(err)
	switch {
	case e.Code == "out_of_stock":
		c.same(f.Quote)
		c.soldOut(idsOf(e))
	case e.Code == "idempotency_mismatch":
		c.form.Key = s.newKey()
		return c.anew(&said{
			Tone: ui.Warning, Text: "An order was already sent from this page. Look whether it is there before you buy again.",
			Way: ui.Link{Text: "Your orders", Href: "/orders"},
		})
	case e.Code == "duplicate_order":
		c.same(f.Quote)
		c.again = true
		c.said = twice(e)
	case e.Code == "gift_card_short":
		c.same(f.Quote)
		c.problems["gift_card"] = "The gift card does not cover the total by itself. Choose below how to pay the rest."
	case strings.HasPrefix(e.Code, "gift_card_"):
		c.form.Gift, c.gift = "", nil
		c.same(f.Quote)
		c.problems["gift_card"] = e.Message
	case e.Code == "card_unknown":
		c.same(f.Quote)
		c.problems["card"] = "This card is no longer saved. Please choose another way to pay."
	case e.Code == "waiting_room", e.Code == "drop_not_open":
		return p.Redirect("/p/" + url.PathEscape(e.Meta["product_id"]) + "/queue")
	case e.Code == "purchase_limit":
		c.same(f.Quote)
		c.said = &said{Tone: ui.Danger, Text: e.Message, Way: toCart}
	case e.Code == "quote_expired":
		return c.anew(&said{Tone: ui.Warning, Text: "The total was only held for a while, and that is over. Here is today's: please look at it, then place the order."})
	case e.Kind == errs.KindNotFound, e.Kind == errs.KindInvalid, e.Kind == errs.KindConflict:
		return c.anew(&said{Tone: ui.Warning, Text: "Here is what it comes to now. Please look at the total, then place the order."})
	default:
		return err
	}
	return c.render(http.StatusConflict)
}

// twice asks whether the buyer means it: they bought the same a moment ago.
func twice(e *errs.Error) *said {
	out := &said{Tone: ui.Warning, Text: "You bought exactly this a few minutes ago. Nothing was charged now. If you want it a second time, press “Place order” again."}
	if id := e.Meta["order_id"]; id != "" {
		out.Way = ui.Link{Text: "Look at that order", Href: "/orders/" + url.PathEscape(id)}
	}
	return out
}

// anew shows a fresh quote, with why there is one.
func (c *checkout) anew(why *said) error {
	if c.empty() {
		return c.nothing()
	}
	if err := c.ask(); err != nil {
		return err
	}
	if c.said == nil && c.quote != nil {
		c.said = why
	}
	return c.render(c.status(http.StatusConflict))
}
