package storefront

import (
	"strings"
	"unicode/utf8"

	paymentv1 "rialto/gen/rialto/payment/v1"
)

// labels are what the fields of our forms are called.
var labels = map[string]string{
	"name": "The name", "line1": "The street and number", "line2": "The second line", "city": "The town", "region": "The state or region",
	"postal_code": "The postal code", "country": "The country", "email": "The e-mail address", "delivery": "The delivery",
	"coupon": "The coupon", "quantity": "The quantity", "address": "The address", "password": "The password",
}

// FieldName is the field of a form that a room calls "address.city".
func FieldName(field string) string { return strings.TrimPrefix(field, "address.") }

// FieldSentence turns a room's "address.city", "is required" into a sentence.
func FieldSentence(field, problem string) string {
	field = FieldName(field)
	name, known := labels[field]
	if !known {
		name = "The " + strings.ReplaceAll(field, "_", " ")
	}
	return name + " " + problem + "."
}

// CardName is what a person knows a saved card by: "Visa ···· 4242".
func CardName(c *paymentv1.Card) string {
	brand := c.GetBrand()
	_, size := utf8.DecodeRuneInString(brand)
	return strings.ToUpper(brand[:size]) + brand[size:] + " ···· " + c.GetLastFour()
}
