package storefront

import (
	"cmp"
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"

	"rialto/internal/ui"
)

//go:embed places.csv
var placesFile string

// place is a country, or with a region a state of the USA, as codes and as people call it.
type place struct{ country, region, name string }

// places are read once; the file is part of the program, so that a failure is a fault of the build.
var places = sync.OnceValue(func() []place {
	r := csv.NewReader(strings.NewReader(placesFile))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic("storefront: places.csv: " + err.Error())
	}
	var out []place
	for _, row := range rows[1:] {
		out = append(out, place{row[0], row[1], row[2]})
	}
	return out
})

// countries are what the select of countries offers.
func countries(chosen string) []ui.Option {
	var out []ui.Option
	for _, p := range places() {
		if p.region == "" {
			out = append(out, ui.Option{Value: p.country, Text: p.name, Selected: p.country == cmp.Or(chosen, UsualCountry)})
		}
	}
	return out
}

// states are what the field of the region proposes.
func states() []ui.Link {
	var out []ui.Link
	for _, p := range places() {
		if p.region != "" {
			out = append(out, ui.Link{Text: p.name, Href: p.region})
		}
	}
	return out
}

func countryName(code string) string {
	for _, p := range places() {
		if p.country == code && p.region == "" {
			return p.name
		}
	}
	return code
}

// StateCode reads a state of the USA as people and browsers write it, by code or by name; what is none stays as it is.
func StateCode(country, text string) string {
	if country != "US" {
		return text
	}
	for _, p := range places() {
		if p.region != "" && (strings.EqualFold(text, p.name) || strings.EqualFold(text, p.region)) {
			return p.region
		}
	}
	return text
}
