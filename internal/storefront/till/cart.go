package till

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	cartv1 "rialto/gen/rialto/cart/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

// cartView is what the page shows. Blocked says why one cannot go on to the checkout.
type cartView struct {
	Lines         []line
	Units         int64
	Subtotal      commerce.Money
	Coupon        string
	CouponProblem string
	Blocked       string
}

// cart returns the visitor's cart; somebody unknown has an empty one, and looking makes no guest.
func (s *pages) cart(p *page.Page) (*cartv1.Cart, error) {
	if !p.Who.Known() {
		return &cartv1.Cart{}, nil
	}
	return s.shop.Needs.Cart.GetCart(p.Ctx, &cartv1.GetCartRequest{UserId: p.Who.UserID(), Currency: p.Currency})
}

func (s *pages) showCart(p *page.Page) error { return s.cartPage(p, http.StatusOK, nil) }

// cartPage shows the cart, with what was refused where something was.
func (s *pages) cartPage(p *page.Page, status int, refused *errs.Error) error {
	cart, err := s.cart(p)
	if err != nil {
		return err
	}
	v := s.cartView(p, cart)
	f := ui.Frame{Title: "Your cart", NoIndex: true, CartCount: v.Units}
	if refused != nil && strings.HasPrefix(refused.Code, "coupon_") {
		v.Coupon, v.CouponProblem = p.Value("coupon"), refused.Message
	} else if refused != nil {
		f.Notice = ui.Notice{Kind: ui.Danger, Text: sentence(refused)}
	}
	return p.Render(status, f, cartPage(v))
}

func (s *pages) cartView(p *page.Page, cart *cartv1.Cart) cartView {
	v := cartView{Units: storefront.CountItems(cart), Subtotal: commerce.MoneyOf(cart.GetSubtotal()), Coupon: cart.GetCoupon()}
	var ids []int64
	for _, i := range cart.GetItems() {
		ids = append(ids, i.GetProductId())
	}
	cards := s.cards(p, ids)
	for _, i := range cart.GetItems() {
		l := cartLine(i, cards[i.GetProductId()])
		switch {
		case l.gone():
			l.Trouble = "This offer is no longer sold."
			v.Blocked = "Remove what is no longer sold to go on."
		case l.soldOut():
			l.Trouble = "Sold out. It may come back; to buy the rest now, remove it."
		}
		v.Lines = append(v.Lines, l)
	}
	return v
}

// addItem is often the first thing that somebody unknown does: it makes them a guest.
func (s *pages) addItem(p *page.Page) error {
	req, err := itemOf(p)
	if err != nil {
		return s.cartRefused(p, err)
	}
	if req.UserId, err = p.Door().Guest(p.Ctx, p.Visit); err != nil {
		return err
	}
	added, err := s.shop.Needs.Cart.AddItem(p.Ctx, req)
	if err != nil {
		return s.cartRefused(p, err)
	}
	p.Door().Activity.AddToCart(req.UserId, req.ProductId)
	notice := "added"
	if added.GetReplaced() {
		notice = "replaced"
	}
	return p.Redirect(withNotice(page.Local(p.Value("back"), "/cart"), notice))
}

// itemOf reads what is to be put in. Without a seller the featured offer is meant, without a quantity one unit.
func itemOf(p *page.Page) (*cartv1.AddItemRequest, error) {
	req := &cartv1.AddItemRequest{Quantity: 1, Currency: p.Currency}
	var err error
	if req.ProductId, err = commerce.ParseID(p.Value("product_id")); err != nil {
		return nil, errs.NotFound("product_not_found", "There is no such product.")
	}
	if seller := p.Value("seller_id"); seller != "" {
		if req.SellerId, err = commerce.ParseID(seller); err != nil {
			return nil, errs.NotFound("offer_not_found", "There is no such seller.")
		}
	}
	if p.Value("quantity") != "" {
		req.Quantity, err = quantity(p, 1)
	}
	return req, err
}

func quantity(p *page.Page, least int64) (int64, error) {
	n, err := strconv.ParseInt(p.Value("quantity"), 10, 64)
	if err != nil || n < least || n > commerce.MaxQuantity {
		return 0, errs.Invalid("quantity", "A quantity is a whole number from %d to %d.", least, commerce.MaxQuantity)
	}
	return n, nil
}

func (s *pages) setItem(p *page.Page) error {
	product, err := productID(p)
	if err != nil {
		return err
	}
	n, err := quantity(p, 0)
	if err != nil {
		return s.cartRefused(p, err)
	}
	if n == 0 {
		return s.remove(p, product)
	}
	user, err := p.Door().Guest(p.Ctx, p.Visit)
	if err != nil {
		return err
	}
	_, err = s.shop.Needs.Cart.SetItem(p.Ctx, &cartv1.SetItemRequest{UserId: user, ProductId: product, Quantity: n})
	if errs.HasCode(err, "item_not_found") {
		return p.Redirect("/cart?notice=not-in-cart")
	}
	if err != nil {
		return s.cartRefused(p, err)
	}
	return p.Redirect("/cart")
}

func (s *pages) removeItem(p *page.Page) error {
	product, err := productID(p)
	if err != nil {
		return err
	}
	return s.remove(p, product)
}

// remove makes no guest: whoever has no cart has nothing to remove from it.
func (s *pages) remove(p *page.Page, product int64) error {
	if p.Who.Known() {
		_, err := s.shop.Needs.Cart.RemoveItem(p.Ctx, &cartv1.RemoveItemRequest{UserId: p.Who.UserID(), ProductId: product})
		if err != nil {
			return err
		}
	}
	return p.Redirect("/cart?notice=removed")
}

// setCoupon keeps a code with the cart; whether it is good is judged when the checkout asks for a quote.
func (s *pages) setCoupon(p *page.Page) error {
	user, err := p.Door().Guest(p.Ctx, p.Visit)
	if err != nil {
		return err
	}
	_, err = s.shop.Needs.Cart.SetCoupon(p.Ctx, &cartv1.SetCouponRequest{UserId: user, Coupon: p.Value("coupon")})
	if err != nil {
		return s.cartRefused(p, err)
	}
	if p.Value("coupon") == "" {
		return p.Redirect("/cart?notice=coupon-removed")
	}
	return p.Redirect("/cart?notice=coupon-kept")
}

// cartRefused shows the cart as it is with the reason, where the reason is one that a person can act on.
func (s *pages) cartRefused(p *page.Page, err error) error {
	said := errs.As(err)
	if said == nil || errs.Unanswered(err) || said.Kind == errs.KindUnauthenticated {
		return err
	}
	status := http.StatusUnprocessableEntity
	switch said.Kind {
	case errs.KindConflict:
		status = http.StatusConflict
	case errs.KindNotFound:
		status = http.StatusNotFound
	}
	return s.cartPage(p, status, said)
}

// withNotice adds a notice to a path of ours, whatever else is asked there.
func withNotice(path, name string) string {
	u, err := url.Parse(path)
	if err != nil {
		return "/cart?notice=" + name
	}
	q := u.Query()
	q.Set("notice", name)
	u.RawQuery = q.Encode()
	return u.String()
}
