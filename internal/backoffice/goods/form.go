package goods

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
)

// productForm is what the form of a product holds, as it was typed.
type productForm struct {
	Made                                                    string // names the product that this form makes, however often it is sent
	ExternalID, Title, Description, Brand, Category, Seller string
	Prime                                                   bool
	Prices                                                  map[string]string // by currency
	Attributes                                              string            // one a line: "weight: 1.2 kg"
	Currencies                                              []string
	Sellers                                                 []string // to choose from; another name makes another seller

	refusal
}

func (s pages) readForm(p *page.Page) productForm {
	f := productForm{
		Made: p.Value("made"), ExternalID: p.Value("external_id"), Title: p.Value("title"), Description: p.Value("description"),
		Brand: p.Value("brand"), Category: p.Value("category_path"), Seller: p.Value("seller"), Prime: p.Value("prime") != "",
		Attributes: p.Value("attributes"), Prices: map[string]string{}, Currencies: s.Currencies(),
	}
	for _, code := range f.Currencies {
		f.Prices[code] = p.Value("price_" + code)
	}
	if f.Title == "" {
		f.note("title", "is required")
	}
	return f
}

// formOf is the form as it is filled in for a product.
func (s pages) formOf(product *catalogv1.Product) productForm {
	f := productForm{
		ExternalID: product.GetExternalId(), Title: product.GetTitle(), Description: product.GetDescription(), Brand: product.GetBrand(),
		Category: strings.Join(product.GetCategoryPath(), " > "), Prime: product.GetPrime(),
		Prices: map[string]string{}, Currencies: s.Currencies(),
	}
	for _, m := range product.GetFeatured().GetPrices() {
		f.Prices[m.GetCurrency()] = decimal(commerce.MoneyOf(m))
	}
	var lines []string
	for _, a := range product.GetAttributes() {
		lines = append(lines, lineOf(a))
	}
	f.Attributes = strings.Join(lines, "\n")
	return f
}

// keeps notes what was emptied that a product cannot lose: the catalogue reads an empty one as "as it is".
func (f *productForm) keeps(was productForm) {
	for _, code := range f.Currencies {
		if f.Prices[code] == "" && was.Prices[code] != "" {
			f.note("price_"+code, "can be changed, not taken away")
		}
	}
	if len(path(f.Category)) == 0 && was.Category != "" {
		f.note("category_path", "can be changed, not taken away")
	}
	if f.Attributes == "" && was.Attributes != "" {
		f.note("attributes", "can be changed, but one has to stay")
	}
}

// prices reads what was filled in; a price that is none is noted at its field.
func (f *productForm) prices() []*commercev1.Money {
	var out []*commercev1.Money
	for _, code := range f.Currencies {
		if f.Prices[code] == "" {
			continue
		}
		m, err := commerce.ParseMoney(f.Prices[code], code)
		if err != nil || m.Amount < 0 {
			f.note("price_"+code, "must be an amount such as 12.50")
			continue
		}
		out = append(out, &commercev1.Money{Amount: m.Amount, Currency: code})
	}
	return out
}

// attributes reads the lines "name: value". A line that stands as it was stays what it was, also where its kind is another
// one than it looks like. yes and no are what they say, a number may have a unit behind it.
func (f *productForm) attributes(was []*catalogv1.Attribute) []*catalogv1.Attribute {
	var out []*catalogv1.Attribute
	for n, line := range slices.Collect(strings.Lines(f.Attributes)) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if at := slices.IndexFunc(was, func(a *catalogv1.Attribute) bool { return lineOf(a) == line }); at >= 0 {
			out = append(out, was[at])
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if name == "" || value == "" {
			f.note("attributes", fmt.Sprintf("need a name and a value, such as weight: 1.2 kg, in line %d", n+1))
			return nil
		}
		out = append(out, attributeOf(name, value))
	}
	return out
}

func attributeOf(name, value string) *catalogv1.Attribute {
	if value == "yes" || value == "no" {
		return &catalogv1.Attribute{Name: name, Kind: "yes_no", Yes: value == "yes"}
	}
	first, unit, _ := strings.Cut(value, " ")
	if n, err := strconv.ParseFloat(first, 64); err == nil && !strings.ContainsAny(first, "nNiIxXpP_") && len(unit) <= 20 {
		return &catalogv1.Attribute{Name: name, Kind: "number", Number: n, Unit: strings.TrimSpace(unit)}
	}
	return &catalogv1.Attribute{Name: name, Kind: "text", Text: value}
}

// lineOf writes an attribute as attributeOf reads it.
func lineOf(a *catalogv1.Attribute) string {
	value := strings.Join(strings.Fields(a.GetText()), " ")
	switch a.GetKind() {
	case "yes_no":
		value = "no"
		if a.GetYes() {
			value = "yes"
		}
	case "number":
		value = strconv.FormatFloat(a.GetNumber(), 'f', -1, 64) + " " + a.GetUnit()
	}
	return strings.TrimSpace(a.GetName() + ": " + value)
}

// path reads "A > B > C".
func path(category string) []string {
	var out []string
	for name := range strings.SplitSeq(category, ">") {
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, name)
		}
	}
	return out
}
