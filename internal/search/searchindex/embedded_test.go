package searchindex_test

import (
	"testing"

	"rialto/internal/search"
	"rialto/internal/search/searchindex"
	"rialto/internal/search/searchtest"
)

func open(t testing.TB, cfg searchindex.Config) *searchindex.Embedded {
	t.Helper()
	if cfg.Currencies == nil {
		cfg.Currencies = []searchindex.Currency{{Code: "USD"}, {Code: "EUR"}}
	}
	ix, err := searchindex.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return ix
}

func TestEmbeddedKeepsTheContract(t *testing.T) {
	t.Parallel()
	searchtest.TestIndex(t, func(t *testing.T) search.Index { return open(t, searchindex.Config{}) })
}

func TestConfigIsRefusedInWords(t *testing.T) {
	t.Parallel()
	for name, currencies := range map[string][]searchindex.Currency{
		"five currencies":    {{Code: "USD"}, {Code: "EUR"}, {Code: "GBP"}, {Code: "CHF"}, {Code: "SEK"}},
		"a lower-case code":  {{Code: "usd"}},
		"descending bounds":  {{Code: "USD", Bounds: []int64{10, 5}}},
		"a bound below zero": {{Code: "USD", Bounds: []int64{-1}}},
		"sixteen bounds":     {{Code: "USD", Bounds: []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}}},
	} {
		if _, err := searchindex.Open(searchindex.Config{Currencies: currencies}); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
