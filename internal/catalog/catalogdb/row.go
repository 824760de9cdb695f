package catalogdb

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"rialto/internal/catalog"
	"rialto/internal/commerce"
)

// productRow returns the values of productColumns.
func productRow(p *catalog.Product) ([]any, error) {
	images, err := encodeJSON(p.ImageURLs, len(p.ImageURLs))
	if err != nil {
		return nil, err
	}
	options, err := encodeJSON(p.Options, len(p.Options))
	if err != nil {
		return nil, err
	}
	attributes, err := encodeJSON(p.Attributes, len(p.Attributes))
	if err != nil {
		return nil, err
	}
	prime := 0
	if p.Prime {
		prime = 1
	}
	return []any{p.ID, p.Source, p.ExternalID, p.FamilyID, p.Title, p.Description, p.Brand,
		strings.Join(p.CategoryPath, catalog.PathSeparator), images, prime, p.EAN, options,
		attributes, p.Rating.Average, p.Rating.Count, p.Featured, p.CreatedAt, p.UpdatedAt, p.Version}, nil
}

// encodeJSON writes a list or map of n entries; none is the empty text, which costs nothing to read.
func encodeJSON(v any, n int) (string, error) {
	if n == 0 {
		return "", nil
	}
	text, err := json.Marshal(v)
	return string(text), err
}

func decodeJSON(text string, into any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("stored JSON %.40q: %w", text, err)
	}
	return nil
}

// encodePrices writes minor units by currency: {"EUR":1100,"USD":1250}.
func encodePrices(prices []commerce.Money) (string, error) {
	byCurrency := make(map[string]int64, len(prices))
	for _, m := range prices {
		byCurrency[m.Currency] = m.Amount
	}
	return encodeJSON(byCurrency, len(byCurrency))
}

func decodePrices(text string) ([]commerce.Money, error) {
	var byCurrency map[string]int64
	if err := decodeJSON(text, &byCurrency); err != nil {
		return nil, err
	}
	var prices []commerce.Money
	for currency, amount := range byCurrency {
		prices = append(prices, commerce.Money{Amount: amount, Currency: currency})
	}
	slices.SortFunc(prices, func(a, b commerce.Money) int { return cmp.Compare(a.Currency, b.Currency) })
	return prices, nil
}
