package till

import (
	"net/http"
	"slices"

	cartv1 "rialto/gen/rialto/cart/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

// checkout is the page while it is made: the form, what the rooms say to it, and what the buyer must know.
type checkout struct {
	*pages
	p        *page.Page
	form     form
	cart     *cartv1.Cart
	saved    []*identityv1.SavedAddress
	cards    []*paymentv1.Card    // saved ones
	gift     *giftcardv1.GiftCard // of the form; nil = none
	again    bool                 // the buyer must say that they mean it
	quote    *pricingv1.Quote
	problems map[string]string // by field
	said     *said
	trouble  map[int64]trouble // lines that stand in the way, by product
}

// said is what the page says above the form.
type said struct {
	Tone    ui.Tone
	Text    string
	Details []string
	Way     ui.Link // on, or out; may be empty
}

// trouble is why a product cannot be bought as asked, and how many units could.
type trouble struct {
	why  string
	left int64
}

// begin reads what every answer shows.
func (s *pages) begin(p *page.Page, f form) (*checkout, error) {
	c := &checkout{pages: s, p: p, form: f, problems: map[string]string{}, trouble: map[int64]trouble{}}
	c.form.Key, c.again = or(f.Key, s.newKey()), f.Again
	var err error
	if c.cart, err = s.cart(p); err != nil {
		return nil, err
	}
	c.wallet()
	if guest(p) {
		return c, nil
	}
	got, err := s.shop.Needs.Identity.ListAddresses(p.Ctx, &identityv1.ListAddressesRequest{UserId: p.Who.UserID()})
	if err != nil {
		s.shop.Deps.Log.Warn("list addresses for a checkout", "error", err)
		return c, nil // a new one can be given
	}
	c.saved = got.GetAddresses()
	return c, nil
}

func (c *checkout) empty() bool { return len(c.cart.GetItems()) == 0 }

// nothing leads away from a checkout without anything to buy: often it was just bought, in another tab.
func (c *checkout) nothing() error { return c.p.Redirect("/cart?notice=nothing-to-buy") }

// showCheckout begins a checkout. Where a saved address, or an order that came to nothing, says where to, the total is
// there at once.
func (s *pages) showCheckout(p *page.Page) error {
	f := form{}
	if id := p.Query("again"); id != "" {
		o, err := s.shop.Needs.Order.Get(p.Ctx, &orderv1.GetRequest{UserId: p.Who.UserID(), OrderId: id})
		if err != nil {
			return err
		}
		f = formOf(o)
	}
	c, err := s.begin(p, f)
	if err != nil {
		return err
	}
	if c.empty() {
		return c.nothing()
	}
	c.choose()
	c.form.Coupon, c.form.Ticket = c.cart.GetCoupon(), p.Query("ticket")
	c.form = c.form.usual()
	c.form.To.Name = or(c.form.To.Name, p.Who.User.GetName())
	if len(c.form.wrong(guest(p))) == 0 {
		if err := c.ask(); err != nil {
			return err
		}
	}
	return c.render(http.StatusOK)
}

// formOf fills the form in as an order had it.
func formOf(o *orderv1.Order) form {
	return form{Email: o.GetEmail(), To: commerce.AddressOf(o.GetAddress()), Delivery: o.GetDelivery()}
}

// choose takes the saved address that the form's is, or the first.
func (c *checkout) choose() {
	if len(c.saved) == 0 {
		return
	}
	at := slices.IndexFunc(c.saved, func(a *identityv1.SavedAddress) bool { return commerce.AddressOf(a.GetAddress()) == c.form.To })
	if at < 0 && c.form.To != (commerce.Address{}) {
		return
	}
	c.form.Choice, c.form.To = commerce.FormatID(c.saved[max(at, 0)].GetAddressId()), commerce.Address{}
}

func (c *checkout) render(status int) error {
	v := checkoutView{
		Form: c.form, Guest: guest(c.p), Account: c.p.Who.User.GetEmail(), Saved: c.saved, Problems: c.problems, Said: c.said,
		Cards: c.cards, Gift: c.gift, Again: c.again, Quote: c.quote, Lines: c.lines(), Subtotal: commerce.MoneyOf(c.cart.GetSubtotal()),
	}
	v.Form.Quote, v.Form.Asked = "", ""
	if c.quote != nil {
		v.Form.Quote, v.Form.Asked = c.quote.GetQuoteId(), c.form.mark()
	}
	f := ui.Frame{Title: "Checkout", NoIndex: true, CartCount: storefront.CountItems(c.cart)}
	return c.p.Render(status, f, checkoutPage(v))
}

// lines are those of the quote; without one, the cart's.
func (c *checkout) lines() []line {
	var ids []int64
	for _, l := range c.quote.GetLines() {
		ids = append(ids, l.GetProductId())
	}
	for _, i := range c.cart.GetItems() {
		ids = append(ids, i.GetProductId())
	}
	slices.Sort(ids)
	cards := c.pages.cards(c.p, slices.Compact(ids))
	var out []line
	for _, l := range c.quote.GetLines() {
		out = append(out, c.marked(quoteLine(c.quote, l, cards[l.GetProductId()]), l.GetProductId()))
	}
	if c.quote == nil {
		for _, i := range c.cart.GetItems() {
			out = append(out, c.marked(cartLine(i, cards[i.GetProductId()]), i.GetProductId()))
		}
	}
	return out
}

func (c *checkout) marked(l line, product int64) line {
	l.Trouble, l.Left = c.trouble[product].why, c.trouble[product].left
	return l
}

// title is a product's name, for sentences about it.
func (c *checkout) title(product int64) string {
	for _, i := range c.cart.GetItems() {
		if i.GetProductId() == product && i.GetTitle() != "" {
			return i.GetTitle()
		}
	}
	for _, l := range c.quote.GetLines() {
		if l.GetProductId() == product && l.GetTitle() != "" {
			return l.GetTitle()
		}
	}
	return "Product " + commerce.FormatID(product)
}

// unanswered tells that a room did not answer, without losing anything. ok is false where the error is another one.
func (c *checkout) unanswered(err error, text string) (ok bool) {
	if !errs.Unanswered(err) {
		return false
	}
	c.shop.Deps.Log.Error("checkout", "path", c.p.R.URL.Path, "error", err)
	c.said = &said{Tone: ui.Danger, Text: text}
	return true
}
