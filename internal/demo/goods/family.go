package goods

import (
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"math/rand/v2"
	"strings"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/demo/draw"
)

// Product is one variant, ready for the catalogue, with what only the demo knows of it.
type Product struct {
	Input   *catalogv1.ProductInput
	Rival   *catalogv1.ProductInput // the same at another seller's price; nil for most
	Stock   int64                   // units of each offer
	Leaf    int
	Brand   int     // number of its brand in the leaf
	Appeal  float64 // how often it is bought, compared with others of its leaf
	Dollars int64   // price in US cents
}

const (
	mostVariants = 12
	everywhere   = "everywhere" // sellers of every department
)

// stream is the source of chance that is named by the seed and the parts.
func stream(seed uint64, parts ...any) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprint(h, parts...)
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// family is what the variants of one model share.
type family struct {
	name
	leaf        *Leaf
	id          string
	brand       int
	seller      string
	rival       string // "" for most
	text        string
	facts       []*catalogv1.Attribute
	prime       bool
	dollars     float64
	euros       float64 // per dollar
	habit       [2]habit
	stars       float64
	opinions    float64
	appeal      float64
	look        byte
	tint        colour
	pictureKind string
}

// family makes the n-th family of a leaf; ok is false where its title is taken.
func (w *words) family(seed uint64, l *Leaf, n int, taken map[string]bool) (products []Product, ok bool) {
	r := stream(seed, "family", l.Path[2], n)
	brand := r.IntN(len(l.brands))
	f := family{
		name: w.name(l, r, l.brands[brand]), leaf: l, id: fmt.Sprintf("%03d-%04d", l.number, n), brand: brand,
		prime: r.IntN(100) < l.Prime, dollars: between(r, l.low, l.high), euros: 0.86 + 0.14*r.Float64(),
		habit: [2]habit{habit(r.IntN(60)), habit(r.IntN(60))}, look: byte(r.IntN(256)), tint: pick(r, l.tints),
		appeal: 1 / math.Pow(1+float64(r.IntN(40)), 0.9), pictureKind: l.Draw,
	}
	if taken[f.title] {
		return nil, false
	}
	taken[f.title] = true
	f.text = l.describe(r, f.name)
	f.seller, f.rival = w.sellersOf(l, r)
	for _, fact := range l.facts {
		f.facts = append(f.facts, fact.draw(r))
	}
	if f.author != "" {
		f.facts = append([]*catalogv1.Attribute{{Name: "author", Kind: "text", Text: f.author}}, f.facts...)
	}
	f.stars = min(max(4.25+0.38*r.NormFloat64(), 2.6), 4.9)
	if r.IntN(100) >= 9 {
		f.opinions = math.Exp(2.6+1.5*r.NormFloat64()) * (0.4 + 3*f.appeal) * l.Hot
	}
	for i, v := range l.variants(r, f.tint) {
		products = append(products, f.product(r, i, v))
	}
	return products, true
}

// sellersOf says who offers a family: the shop itself or one of its department; one in ten has a rival.
func (w *words) sellersOf(l *Leaf, r *rand.Rand) (seller, rival string) {
	known := func() string { return pick(r, w.people.Sellers[l.Path[0]]) }
	seller = known()
	if r.IntN(10) < 3 {
		seller = w.people.Sellers[everywhere][0]
	}
	if other := known(); r.IntN(10) == 0 && other != seller {
		rival = other
	}
	return seller, rival
}

// variant is one way in which a model comes.
type variant struct {
	colour colour
	named  bool // the colour is an option
	size   size
}

// variants picks some colours and takes every size.
func (l *Leaf) variants(r *rand.Rand, tint colour) (list []variant) {
	sizes := l.sizes
	if len(sizes) == 0 {
		sizes = []size{{}}
	}
	colours, named := []colour{tint}, false
	if len(l.palette) > 0 {
		most := min(len(l.palette), 5, mostVariants/len(sizes))
		colours, named = nil, true
		for _, i := range r.Perm(len(l.palette))[:1+r.IntN(max(most, 1))] {
			colours = append(colours, l.palette[i])
		}
	}
	for _, c := range colours {
		for _, s := range sizes {
			list = append(list, variant{c, named, s})
		}
	}
	return list
}

// options are what a shopper chooses by, and how they read in a title.
func (l *Leaf) options(v variant) (options map[string]string, title string) {
	options = map[string]string{}
	if v.named {
		options[l.ColorName] = v.colour.name
		title += ", " + v.colour.name
	}
	if v.size.name != "" {
		options[l.sizeName()] = v.size.name
		title += ", " + v.size.name
	}
	return options, title
}

// sizeName is what the option is called that the sizes are values of.
func (l *Leaf) sizeName() string {
	last := l.sizes[len(l.sizes)-1].name
	for _, kind := range []struct{ name, marks string }{
		{"capacity", "GB TB"}, {"format", "Hardcover Print Board"}, {"pack", "pieces Set Pack colors bags"},
	} {
		for mark := range strings.FieldsSeq(kind.marks) {
			if strings.Contains(last, mark) {
				return kind.name
			}
		}
	}
	return "size"
}

func (f *family) product(r *rand.Rand, n int, v variant) Product {
	options, suffix := f.leaf.options(v)
	dollars, euros := f.habit[0].price(f.dollars*(1+v.size.extra)), f.habit[1].price(f.dollars*(1+v.size.extra)*f.euros)
	in := &catalogv1.ProductInput{
		ExternalId: fmt.Sprintf("%s-%02d", f.id, n), Family: f.id, Title: f.title + suffix, Description: f.text,
		Brand: f.leaf.brands[f.brand], CategoryPath: f.leaf.Path, Seller: f.seller, Prime: &f.prime, Options: options,
		ImageUrls:  []string{draw.Path(draw.Name(f.pictureKind, v.colour.hex, f.look))},
		Ean:        ean(fmt.Sprintf("29%s%02d0", strings.ReplaceAll(f.id, "-", ""), n)),
		Price:      &commercev1.Money{Amount: dollars, Currency: "USD"},
		MorePrices: []*commercev1.Money{{Amount: euros, Currency: "EUR"}},
		Attributes: f.facts,
	}
	share := 0.3 + 0.7*r.Float64()
	if count := int32(min(f.opinions*share, 40_000)); count > 0 {
		stars := math.Round(min(max(f.stars+0.08*r.NormFloat64(), 2.6), 4.9)*10) / 10
		in.Rating = &catalogv1.Rating{Average: stars, Count: count}
	}
	p := Product{Input: in, Leaf: f.leaf.number, Brand: f.brand, Appeal: f.appeal * share, Stock: units(r), Dollars: dollars}
	if f.rival != "" {
		p.Rival = f.rivalOffer(in, r)
	}
	return p
}

// rivalOffer is the same product from somebody who asks a little more or less.
func (f *family) rivalOffer(in *catalogv1.ProductInput, r *rand.Rand) *catalogv1.ProductInput {
	factor := 0.94 + 0.16*r.Float64()
	other := func(m *commercev1.Money) *commercev1.Money {
		return &commercev1.Money{Amount: f.habit[1].price(float64(m.GetAmount()) / 100 * factor), Currency: m.GetCurrency()}
	}
	return &catalogv1.ProductInput{
		ExternalId: in.GetExternalId(), Title: in.GetTitle(), Seller: f.rival, Price: other(in.GetPrice()),
		MorePrices: []*commercev1.Money{other(in.GetMorePrices()[0])},
	}
}

// units on hand: a few products are gone, some nearly so.
func units(r *rand.Rand) int64 {
	switch n := r.IntN(100); {
	case n < 4:
		return 0
	case n < 11:
		return 1 + r.Int64N(5)
	}
	return 8 + int64(60*r.ExpFloat64())
}

// Start is a number that a product keeps, for choosing where its units lie.
func (p Product) Start() int {
	h := fnv.New32a()
	io.WriteString(h, p.Input.GetExternalId()) // a hash takes everything
	return int(h.Sum32() >> 8)
}
