package ui

import "testing"

func TestStatesAreWords(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]string{"requires_action": "Requires action", "shipped": "Shipped", "": "Unknown", "some_new_state": "Some new state"} {
		if got := stateWords(state); got != want {
			t.Errorf("stateWords(%q) = %q, want %q", state, got, want)
		}
	}
}

func TestAToneThatIsNoneIsNeutral(t *testing.T) {
	t.Parallel()
	for tone, want := range map[Tone]string{Danger: "is-danger", Neutral: "is-neutral", Tone(`x" onclick="`): "is-neutral"} {
		if got := toned(tone); got != want {
			t.Errorf("toned(%q) = %q, want %q", tone, got, want)
		}
	}
	for state, tone := range tones {
		if tone != Neutral && toned(tone) == "is-neutral" {
			t.Errorf("%s has the tone %q, which is none", state, tone)
		}
	}
}

func TestStockIsSaidOnlyWhereItIsKnown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		stock Stock
		words string
		tone  Tone
	}{
		{Stock{Known: true, Units: 0}, "Sold out", Danger},
		{Stock{Known: true, Units: -2}, "Sold out", Danger},
		{Stock{Known: true, Units: 1}, "Only 1 left", Warning},
		{Stock{Known: true, Units: 5}, "Only 5 left", Warning},
		{Stock{Known: true, Units: 6}, "In stock", Success},
		{Stock{Known: true, Units: Plenty}, "In stock", Success},
	} {
		if got := c.stock.words(); got != c.words || c.stock.tone() != c.tone {
			t.Errorf("%+v is %q in %s, want %q in %s", c.stock, got, c.stock.tone(), c.words, c.tone)
		}
	}
	if html := rendered(t, StockNote(Stock{Units: 3})); html != "" {
		t.Errorf("nothing is known, yet %s", html)
	}
}
