package ui

import (
	"testing"

	"rialto/internal/commerce"
)

func TestMoneyIsWrittenForPeople(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		amount   int64
		currency string
		want     string
	}{
		{123_450, "USD", "$1,234.50"},
		{123_450, "EUR", "€1,234.50"},
		{5, "USD", "$0.05"},
		{0, "USD", "$0.00"},
		{500, "JPY", "¥500"},
		{1_234_567, "KRW", "₩1,234,567"},
		{1_250, "BHD", "BHD\u00a01.250"},
		{120_000, "CHF", "CHF\u00a01,200.00"},
		{-2_000, "USD", "−$20.00"},
		{100_000_000_000, "USD", "$1,000,000,000.00"},
		{0, "", ""},
	} {
		if got := Money(commerce.Money{Amount: c.amount, Currency: c.currency}); got != c.want {
			t.Errorf("Money(%d %s) = %q, want %q", c.amount, c.currency, got, c.want)
		}
	}
}

func TestCountsHaveSeparators(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 123456: "123,456", 1234567: "1,234,567", -1234: "−1,234"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestCountedTakesTheRightNoun(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0 items", 1: "1 item", 2: "2 items", 2000: "2,000 items"} {
		if got := Counted(n, "item", "items"); got != want {
			t.Errorf("Counted(%d) = %q, want %q", n, got, want)
		}
	}
}
