package goods

import (
	"net/url"
	"testing"

	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/commerce"
)

func open(t *testing.T, town *backofficetest.Town) *backofficetest.Desk {
	t.Helper()
	return backofficetest.Open(t, town, Routes)
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestNumbersAreReadStrictly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"0": 0, "17": 17, "4883933374219030693": 4883933374219030693} {
		if n, ok := number(text); !ok || n != want {
			t.Errorf("%q: %d, %t", text, n, ok)
		}
	}
	for _, text := range []string{"", "-1", "1.5", "1e3", "0x1", " 1", "9223372036854775807", "99999999999999999999", "seven"} {
		if n, ok := number(text); ok {
			t.Errorf("%q is read as %d", text, n)
		}
	}
}

func TestAmountsAreWrittenForForms(t *testing.T) {
	t.Parallel()
	for want, m := range map[string]commerce.Money{
		"12.50": {Amount: 1250, Currency: "USD"}, "0.05": {Amount: 5, Currency: "EUR"}, "500": {Amount: 500, Currency: "JPY"},
	} {
		if got := decimal(m); got != want {
			t.Errorf("%v: %q, want %q", m, got, want)
		}
	}
}
