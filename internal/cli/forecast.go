package cli

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// forecastRow says how many units of a product are expected to be bought somewhere.
type forecastRow struct {
	line    int
	product string
	place   string // a region such as US-WA or DE, or a warehouse's name or id
	units   int64
}

// forecast is a file of them. byWarehouse says what place means.
type forecast struct {
	rows        []forecastRow
	byWarehouse bool
}

const (
	maxForecastRows = 200_000
	maxForecastUnit = 1_000_000_000
	maxShown        = 10 // bad rows that are told at once
)

// readForecast reads CSV with the columns product_id, units, and region or warehouse, in any order. Every bad row is named, up to
// ten of them; a forecast that is wrong in places is not used at all.
func readForecast(r io.Reader) (*forecast, error) {
	in := csv.NewReader(r)
	in.TrimLeadingSpace = true
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("read the header: %w", err)
	}
	column := func(name string) int { return slices.Index(header, name) }
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	product, units, place := column("product_id"), column("units"), column("region")
	f := &forecast{byWarehouse: place < 0}
	if place < 0 {
		place = column("warehouse")
	}
	if product < 0 || units < 0 || place < 0 {
		return nil, fmt.Errorf("the columns are %s; needed are product_id, units, and region or warehouse", strings.Join(header, ", "))
	}
	var bad []error
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		line, _ := in.FieldPos(0)
		row, err := forecastRowOf(line, record[product], record[place], record[units])
		if err != nil && len(bad) < maxShown {
			bad = append(bad, err)
		}
		if f.rows = append(f.rows, row); len(f.rows) > maxForecastRows {
			return nil, fmt.Errorf("more than %d rows", maxForecastRows)
		}
	}
	if len(f.rows) == 0 {
		bad = append(bad, errors.New("no rows"))
	}
	return f, errors.Join(bad...)
}

func forecastRowOf(line int, product, place, units string) (forecastRow, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(units), 10, 64)
	row := forecastRow{line, strings.TrimSpace(product), strings.TrimSpace(place), n}
	switch {
	case row.product == "" || row.place == "":
		return row, fmt.Errorf("line %d: product_id, and region or warehouse, must not be empty", line)
	case err != nil || n < 0 || n > maxForecastUnit:
		return row, fmt.Errorf("line %d: units is %.30q; it must be a whole number from 0 to %d", line, units, maxForecastUnit)
	}
	return row, nil
}

// warehouse finds the one that a row names, by name or id.
func (s sites) warehouse(named string) (int64, error) {
	for _, w := range s {
		if strings.EqualFold(w.GetName(), named) || strconv.FormatInt(w.GetWarehouseId(), 10) == named {
			return w.GetWarehouseId(), nil
		}
	}
	return 0, fmt.Errorf("there is no warehouse %.60q", named)
}

// region splits US-WA into country and state; a country alone has none.
func region(text string) (country, state string) {
	country, state, _ = strings.Cut(strings.ToUpper(text), "-")
	return country, state
}
