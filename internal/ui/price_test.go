package ui

import (
	"strings"
	"testing"

	"rialto/internal/commerce"
)

func TestOnlyALowerPriceIsADeal(t *testing.T) {
	t.Parallel()
	usd := sampleMoney
	for _, c := range []struct {
		now, was commerce.Money
		want     int64
	}{
		{usd(7_500), usd(10_000), 25},
		{usd(9_990), usd(10_000), 0}, // less than a percent is no deal
		{usd(10_000), usd(10_000), 0},
		{usd(12_000), usd(10_000), 0},
		{usd(7_500), commerce.Money{}, 0},
		{usd(7_500), commerce.Money{Amount: 10_000, Currency: "EUR"}, 0},
		{usd(0), usd(10_000), 100},
		{usd(-1), usd(10_000), 0},
		{usd(0), usd(0), 0},
	} {
		if got := percentOff(c.now, c.was); got != c.want {
			t.Errorf("percentOff(%v, %v) = %d, want %d", c.now, c.was, got, c.want)
		}
	}
}

func TestAPriceSaysWhatItIsWithoutColours(t *testing.T) {
	t.Parallel()
	html := rendered(t, WasPrice(sampleMoney(7_500), sampleMoney(10_000)))
	for _, want := range []string{">Now </span>$75.00", ">Before </span>$100.00", "−25%"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %q in %s", want, html)
		}
	}
	if html = rendered(t, Price(commerce.Money{})); !strings.Contains(html, "No price in this currency") {
		t.Errorf("an absent price is shown as %s", html)
	}
}
