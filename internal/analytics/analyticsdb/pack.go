package analyticsdb

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"rialto/internal/analytics"
)

// The lines of a day or a receipt are kept as text, "product:units:revenue" apart by a blank, products in order. It is not
// JSON because a year of them is read for one page of the back office: this form costs a tenth of the time.

// pack leaves out products of which nothing is left.
func pack(lines map[int64]analytics.ProductSales) string {
	var b []byte
	for _, product := range slices.Sorted(maps.Keys(lines)) {
		line := lines[product]
		if line.Units == 0 && line.Revenue == 0 {
			continue
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, line.ProductID, 10)
		b = strconv.AppendInt(append(b, ':'), line.Units, 10)
		b = strconv.AppendInt(append(b, ':'), line.Revenue, 10)
	}
	return string(b)
}

// unpack hands out the lines in the order of their products.
func unpack(text string, each func(analytics.ProductSales)) error {
	for text != "" {
		var one string
		one, text, _ = strings.Cut(text, " ")
		line, err := parse(one)
		if err != nil {
			return fmt.Errorf("line %q of a day: %w", one, err)
		}
		each(line)
	}
	return nil
}

func parse(text string) (line analytics.ProductSales, err error) {
	product, rest, _ := strings.Cut(text, ":")
	units, revenue, _ := strings.Cut(rest, ":")
	if line.ProductID, err = strconv.ParseInt(product, 10, 64); err != nil {
		return line, err
	}
	if line.Units, err = strconv.ParseInt(units, 10, 64); err != nil {
		return line, err
	}
	line.Revenue, err = strconv.ParseInt(revenue, 10, 64)
	return line, err
}
