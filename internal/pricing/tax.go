package pricing

import (
	_ "embed" // the rates are part of the program
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	commercev1 "rialto/gen/rialto/commerce/v1"
)

//go:embed taxrates.csv
var taxRates string

// place is a country, with a region where the country taxes by region.
type place struct{ country, region string }

// taxTable holds rates in parts per million.
type taxTable map[place]int64

func readTaxTable(text string) (taxTable, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read tax rates: %w", err)
	}
	table := make(taxTable, len(rows))
	for i, row := range rows[1:] {
		ppm, err := strconv.ParseInt(row[3], 10, 64)
		if err != nil || ppm < 0 || ppm > 1_000_000 {
			return nil, fmt.Errorf("read tax rates: row %d: rate %q is not in 0..1000000", i+1, row[3])
		}
		table[place{row[0], row[1]}] = ppm
	}
	return table, nil
}

// rate returns the rate where a parcel goes: the region's, else the country's, else 0. The United States and Canada have
// no rate of their own, so an unknown region there is untaxed.
func (t taxTable) rate(a *commercev1.Address) int64 {
	region := strings.ToUpper(a.GetRegion())
	if ppm, ok := t[place{a.GetCountry(), region}]; ok {
		return ppm
	}
	return t[place{a.GetCountry(), ""}]
}
