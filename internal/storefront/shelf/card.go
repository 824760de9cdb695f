package shelf

import (
	"net/url"
	"strings"

	browsev1 "rialto/gen/rialto/browse/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/commerce"
	"rialto/internal/ui"
)

// firstRow is how many pictures of a list are loaded at once: what is seen first on most screens.
const firstRow = 4

// cards shows products in a list. What can be bought says nothing of its stock, so that what cannot stands out.
func cards(list []*browsev1.Card, currency, badge string) []ui.Card {
	out := make([]ui.Card, len(list))
	for i, c := range list {
		p := c.GetProduct()
		out[i] = ui.Card{
			Href: productHref(p.GetProductId()), Title: p.GetTitle(), Brand: p.GetBrand(), Picture: ui.Image{Src: firstPicture(p.GetImageUrls())},
			Price: priceIn(p.GetFeatured().GetPrices(), currency), Rating: p.GetAvgRating(), Ratings: int64(p.GetReviewCount()),
			Prime: p.GetPrime(), Badge: badge,
		}
		if c.InStock != nil && !c.GetInStock() {
			out[i].Stock = ui.Stock{Known: true}
		}
	}
	return out
}

// eager marks the pictures that are seen first.
func eager(list []ui.Card) []ui.Card {
	for i := range list[:min(firstRow, len(list))] {
		list[i].Picture.Eager = true
	}
	return list
}

// priceIn finds the price in a currency; zero where there is none.
func priceIn(prices []*commercev1.Money, currency string) commerce.Money {
	for _, m := range prices {
		if m.GetCurrency() == currency {
			return commerce.MoneyOf(m)
		}
	}
	return commerce.Money{}
}

func firstPicture(urls []string) string {
	for _, u := range urls {
		if showable(u) {
			return u
		}
	}
	return ""
}

// showable reports whether the policy of our pages lets a browser load a picture: an own path, or another site by https.
func showable(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//")
}

func productHref(id int64) string { return "/p/" + commerce.FormatID(id) }

func brandHref(brand string) string { return "/search?brand=" + url.QueryEscape(brand) }
