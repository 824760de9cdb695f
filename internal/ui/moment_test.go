package ui

import (
	"strings"
	"testing"
	"time"
)

func TestTimesAreWrittenInUTC(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 3, 23, 5, 0, 0, time.FixedZone("late", -2*3600)) // 01:05 of the next day in UTC
	for _, c := range []struct{ got, want string }{
		{Day(at), "Wednesday, 4 March 2026"},
		{ShortDay(at), "4 Mar 2026"},
		{Moment(at), "4 Mar 2026, 01:05 UTC"},
		{Day(time.Time{}), ""},
		{Moment(time.Time{}), ""},
		{rendered(t, At(at)), `<time datetime="2026-03-04T01:05:00Z">4 Mar 2026, 01:05 UTC</time>`},
		{rendered(t, OnDay(time.Time{})), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestAPromiseSaysWhenHowAndForHowMuch(t *testing.T) {
	t.Parallel()
	by := time.Date(2026, time.March, 6, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		d    Delivery
		want []string
	}{
		{Delivery{}, []string{"The date is shown at checkout", "Delivery"}},
		{Delivery{By: by, Method: "Standard", Free: true, Note: "to Seattle"}, []string{"Friday, 6 March 2026", "Standard, free, to Seattle"}},
		{Delivery{By: by, Method: "Express", Cost: sampleMoney(990)}, []string{"Express, $9.90"}},
	} {
		html := rendered(t, DeliveryPromise(c.d))
		for _, want := range c.want {
			if !strings.Contains(html, want) {
				t.Errorf("%+v does not say %q:\n%s", c.d, want, html)
			}
		}
	}
}
