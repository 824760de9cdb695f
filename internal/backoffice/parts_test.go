package backoffice

import (
	"strings"
	"testing"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
)

func TestEventsLeadToWhatTheyAreAbout(t *testing.T) {
	t.Parallel()
	for _, s := range []struct{ topic, key, to string }{
		{"order-events", "5001", "/admin/orders/5001"},
		{"payment-events", "5001", "/admin/orders/5001"},
		{"fulfillment-events", "5001", "/admin/orders/5001"},
		{"inventory-events", "101", "/admin/inventory/101"},
		{"catalog-events", "101", "/admin/products/101"},
		{"signal-events", "101", "/admin/products/101"},
		{"user-activity", "11", ""},
		{"order-events", "../../evil", ""},
		{"order-events", "javascript:alert(1)", ""},
		{"order-events", "", ""},
		{"someone's", "1", ""},
	} {
		if got := about(&busv1.Event{Topic: s.topic, Key: s.key}); got != s.to {
			t.Errorf("%s %q leads to %q, want %q", s.topic, s.key, got, s.to)
		}
	}
}

func TestPayloadsAreReadable(t *testing.T) {
	t.Parallel()
	if got := readable(`{"a":1,"b":[2]}`); strings.Count(got, "\n") != 5 || !strings.Contains(got, `"a": 1`) {
		t.Errorf("JSON: %q", got)
	}
	for _, other := range []string{"", "not JSON", `{"a":`} {
		if got := readable(other); got != other {
			t.Errorf("%q became %q", other, got)
		}
	}
}

func TestShortTextsStayOnOneLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"abc": "abc", " a \n b ": "a b", "abcdef": "abcd…", "ääääää": "ääää…"} {
		if got := Short(text, 5); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestTimesInLogsHaveSeconds(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 3, 14, 5, 9, 0, time.FixedZone("", 3600))
	if got := exactly(at); got != "3 Mar 2026, 13:05:09 UTC" {
		t.Error(got)
	}
}
