package shelf

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/commerce"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

const (
	pageSize   = 48
	maxPage    = 200
	maxWords   = 300 // bytes of a query
	maxBrands  = 20
	maxName    = 200 // bytes of a brand
	maxDepth   = 10  // of a category
	maxSaid    = 5   // problems that are told of one address
	maxTyped   = 20  // bytes of a price that are shown again
	maxReading = 100 // values of one parameter that are looked at
)

// list is what an address says of a list of products: where, which words, how narrowed, in which order, which page.
type list struct {
	Path           []string // of the category; empty = everywhere
	Words          string
	Brands         []string
	PriceMin       string // as typed, in major units: "20", "19.99"
	PriceMax       string
	min, max       *int64 // the same in minor units; nil = no limit, or not understood
	Rating         float64
	Prime, InStock bool
	Sort           string // "" = best match
	Page           int
	Problems       []string // what was not understood, in sentences
	currency       string
}

// sorts are the orders that may be chosen, the default first.
var sorts = []ui.Option{
	{Value: "", Text: "Best match"}, {Value: "best_selling", Text: "Best selling"}, {Value: "rating", Text: "Top rated"},
	{Value: "newest", Text: "Newest"}, {Value: "price_asc", Text: "Price, lowest first"}, {Value: "price_desc", Text: "Price, highest first"},
}

// readList reads the parameters of an address. Prices are meant in the visitor's currency.
func readList(path []string, q url.Values, currency string) list {
	l := list{Path: path, currency: currency, Page: 1}
	l.readWords(plain(q.Get("q")))
	l.readBrands(q["brand"])
	l.readPrices(plain(q.Get("price_min")), plain(q.Get("price_max")))
	l.readRating(q.Get("rating_min"))
	l.Prime, l.InStock = l.readYes("prime", q.Get("prime")), l.readYes("in_stock", q.Get("in_stock"))
	l.readSort(q.Get("sort"))
	l.readPage(q.Get("page"))
	return l
}

// plain makes text of a parameter: no broken characters, no blanks around it.
func plain(text string) string { return strings.TrimSpace(strings.ToValidUTF8(text, "")) }

func (l *list) problem(sentence string) {
	if len(l.Problems) < maxSaid {
		l.Problems = append(l.Problems, sentence)
	}
}

func (l *list) readWords(words string) {
	l.Words = strings.Join(strings.Fields(words), " ")
	if len(l.Words) > maxWords {
		l.Words = plain(l.Words[:maxWords])
		l.problem("That was more than can be searched for at once: only the beginning was used.")
	}
}

func (l *list) readBrands(brands []string) {
	for _, b := range brands[:min(len(brands), maxReading)] {
		switch b = plain(b); {
		case b == "" || slices.Contains(l.Brands, b):
		case len(b) > maxName:
			l.problem("A brand's name is at most 200 characters long; a longer one was left out.")
		case len(l.Brands) == maxBrands:
			l.problem("At most 20 brands can be chosen at once; the others were left out.")
			return
		default:
			l.Brands = append(l.Brands, b)
		}
	}
}

// readPrices keeps what was typed in any case: whoever mistyped sees it again.
func (l *list) readPrices(low, high string) {
	l.PriceMin, l.PriceMax = shortened(low, maxTyped), shortened(high, maxTyped)
	least, most := l.readPrice(low), l.readPrice(high)
	if least != nil && most != nil && *least > *most {
		l.problem("The lowest price is above the highest one: neither was used.")
		return
	}
	if least != nil {
		l.min, l.PriceMin = least, major(least, l.currency)
	}
	if most != nil {
		l.max, l.PriceMax = most, major(most, l.currency)
	}
}

func (l *list) readPrice(text string) *int64 {
	if text == "" {
		return nil
	}
	m, err := commerce.ParseMoney(text, l.currency)
	if err != nil {
		l.problem("“" + shortened(text, maxTyped) + "” is no price such as 20 or 19.99: it was not used.")
		return nil
	}
	return &m.Amount
}

func (l *list) readRating(text string) {
	if text == "" {
		return
	}
	stars, err := strconv.ParseFloat(text, 64)
	if err != nil || !(stars >= 0 && stars <= 5) {
		l.problem("A rating is between 0 and 5 stars: it was not used.")
		return
	}
	l.Rating = stars
}

func (l *list) readYes(name, text string) bool {
	switch strings.ToLower(text) {
	case "1", "true", "on", "yes":
		return true
	case "", "0", "false", "off", "no":
		return false
	}
	l.problem("“" + name + "” is either 1 or left out: it was not used.")
	return false
}

func (l *list) readSort(name string) {
	if name == "relevance" {
		name = ""
	}
	if !slices.ContainsFunc(sorts, func(o ui.Option) bool { return o.Value == name }) {
		l.problem("There is no such order of results: they come by best match.")
		return
	}
	l.Sort = name
}

func (l *list) readPage(text string) {
	if text == "" {
		return
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxPage {
		l.problem("Pages go from 1 to 200: this is the first. To see what comes later, narrow the list.")
		return
	}
	l.Page = n
}

// question is what search is asked.
func (l list) question(user int64) *searchv1.SearchRequest {
	q := &searchv1.SearchRequest{
		Q: l.Words, Brands: slices.Clone(l.Brands), PriceMin: l.min, PriceMax: l.max, Category: strings.Join(l.Path, " > "),
		Sort: l.Sort, Page: int32(l.Page), PageSize: pageSize, Currency: l.currency, UserId: user,
	}
	if l.Rating > 0 {
		q.RatingMin = &l.Rating
	}
	if l.Prime {
		q.Prime = &l.Prime
	}
	if l.InStock {
		q.InStock = &l.InStock
	}
	return q
}

// filters is how many of them are on; the category and the words are not among them.
func (l list) filters() int {
	n := len(l.Brands)
	for _, on := range []bool{l.min != nil || l.max != nil, l.Rating > 0, l.Prime, l.InStock} {
		if on {
			n++
		}
	}
	return n
}

// base is the address without parameters.
func (l list) base() string {
	if len(l.Path) == 0 {
		return "/search"
	}
	return storefront.CategoryHref(l.Path)
}

// fields are the parameters in their one order, without the page and what is not set, so that equal lists have equal addresses.
func (l list) fields() []ui.Hidden {
	var out []ui.Hidden
	add := func(name, value string, on bool) {
		if on {
			out = append(out, ui.Hidden{Name: name, Value: value})
		}
	}
	add("q", l.Words, l.Words != "")
	for _, b := range l.Brands {
		add("brand", b, true)
	}
	add("price_min", l.PriceMin, l.min != nil)
	add("price_max", l.PriceMax, l.max != nil)
	add("rating_min", strconv.FormatFloat(l.Rating, 'f', -1, 64), l.Rating > 0)
	add("prime", "1", l.Prime)
	add("in_stock", "1", l.InStock)
	add("sort", l.Sort, l.Sort != "")
	return out
}

// without leaves parameters out of those that a form carries along, because the form has them itself.
func (l list) without(names ...string) []ui.Hidden {
	return slices.DeleteFunc(l.fields(), func(h ui.Hidden) bool { return slices.Contains(names, h.Name) })
}

// href is the address of the list's page n.
func (l list) href(n int) string {
	var b strings.Builder
	b.WriteString(l.base())
	sep := byte('?')
	add := func(name, value string) {
		b.WriteByte(sep)
		b.WriteString(name)
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(value))
		sep = '&'
	}
	for _, f := range l.fields() {
		add(f.Name, f.Value)
	}
	if n > 1 {
		add("page", strconv.Itoa(n))
	}
	return b.String()
}

// but is the address of the first page of the list with a change.
func (l list) but(change func(*list)) string {
	change(&l)
	return l.href(1)
}

// toggled returns the brands with one more, or one less where it is among them.
func (l list) toggled(brand string) []string {
	if slices.Contains(l.Brands, brand) {
		return slices.DeleteFunc(slices.Clone(l.Brands), func(b string) bool { return b == brand })
	}
	return append(l.Brands[:len(l.Brands):len(l.Brands)], brand)
}

// priced limits the price; a nil limit is none.
func (l *list) priced(low, high *int64) {
	l.min, l.max = low, high
	l.PriceMin, l.PriceMax = major(low, l.currency), major(high, l.currency)
}

// major writes minor units as somebody would type them: "20", "19.99".
func major(minor *int64, currency string) string {
	if minor == nil {
		return ""
	}
	text, _, _ := strings.Cut(commerce.Money{Amount: *minor, Currency: currency}.String(), " ")
	if whole, fraction, _ := strings.Cut(text, "."); strings.Trim(fraction, "0") == "" {
		return whole
	}
	return text
}

// cleared is the list without any filter.
func (l list) cleared() list {
	return list{Path: l.Path, Words: l.Words, Sort: l.Sort, Page: 1, currency: l.currency}
}

// shortened cuts text to about n bytes, at a character.
func shortened(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "") + "…"
}
