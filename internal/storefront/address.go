package storefront

import (
	"cmp"
	"strings"

	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
)

// UsualCountry is chosen before anybody chose.
const UsualCountry = "US"

// AddressForm is an address while somebody types it: AddressFields shows it, ReadAddress reads it.
type AddressForm struct {
	To       commerce.Address
	Problems map[string]string // sentences, by field
	Required bool              // browsers ask for what must be there
}

// AddressFieldNames are those of the form, in its order.
var AddressFieldNames = []string{"name", "line1", "line2", "city", "postal_code", "country", "region"}

// ReadAddress reads the fields of a form; a state of the USA may be given by its name.
func ReadAddress(p *page.Page) commerce.Address {
	a := commerce.Address{
		Name: p.Value("name"), Line1: p.Value("line1"), Line2: p.Value("line2"), City: p.Value("city"),
		PostalCode: p.Value("postal_code"), Country: cmp.Or(strings.ToUpper(p.Value("country")), UsualCountry),
	}
	a.Region = StateCode(a.Country, p.Value("region"))
	return a
}

// AddressProblems says what cannot be shipped to, by field.
func AddressProblems(a commerce.Address) map[string]string {
	out := map[string]string{}
	for _, p := range a.Problems() {
		out[p.Field] = FieldSentence(p.Field, p.Problem)
	}
	return out
}

// AddressLines write an address as on a parcel.
func AddressLines(a commerce.Address) []string {
	town := strings.Join(filled(a.City, a.Region, a.PostalCode), ", ")
	return filled(a.Name, a.Line1, a.Line2, town, countryName(a.Country))
}

func filled(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// AddressProto is the address as rooms are told it.
func AddressProto(a commerce.Address) *commercev1.Address {
	return &commercev1.Address{
		Name: a.Name, Line1: a.Line1, Line2: a.Line2, City: a.City, Region: a.Region, PostalCode: a.PostalCode, Country: a.Country,
	}
}
