package till

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	cartv1 "rialto/gen/rialto/cart/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

// quote answers the form with what it would cost: as the button says, or by itself when a field changed. In the latter case
// an address that is not finished is no mistake yet.
func (s *pages) quote(p *page.Page) error {
	f := readForm(p)
	if err := s.adjust(p); err != nil {
		return err
	}
	c, err := s.begin(p, f)
	if err != nil {
		return err
	}
	if c.empty() {
		return c.nothing()
	}
	byItself := p.Value("update") == ""
	if byItself && f.blank() {
		return c.render(http.StatusOK)
	}
	if byItself && f.accepted() && p.Value("adjust") == "" && c.same(f.Quote) && c.ofCart() {
		return c.render(http.StatusOK) // only the way to pay changed
	}
	wrong := f.wrong(guest(p))
	maps.Copy(c.problems, wrong)
	if len(wrong) == 0 {
		if err := c.ask(); err != nil {
			return err
		}
	}
	return c.render(c.status(http.StatusOK))
}

// status is ok unless something is wrong.
func (c *checkout) status(ok int) int {
	switch {
	case len(c.problems) > 0:
		return http.StatusUnprocessableEntity
	case c.said != nil && c.said.Tone == ui.Danger:
		return http.StatusConflict
	}
	return ok
}

// adjust takes a product out of the cart, or lowers its quantity: the answer to a sold-out line. "17 2" leaves two of product 17.
func (s *pages) adjust(p *page.Page) error {
	product, quantity, found := strings.Cut(p.Value("adjust"), " ")
	if !found {
		return nil
	}
	id, err := commerce.ParseID(product)
	n, wrong := strconv.ParseInt(quantity, 10, 64)
	if err != nil || wrong != nil || n < 0 || n > commerce.MaxQuantity {
		return errs.Invalid("adjust", "That is no quantity of a product.")
	}
	_, err = s.shop.Needs.Cart.SetItem(p.Ctx, &cartv1.SetItemRequest{UserId: p.Who.UserID(), ProductId: id, Quantity: n})
	if errs.HasCode(err, "item_not_found") {
		return nil // gone already
	}
	return err
}

// same shows a quote again that is still good; false where there is none such.
func (c *checkout) same(token string) bool {
	if token == "" {
		return false
	}
	q, err := c.shop.Needs.Pricing.GetQuote(c.p.Ctx, &pricingv1.GetQuoteRequest{UserId: c.p.Who.UserID(), QuoteId: token})
	if err != nil || q.GetExpiresAt() <= commerce.Micros(c.shop.Deps.Now()) {
		return false
	}
	c.quote = q
	return true
}

// ofCart reports whether the quote is for what the cart holds now: it may have changed in another tab.
func (c *checkout) ofCart() bool {
	return slices.EqualFunc(c.quote.GetLines(), c.cart.GetItems(), func(l *pricingv1.QuoteLine, i *cartv1.CartItem) bool {
		return l.GetProductId() == i.GetProductId() && l.GetSellerId() == i.GetSellerId() && l.GetQuantity() == i.GetQuantity()
	})
}

// ask gets a quote for the form and the cart. What is refused for a reason of the buyer's is told on the page: an error is
// ours.
func (c *checkout) ask() error {
	c.quote = nil
	err := c.keepCoupon()
	if err == nil {
		c.quote, err = c.shop.Needs.Order.Quote(c.p.Ctx, c.form.ask(c.p.Who.UserID(), guest(c.p)))
	}
	if err != nil {
		return c.refused(err)
	}
	return nil
}

// keepCoupon gives the cart the coupon of the form, where the quote takes it from.
func (c *checkout) keepCoupon() error {
	if strings.EqualFold(c.form.Coupon, c.cart.GetCoupon()) {
		return nil
	}
	cart, err := c.shop.Needs.Cart.SetCoupon(c.p.Ctx, &cartv1.SetCouponRequest{UserId: c.p.Who.UserID(), Coupon: c.form.Coupon})
	if err == nil {
		c.cart = cart
	}
	return err
}

// refused turns a refused quote into words at their place. A coupon or a delivery that cannot be had is taken off, so that
// there is a total to go on with.
func (c *checkout) refused(err error) error {
	if c.unanswered(err, "We could not work out the total just now. Nothing is lost: please try again in a moment.") {
		return nil
	}
	e := errs.As(err)
	switch {
	case strings.HasPrefix(e.Code, "coupon_") && c.form.Coupon != "":
		c.problems["coupon"] = e.Message + " It was taken off."
		c.form.Coupon = ""
		return c.ask()
	case e.Code == "delivery_unavailable" && c.form.Delivery != "standard":
		c.problems["delivery"] = deliveryName(c.form.Delivery) + " is not available for this order."
		c.form.Delivery = "standard"
		return c.ask()
	case e.Code == "address_not_found":
		c.problems["address"] = "This address is no longer saved. Please choose another."
	case e.Code == "email_required":
		c.problems["email"] = "Please give an e-mail address: the confirmation goes there."
	case e.Code == "no_price" || e.Code == "currency_unavailable":
		c.blocked(e)
	case len(e.Fields) > 0:
		for _, f := range e.Fields {
			c.problems[storefront.FieldName(f.Name)] = storefront.FieldSentence(f.Name, f.Problem)
		}
	case e.Kind == errs.KindInvalid || e.Kind == errs.KindConflict:
		c.said = &said{Tone: ui.Danger, Text: e.Message, Way: toCart}
	default:
		return err
	}
	return nil
}

var toCart = ui.Link{Text: "Change your cart", Href: "/cart"}

// blocked marks the lines that cannot be sold any more.
func (c *checkout) blocked(e *errs.Error) {
	c.said = &said{Tone: ui.Danger, Text: "Some of your cart is no longer sold. Remove it below to go on.", Way: toCart}
	for _, id := range idsOf(e) {
		c.trouble[id] = trouble{why: "No longer sold in this currency."}
		c.said.Details = append(c.said.Details, c.title(id))
	}
}

// idsOf reads the products that an error is about.
func idsOf(e *errs.Error) []int64 {
	var out []int64
	for part := range strings.SplitSeq(e.Meta["product_ids"], ",") {
		if id, err := commerce.ParseID(strings.TrimSpace(part)); err == nil && len(out) < commerce.MaxLines {
			out = append(out, id)
		}
	}
	return out
}
