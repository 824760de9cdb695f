package gateway

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/commerce"
)

// id is an id in JSON and in addresses: a decimal string, because scripts round numbers above 2^53. "" is none.
type id string

// Schema documents and checks the form.
func (id) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Pattern: "^[1-9][0-9]{0,18}$",
		PatternDescription: "an id: a positive decimal number", Examples: []any{"7423847239472394"},
	}
}

func idOf(n int64) id {
	if n == 0 {
		return ""
	}
	return id(strconv.FormatInt(n, 10))
}

// int64 returns the number; the form was checked. Nineteen digits may be too many for int64: nothing has such an id, so
// any that nothing has stands for it.
func (i id) int64() int64 {
	if i == "" {
		return 0
	}
	n, err := strconv.ParseInt(string(i), 10, 64)
	if err != nil {
		return math.MaxInt64
	}
	return n
}

// money is MONEY: minor units of one currency.
type money struct {
	Amount   int64  `json:"amount" minimum:"0" maximum:"1000000000000" doc:"Minor units: 75864 is $758.64."`
	Currency string `json:"currency" pattern:"^[A-Z]{3}$" patternDescription:"a currency code such as USD" example:"USD"`
}

func moneyOf(m *commercev1.Money) *money {
	if m == nil {
		return nil
	}
	return &money{m.GetAmount(), m.GetCurrency()}
}

func (m *money) proto() *commercev1.Money {
	if m == nil {
		return nil
	}
	return &commercev1.Money{Amount: m.Amount, Currency: m.Currency}
}

// priceIn returns the price in a currency, nil where there is none.
func priceIn(prices []*commercev1.Money, currency string) *money {
	for _, p := range prices {
		if p.GetCurrency() == currency {
			return moneyOf(p)
		}
	}
	return nil
}

// Address is where a parcel goes.
type Address struct {
	Name       string `json:"name" maxLength:"200"`
	Line1      string `json:"line1" maxLength:"200"`
	Line2      string `json:"line2,omitempty" maxLength:"200"`
	City       string `json:"city" maxLength:"200"`
	Region     string `json:"region,omitempty" maxLength:"200" doc:"State or province code; required in the US." example:"WA"`
	PostalCode string `json:"postal_code,omitempty" maxLength:"200"`
	Country    string `json:"country" maxLength:"2" doc:"ISO 3166 alpha-2." example:"US"`
}

func (a *Address) proto() *commercev1.Address {
	if a == nil {
		return nil
	}
	return &commercev1.Address{
		Name: a.Name, Line1: a.Line1, Line2: a.Line2, City: a.City, Region: a.Region, PostalCode: a.PostalCode, Country: a.Country,
	}
}

func addressOf(a *commercev1.Address) Address {
	return Address{
		a.GetName(), a.GetLine1(), a.GetLine2(), a.GetCity(), a.GetRegion(), a.GetPostalCode(), a.GetCountry(),
	}
}

// list is how lists are answered. next_cursor is empty on the last page.
type list[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor"`
}

// listOf maps a room's answer; no item is an empty list, never null.
func listOf[A, B any](from []A, one func(A) B, next string) list[B] {
	return list[B]{each(from, one), next}
}

func each[A, B any](from []A, one func(A) B) []B {
	out := make([]B, len(from))
	for i, a := range from {
		out[i] = one(a)
	}
	return out
}

// output is an answer with a body.
type output[T any] struct {
	Body T
}

// created is a 201 answer: what was made and where it is.
type created[T any] struct {
	Location string `header:"Location"`
	Body     T
}

// nothing is an answer or input without content.
type nothing struct{}

// Paging are the parameters of lists.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"300" doc:"next_cursor of the page before."`
	Limit  int32  `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

// optional is a query parameter that may be absent, which is not the same as zero.
type optional[T any] struct {
	Value T
	set   bool
}

// Schema, Receiver and OnParamSet make Huma treat it as a T that may be absent.
func (o optional[T]) Schema(r huma.Registry) *huma.Schema {
	return huma.SchemaFromType(r, reflect.TypeFor[T]())
}

func (o *optional[T]) Receiver() reflect.Value { return reflect.ValueOf(&o.Value).Elem() }

func (o *optional[T]) OnParamSet(set bool, _ any) { o.set = set }

// pointer returns the value for an optional proto field.
func (o optional[T]) pointer() *T {
	if !o.set {
		return nil
	}
	return &o.Value
}

// categoryText and categoryParts write and read category paths: "A > B > C".
func categoryText(path []string) string { return strings.Join(path, " > ") }

// categoryParts forgives spaces and empty parts.
func categoryParts(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, ">") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// timeOf is a row's time for JSON; nil where there is none.
func timeOf(micros int64) *time.Time {
	if micros == 0 {
		return nil
	}
	t := commerce.FromMicros(micros)
	return &t
}

func microsOf(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return commerce.Micros(*t)
}
