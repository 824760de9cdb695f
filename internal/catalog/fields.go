package catalog

import (
	"maps"
	"slices"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/commerce"
)

// fields is what a row or a patch asks of a product. nil and empty ask nothing: what is there stays.
type fields struct {
	title, description, brand, ean *string
	categoryPath, imageURLs        []string
	prime                          *bool
	options                        map[string]string
	attributes                     []Attribute
	rating                         *Rating
	price                          *commerce.Money  // of an offer; apply leaves it to the caller
	morePrices                     []commerce.Money // of the same offer, in other currencies
}

// prices returns all that an offer is asked to cost.
func (f fields) prices() []commerce.Money {
	if f.price == nil {
		return f.morePrices
	}
	return append([]commerce.Money{*f.price}, f.morePrices...)
}

// fieldsOfInput reads a row of an import, where empty means keep.
func fieldsOfInput(in *catalogv1.ProductInput, currency string) fields {
	return fields{
		title:        filled(oneLine(in.GetTitle())),
		description:  filled(trim(in.GetDescription())),
		brand:        filled(oneLine(in.GetBrand())),
		ean:          filled(trim(in.GetEan())),
		categoryPath: lines(in.GetCategoryPath()),
		imageURLs:    lines(in.GetImageUrls()),
		prime:        in.Prime,
		options:      optionLines(in.GetOptions()),
		attributes:   attributesOf(in.GetAttributes()),
		rating:       ratingOf(in.GetRating()),
		price:        priceOf(in.GetPrice() != nil, in.GetPrice(), currency),
		morePrices:   pricesOf(in.GetMorePrices(), currency),
	}
}

// fieldsOfPatch reads a patch, where a text that is set wins even when it is empty.
func fieldsOfPatch(req *catalogv1.PatchProductRequest, currency string) fields {
	f := fields{
		categoryPath: lines(req.GetCategoryPath()),
		imageURLs:    lines(req.GetImageUrls()),
		attributes:   attributesOf(req.GetAttributes()),
		prime:        req.Prime,
		price:        priceOf(req.GetPrice() != nil, req.GetPrice(), currency),
	}
	for _, text := range []struct {
		from  *string
		to    **string
		clean func(string) string
	}{{req.Title, &f.title, oneLine}, {req.Description, &f.description, trim}, {req.Brand, &f.brand, oneLine}} {
		if text.from != nil {
			clean := text.clean(*text.from)
			*text.to = &clean
		}
	}
	return f
}

// filled returns nil for an empty text.
func filled(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// priceOf returns the price that was given, in the shop's currency where it names none.
func priceOf(given bool, price interface {
	GetAmount() int64
	GetCurrency() string
}, currency string) *commerce.Money {
	if !given {
		return nil
	}
	m := commerce.MoneyOf(price)
	if m.Currency == "" {
		m.Currency = currency
	}
	return &m
}

// pricesOf reads a list of prices. A missing entry stays without a currency, to be refused.
func pricesOf(list []*commercev1.Money, currency string) []commerce.Money {
	var out []commerce.Money
	for _, m := range list {
		if price := priceOf(m != nil, m, currency); price != nil {
			out = append(out, *price)
		} else {
			out = append(out, commerce.Money{})
		}
	}
	return out
}

// apply changes the product where the fields differ from it. moved says that its category is another one.
func (f fields) apply(p *Product) (changed, moved bool) {
	texts := [][2]*string{{&p.Title, f.title}, {&p.Description, f.description}, {&p.Brand, f.brand}, {&p.EAN, f.ean}}
	for _, t := range texts {
		if t[1] != nil && *t[0] != *t[1] {
			*t[0], changed = *t[1], true
		}
	}
	if f.prime != nil && *f.prime != p.Prime {
		p.Prime, changed = *f.prime, true
	}
	if len(f.imageURLs) > 0 && !slices.Equal(f.imageURLs, p.ImageURLs) {
		p.ImageURLs, changed = f.imageURLs, true
	}
	if len(f.attributes) > 0 && !slices.Equal(f.attributes, p.Attributes) {
		p.Attributes, changed = f.attributes, true
	}
	if f.rating != nil && *f.rating != p.Rating {
		p.Rating, changed = *f.rating, true
	}
	if len(f.options) > 0 && !maps.Equal(f.options, p.Options) {
		p.Options, changed = f.options, true
	}
	if len(f.categoryPath) > 0 && !slices.Equal(f.categoryPath, p.CategoryPath) {
		p.CategoryPath, changed, moved = f.categoryPath, true, true
	}
	return changed, moved
}
