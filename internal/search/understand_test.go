package search

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestUnderstandPrices(t *testing.T) {
	t.Parallel()
	n := func(x int64) *int64 { return &x }
	for _, tc := range []struct {
		q, currency, text string
		low, high         *int64
	}{
		{"shoes under $50", "USD", "shoes", nil, n(5000)},
		{"under 50 shoes", "USD", "shoes", nil, n(5000)},
		{"Shoes  UNDER  $ 1,250.50 red", "USD", "Shoes red", nil, n(125050)},
		{"watch over 20", "USD", "watch", n(2000), nil},
		{"lamp below 30 dollars", "USD", "lamp", nil, n(3000)},
		{"lamp less than 30 eur", "EUR", "lamp", nil, n(3000)},
		{"lamp between $20 and $50", "USD", "lamp", n(2000), n(5000)},
		{"lamp over 20 under 50", "USD", "lamp", n(2000), n(5000)},
		{"lamp under 3000", "JPY", "lamp", nil, n(3000)},
		{"under $50", "USD", "", nil, n(5000)},
		{"phone under 500 with camera", "USD", "phone with camera", nil, n(50000)},

		{"lamp under €30", "USD", "lamp under €30", nil, nil},
		{"lamp under 30.555", "USD", "lamp under 30.555", nil, nil},
		{"tv over 55 inch", "USD", "tv over 55 inch", nil, nil},
		{`tv over 55"`, "USD", `tv over 55"`, nil, nil},
		{"disk over 500gb", "USD", "disk over 500gb", nil, nil},
		{"rated over 4 stars", "USD", "rated over 4 stars", nil, nil},
		{"under armour 50", "USD", "under armour 50", nil, nil},
		{"thunder 50", "USD", "thunder 50", nil, nil},
		{"under 99999999999999", "USD", "under 99999999999999", nil, nil},
		{"", "USD", "", nil, nil},
	} {
		u := Understand(tc.q, tc.currency)
		if u.Text != tc.text || !same(u.PriceMin, tc.low) || !same(u.PriceMax, tc.high) {
			t.Errorf("%q: %q, from %s to %s", tc.q, u.Text, show(u.PriceMin), show(u.PriceMax))
		}
	}
	if u := Understand("lamp over 20 under 50", "USD"); strings.Join(u.Notes, ", ") != "price from 20.00 USD, price up to 50.00 USD" {
		t.Errorf("notes %q", u.Notes)
	}
}

func same(a, b *int64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

func show(p *int64) any {
	if p == nil {
		return "nowhere"
	}
	return *p
}

// FuzzUnderstand checks that no query breaks the parser, that it adds no word, and that what is left is understood as it is.
func FuzzUnderstand(f *testing.F) {
	for _, q := range []string{"shoes under $50", "between 1 and 2 over 3 under 4", "under under 5 6", "\x00\xff under ¥1", `"'"`, "über 20 €"} {
		f.Add(q, "USD")
		f.Add(q, "JPY")
	}
	f.Fuzz(func(t *testing.T, q, currency string) {
		u := Understand(q, currency)
		if len(u.Text) > len(q) {
			t.Fatalf("%q grew to %q", q, u.Text)
		}
		for _, bound := range []*int64{u.PriceMin, u.PriceMax} {
			if bound != nil && *bound < 0 {
				t.Fatalf("%q has a price of %d", q, *bound)
			}
		}
		for _, w := range QueryWords(u.Text) {
			if w == "" || len(w) > maxWordBytes || !utf8.ValidString(w) || Stem(w) == "" {
				t.Fatalf("%q has the word %q", q, w)
			}
		}
	})
}
