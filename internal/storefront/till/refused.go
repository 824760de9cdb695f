package till

import (
	"net/http"

	browsev1 "rialto/gen/rialto/browse/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/ui"
)

// cameToNothing shows why an order was refused, and the form for another one: filled in as it was, with a key of its own.
func (s *pages) cameToNothing(p *page.Page, f form, got *orderv1.PlaceResponse) error {
	problem := got.GetProblem()
	f.Key = "" // it has made its order, which is canceled
	c, err := s.begin(p, f)
	if err != nil {
		return err
	}
	if c.empty() {
		return c.nothing()
	}
	switch problem.GetCode() {
	case "payment_declined":
		return c.declined(f, problem)
	case "price_changed":
		return c.moved(got)
	case "out_of_stock":
		if !c.same(f.Quote) {
			if err := c.ask(); err != nil {
				return err
			}
		}
		c.soldOut(problem.GetProductIds())
		return c.render(http.StatusConflict)
	case "gift_card_short":
		if !c.same(f.Quote) {
			if err := c.ask(); err != nil {
				return err
			}
		}
		c.problems["gift_card"] = "There is less on the gift card than a moment ago. Nothing was charged: here is what is left to pay."
		return c.render(http.StatusConflict)
	case "purchase_limit":
		return c.anew(&said{Tone: ui.Danger, Text: problem.GetDetail() + " Nothing was charged.", Way: toCart})
	case "coupon_used_up", "coupon_expired", "coupon_used_by_you":
		c.form.Coupon = ""
		return c.anew(&said{Tone: ui.Warning, Text: problem.GetDetail() + " Nothing was charged. Here is the total without it."})
	}
	return c.anew(&said{Tone: ui.Danger, Text: problem.GetDetail() + " Your cart is as it was: you can try again."})
}

// declined offers another card for the same total, while that is held.
func (c *checkout) declined(f form, problem *orderv1.Problem) error {
	if !c.same(f.Quote) {
		if err := c.ask(); err != nil {
			return err
		}
	}
	c.said = &said{Tone: ui.Danger, Text: declineWords(problem.GetDeclineCode()) + " Nothing was charged, and everything else is kept: choose another card."}
	c.problems["card"] = declineWords(problem.GetDeclineCode())
	return c.render(http.StatusPaymentRequired)
}

// moved shows what has changed, old beside new, and the fresh total to accept.
func (c *checkout) moved(got *orderv1.PlaceResponse) error {
	why := &said{Tone: ui.Warning, Text: "Something changed since you saw the total. Nothing was charged: please look at the new one, then place the order."}
	if !c.same(got.GetProblem().GetFreshQuoteToken()) {
		if err := c.ask(); err != nil {
			return err
		}
	}
	if c.said == nil {
		c.said = why
	}
	currency := got.GetOrder().GetCurrency()
	for _, change := range got.GetProblem().GetChanged() {
		c.said.Details = append(c.said.Details, c.changeWords(change, currency))
	}
	return c.render(http.StatusConflict)
}

func (c *checkout) changeWords(change *pricingv1.LineChange, currency string) string {
	from := ui.Money(commerce.Money{Amount: change.GetOldAmount(), Currency: currency})
	to := ui.Money(commerce.Money{Amount: change.GetNewAmount(), Currency: currency})
	switch change.GetReason() {
	case "coupon":
		return "The coupon takes off " + to + " instead of " + from + "."
	case "tax":
		return "The tax is " + to + " instead of " + from + "."
	case "unavailable":
		return c.title(change.GetProductId()) + " is no longer sold."
	}
	return c.title(change.GetProductId()) + " costs " + to + " instead of " + from + "."
}

// mostLooked bounds for how many sold-out lines the remaining units are asked for.
const mostLooked = 5

// soldOut names what there is not enough of, and marks the lines with what could be had instead.
func (c *checkout) soldOut(ids []int64) {
	c.said = &said{Tone: ui.Danger, Text: "There is not enough left of what you want. Nothing was charged. Take out or lower what is marked below to buy the rest.", Way: toCart}
	for i, id := range ids {
		t := trouble{why: "Sold out while you were here."}
		if i < mostLooked {
			t.left = c.leftOf(id)
		}
		if t.left > 0 {
			t.why = "Only " + ui.Count(t.left) + " left."
		}
		c.trouble[id] = t
		c.said.Details = append(c.said.Details, c.title(id))
	}
}

// leftOf is how many units could be bought instead; 0 where none, or nobody knows, or as many as were wanted.
func (c *checkout) leftOf(product int64) int64 {
	for _, i := range c.cart.GetItems() {
		if i.GetProductId() != product {
			continue
		}
		got, err := c.shop.Needs.Browse.ProductPage(c.p.Ctx, &browsev1.ProductPageRequest{ProductId: product})
		if err == nil && got.GetSellable() < i.GetQuantity() && got.GetCard().GetProduct().GetFeatured().GetSellerId() == i.GetSellerId() {
			return max(got.GetSellable(), 0)
		}
	}
	return 0
}
