package sales

import (
	"testing"
	"time"
)

func TestCodesAreTold(t *testing.T) {
	t.Parallel()
	for what, want := range map[string]string{
		"begin": "begun", "wait": "waits for the buyer", "refused: out_of_stock": "refused, goes back: sold out",
		"refused: something_new": "refused, goes back: something_new", "something new": "something new",
	} {
		if got := told(what); got != want {
			t.Errorf("%q: %q, want %q", what, got, want)
		}
	}
	if got := inWords(steps["place"], "reserve") + ", " + inWords(steps["cancel"], "refund") + ", " + inWords(steps["new kind"], "x"); got != "Reserve stock, Refund what was paid, x" {
		t.Error(got)
	}
}

func TestLengthsOfTime(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		-time.Second: "0", 0: "0", 40 * time.Microsecond: "0.0 ms", 2530 * time.Microsecond: "2.5 ms", 9990 * time.Microsecond: "10.0 ms",
		17 * time.Millisecond: "17 ms", 1500 * time.Millisecond: "1.5 s", 30 * time.Second: "30 s", 61 * time.Second: "1 min 1 s",
		25*time.Hour + 3*time.Minute: "25 h 3 min",
	} {
		if got := duration(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}
