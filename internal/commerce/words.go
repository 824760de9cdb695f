package commerce

import (
	"fmt"
	"strconv"
	"time"
)

// ProductID names one buyable variant, SellerID a seller, UserID a customer, guest or operator, WarehouseID a warehouse.
type (
	ProductID   int64
	SellerID    int64
	UserID      int64
	WarehouseID int64
)

// OrderID is a Snowflake as decimal text of at most 20 characters.
type OrderID string

// MaxQuantity is the most units one line of a cart or order may have; MaxLines the most lines.
const (
	MaxQuantity = 999
	MaxLines    = 100
)

// CheckQuantity refuses quantities outside 1..MaxQuantity in words.
func CheckQuantity(q int64) error {
	if q < 1 || q > MaxQuantity {
		return fmt.Errorf("quantity must be between 1 and %d, not %d", MaxQuantity, q)
	}
	return nil
}

// ParseID reads a positive decimal id as JSON strings carry it.
func ParseID(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 || len(text) > 19 {
		return 0, fmt.Errorf("%.40q is not an id: ids are positive decimal numbers", text)
	}
	return id, nil
}

// FormatID writes an id as JSON strings carry it.
func FormatID[T ~int64](id T) string { return strconv.FormatInt(int64(id), 10) }

// Micros is the form times have in rows: UTC microseconds since 1970.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// FromMicros turns a row's time back; 0 gives the zero Time.
func FromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// Address is where a parcel goes. Region and Country are codes: "WA", "US".
type Address struct {
	Name, Line1, Line2, City, Region, PostalCode, Country string
}

// AddressOf copies any value with the getters of a generated Address message.
func AddressOf(a interface {
	GetName() string
	GetLine1() string
	GetLine2() string
	GetCity() string
	GetRegion() string
	GetPostalCode() string
	GetCountry() string
}) Address {
	return Address{a.GetName(), a.GetLine1(), a.GetLine2(), a.GetCity(), a.GetRegion(), a.GetPostalCode(), a.GetCountry()}
}

// AddressProblem is one field of an address that cannot be shipped to.
type AddressProblem struct{ Field, Problem string }

// Problems lists what is missing or malformed: name, line1, city and country are required, at most 200 characters each;
// country is two upper-case letters; US addresses need a region.
func (a Address) Problems() []AddressProblem {
	var out []AddressProblem
	for _, f := range []struct {
		name, value string
		required    bool
	}{
		{"name", a.Name, true}, {"line1", a.Line1, true}, {"line2", a.Line2, false}, {"city", a.City, true},
		{"region", a.Region, a.Country == "US"}, {"postal_code", a.PostalCode, false},
	} {
		switch {
		case f.required && f.value == "":
			out = append(out, AddressProblem{f.name, "is required"})
		case len(f.value) > 200:
			out = append(out, AddressProblem{f.name, "must be at most 200 bytes"})
		}
	}
	if len(a.Country) != 2 || a.Country[0] < 'A' || a.Country[0] > 'Z' || a.Country[1] < 'A' || a.Country[1] > 'Z' {
		out = append(out, AddressProblem{"country", "must be a two-letter code such as US"})
	}
	return out
}
