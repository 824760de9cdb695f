package commerce

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text, currency string
		want           int64
		ok             bool
	}{
		{"758.64", "USD", 75864, true}, {"12.5", "USD", 1250, true}, {"12", "USD", 1200, true}, {"0.010", "USD", 1, true},
		{"500", "JPY", 500, true}, {"1.5", "JPY", 0, false}, {"1.234", "KWD", 1234, true},
		{"1.005", "USD", 0, false}, {"-1", "USD", 0, false}, {"1e3", "USD", 0, false}, {"1,000", "USD", 0, false},
		{"", "USD", 0, false}, {".5", "USD", 0, false}, {"NaN", "USD", 0, false}, {"99999999999999999999", "USD", 0, false},
		{"1", "usd", 0, false},
	} {
		got, err := ParseMoney(tc.text, tc.currency)
		if (err == nil) != tc.ok || got.Amount != tc.want && tc.ok {
			t.Errorf("ParseMoney(%q, %s) = %v, %v", tc.text, tc.currency, got, err)
		}
	}
}

func TestMoneyNeverMixesOrOverflows(t *testing.T) {
	t.Parallel()
	usd, eur := Money{1, "USD"}, Money{1, "EUR"}
	if _, err := usd.Add(eur); !errors.Is(err, ErrCurrencies) {
		t.Fatalf("mixed: %v", err)
	}
	if _, err := (Money{math.MaxInt64, "USD"}).Add(usd); !errors.Is(err, ErrOverflow) {
		t.Fatalf("sum: %v", err)
	}
	if _, err := (Money{math.MaxInt64 / 2, "USD"}).Times(3); !errors.Is(err, ErrOverflow) {
		t.Fatalf("product: %v", err)
	}
	if _, err := MulAmount(-1, 2); !errors.Is(err, ErrOverflow) {
		t.Fatalf("negative: %v", err)
	}
}

func TestMoneyString(t *testing.T) {
	t.Parallel()
	for want, m := range map[string]Money{
		"758.64 USD": {75864, "USD"}, "0.05 USD": {5, "USD"}, "-3.00 EUR": {-300, "EUR"}, "500 JPY": {500, "JPY"},
	} {
		if got := m.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestSplitSumsExactlyAndFairly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(0, MaxAmount).Draw(t, "amount")
		weights := rapid.SliceOfN(rapid.Int64Range(0, MaxAmount), 1, 12).Draw(t, "weights")
		var sum, total int64
		for _, w := range weights {
			total += w
		}
		shares := Split(amount, weights)
		for i, s := range shares {
			sum += s
			exact := float64(amount) * float64(weights[i]) / math.Max(1, float64(total))
			if total > 0 && math.Abs(float64(s)-exact) > 1.001+exact*1e-9 {
				t.Fatalf("share %d is %d, exact %f", i, s, exact)
			}
		}
		if total > 0 && sum != amount {
			t.Fatalf("shares sum to %d, not %d", sum, amount)
		}
	})
}

func TestPartsPerMillionRoundsHalfUp(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ amount, ppm, want int64 }{
		{1000, 65_000, 65}, {10, 50_000, 1}, {9, 50_000, 0}, {0, 1_000_000, 0}, {MaxAmount, 1_000_000, MaxAmount},
	} {
		if got := PartsPerMillion(tc.amount, tc.ppm); got != tc.want {
			t.Errorf("%d × %d ppm = %d, want %d", tc.amount, tc.ppm, got, tc.want)
		}
	}
}
