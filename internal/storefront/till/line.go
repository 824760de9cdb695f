package till

import (
	"maps"
	"slices"
	"strings"

	browsev1 "rialto/gen/rialto/browse/v1"
	cartv1 "rialto/gen/rialto/cart/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/ui"
)

// line is one product as the cart, the checkout and an order show it.
type line struct {
	ID       string // of the product, decimal
	SellerID string
	Title    string
	Options  string // "Colour: red, Size: M"
	Seller   string
	Picture  ui.Image
	Quantity int64
	Price    commerce.Money // of one; zero = cannot be bought any more
	Was      commerce.Money // what one cost when it was put in; zero = the same
	Sum      commerce.Money
	Stock    ui.Stock
	Trouble  string // why it stands in the way of an order; "" = it does not
	Left     int64  // with Trouble: units that could still be had; 0 = none, or not known
}

func (l line) href() string { return "/p/" + l.ID }

// soldOut is said only where it is known.
func (l line) soldOut() bool { return l.Stock.Known && l.Stock.Units <= 0 }

// gone reports a line whose offer is no longer sold.
func (l line) gone() bool { return l.Price.IsZero() }

func cartLine(i *cartv1.CartItem, card *browsev1.Card) line {
	l := line{Title: i.GetTitle(), Quantity: i.GetQuantity(), Picture: picture(i.GetImageUrl())}
	if i.GetPrice() != nil {
		l.Price = commerce.MoneyOf(i.GetPrice())
		l.Sum = times(l.Price, i.GetQuantity())
	}
	if was := i.GetAddedPrice(); was != nil && !l.gone() && commerce.MoneyOf(was) != l.Price {
		l.Was = commerce.MoneyOf(was)
	}
	return l.dressed(i.GetProductId(), i.GetSellerId(), card)
}

func quoteLine(q *pricingv1.Quote, i *pricingv1.QuoteLine, card *browsev1.Card) line {
	l := line{
		Title: i.GetTitle(), Quantity: i.GetQuantity(), Price: commerce.Money{Amount: i.GetUnitPrice(), Currency: q.GetCurrency()},
		Sum: commerce.Money{Amount: i.GetSubtotal(), Currency: q.GetCurrency()},
	}
	for _, c := range q.GetChanged() {
		if c.GetProductId() == i.GetProductId() && c.GetReason() == "price" {
			l.Was = commerce.Money{Amount: c.GetOldAmount(), Currency: q.GetCurrency()}
		}
	}
	return l.dressed(i.GetProductId(), i.GetSellerId(), card)
}

func orderLine(o *orderv1.Order, i *orderv1.OrderItem, card *browsev1.Card) line {
	price := commerce.Money{Amount: i.GetUnitPrice(), Currency: o.GetCurrency()}
	l := line{Title: i.GetTitle(), Quantity: i.GetQuantity(), Price: price, Sum: times(price, i.GetQuantity())}
	return l.dressed(i.GetProductId(), i.GetSellerId(), card)
}

// dressed adds what browse knows: pictures, variant, seller, and stock where it is that of this seller.
func (l line) dressed(product, seller int64, card *browsev1.Card) line {
	l.ID, l.SellerID = commerce.FormatID(product), commerce.FormatID(seller)
	known := card.GetProduct()
	l.Title = or(l.Title, or(known.GetTitle(), "Product "+l.ID))
	l.Options = options(known.GetOptions())
	if urls := known.GetImageUrls(); l.Picture.Src == "" && len(urls) > 0 {
		l.Picture = picture(urls[0])
	}
	for _, o := range append(known.GetOffers(), known.GetFeatured()) {
		if o.GetSellerId() == seller && o.GetSellerName() != "" {
			l.Seller = o.GetSellerName()
		}
	}
	if card != nil && card.InStock != nil && known.GetFeatured().GetSellerId() == seller {
		l.Stock.Known = true
		if card.GetInStock() {
			l.Stock.Units = ui.Plenty
		}
	}
	return l
}

// times is a price of several units; the rooms have checked that it is no more than MaxAmount.
func times(m commerce.Money, n int64) commerce.Money {
	return commerce.Money{Amount: m.Amount * n, Currency: m.Currency}
}

// options writes what makes a variant, in the order of its names.
func options(of map[string]string) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(of)) {
		parts = append(parts, capital(name)+": "+of[name])
	}
	return strings.Join(parts, ", ")
}

// picture takes our own addresses and https ones; others are shown as a tile.
func picture(src string) ui.Image {
	own := strings.HasPrefix(src, "/") && !strings.HasPrefix(src, "//")
	if !own && !strings.HasPrefix(src, "https://") {
		src = ""
	}
	return ui.Image{Src: src, Width: 112, Height: 112, Sizes: "112px"}
}

func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

func or(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}
