package shelf

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// productView is a product as its page shows it.
type productView struct {
	*catalogv1.Product
	Here      string // address of the page
	Crumbs    []ui.Link
	Pictures  []ui.Image
	Price     commerce.Money
	Elsewhere []commerce.Money // what it costs in the shop's other currencies, where it has no Price
	Stock     ui.Stock
	Options   []ui.OptionGroup
	Variants  []ui.Link // of the whole family, where the options do not lead to each
	Promises  []ui.Delivery
	Others    []offer
	Facts     []ui.Term
	Related   []shelf
	Bought    ui.Notice // what has just become of putting it into the cart
}

// offer is what another seller asks.
type offer struct {
	Seller   int64
	Name     string
	Price    commerce.Money
	Handling string
}

// product shows one, and counts as a view only when there was something to see.
func (s *pages) product(p *page.Page) error {
	id, err := commerce.ParseID(p.R.PathValue("product_id"))
	if err != nil {
		return errs.NotFound("product_not_found", "There is no such product.")
	}
	late, cancel := context.WithTimeout(p.Ctx, optional)
	defer cancel()
	saved := s.askAddresses(late, p)
	got, err := s.shop.Needs.Browse.ProductPage(p.Ctx, &browsev1.ProductPageRequest{ProductId: id})
	if err != nil {
		return err
	}
	v := s.view(p, got)
	if v.Bought = bought(p); v.Bought.Text == "" { // else it is the same look at it
		p.Door().Activity.View(p.Who.UserID(), id)
	}
	promised, rows := s.askPromises(late, p, &v, saved), s.askRelated(late, &v, p.Currency)
	v.Promises, _ = promised.wait(late)
	v.Related = related(late, rows, v.Product, p.Currency)
	frame := ui.Frame{Title: v.GetTitle(), Description: shortened(plain(v.GetDescription()), 160), Here: v.Here}
	return p.Render(http.StatusOK, frame, productPage(v))
}

// view is what the product itself says; other rooms add to it.
func (s *pages) view(p *page.Page, got *browsev1.ProductPageResponse) productView {
	product := got.GetCard().GetProduct()
	v := productView{
		Product: product, Here: productHref(product.GetProductId()), Crumbs: crumbs(product.GetCategoryPath()), Pictures: gallery(product),
		Price: priceIn(product.GetFeatured().GetPrices(), p.Currency), Others: others(product, p.Currency), Facts: facts(product),
	}
	if got.Sellable != nil {
		v.Stock = ui.Stock{Known: true, Units: got.GetSellable()}
	}
	if v.Price.IsZero() {
		for _, m := range product.GetFeatured().GetPrices() {
			v.Elsewhere = append(v.Elsewhere, commerce.MoneyOf(m))
		}
	}
	v.Options, v.Variants = options(product, got.GetVariants())
	return v
}

// most is how many units can be put into a cart at once; 0 = it cannot be bought.
func (v productView) most() int64 {
	switch {
	case v.Price.IsZero():
		return 0
	case !v.Stock.Known:
		return commerce.MaxQuantity
	}
	return min(max(v.Stock.Units, 0), commerce.MaxQuantity)
}

// gallery leaves out what browsers would not load. The drawing or photograph is of what the title says.
func gallery(p *catalogv1.Product) []ui.Image {
	var out []ui.Image
	for _, u := range p.GetImageUrls() {
		if showable(u) {
			out = append(out, ui.Image{Src: u, Sizes: "(min-width: 56rem) 46vw, 92vw"})
		}
	}
	if len(out) > 0 {
		out[0].Alt, out[0].Eager = p.GetTitle(), true
	}
	return out
}

// others are the offers beside the featured one, the cheapest first; those without a price in the currency come last.
func others(p *catalogv1.Product, currency string) []offer {
	var out []offer
	for _, o := range p.GetOffers() {
		if o.GetSellerId() == p.GetFeatured().GetSellerId() {
			continue
		}
		out = append(out, offer{o.GetSellerId(), o.GetSellerName(), priceIn(o.GetPrices(), currency), handling(o.GetHandlingDays())})
	}
	slices.SortStableFunc(out, func(a, b offer) int {
		return cmp.Or(unpriced(a)-unpriced(b), cmp.Compare(a.Price.Amount, b.Price.Amount))
	})
	return out[:min(len(out), maxOffers)]
}

const maxOffers = 50

func unpriced(o offer) int {
	if o.Price.IsZero() {
		return 1
	}
	return 0
}

// handling says how long a seller takes to send something.
func handling(days int32) string {
	if days == 0 {
		return "Ships the same day"
	}
	return "Ships within " + ui.Counted(int64(days), "day", "days")
}

// boughtNotices are what the till says when it leads back here.
var boughtNotices = map[string]ui.Notice{
	"added":    {Kind: ui.Success, Text: "It is in your cart."},
	"replaced": {Kind: ui.Warning, Text: "It is in your cart, in place of another seller's: a cart holds one offer of a product."},
}

// bought takes the till's notice out of the address: this page says it beside the button, where one looks, and not above
// everything, where it would push the page down.
func bought(p *page.Page) ui.Notice {
	q := p.R.URL.Query()
	n, known := boughtNotices[q.Get("notice")]
	if known {
		q.Del("notice")
		p.R.URL.RawQuery = q.Encode()
	}
	return n
}

// attrs make adding to the cart happen in place: beside the button, and in the header. A refusal is said above the page.
func (productView) attrs() templ.Attributes {
	return templ.Attributes{"data-swap": "buy notice cart-count"}
}

func (s *pages) askAddresses(ctx context.Context, p *page.Page) part[[]*identityv1.SavedAddress] {
	return ask(ctx, s.shop.Deps.Log, "addresses", func(ctx context.Context) ([]*identityv1.SavedAddress, error) {
		if !p.Who.Known() {
			return nil, nil
		}
		got, err := s.shop.Needs.Identity.ListAddresses(ctx, &identityv1.ListAddressesRequest{UserId: p.Who.UserID()})
		return got.GetAddresses(), err
	})
}
