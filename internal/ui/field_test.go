package ui

import (
	"strings"
	"testing"
)

func TestAFieldIsTiedToItsExplanation(t *testing.T) {
	t.Parallel()
	html := rendered(t, Field(Input{Name: "email", Label: "E-mail", Type: "email", Hint: "Only for news.", Error: "It has no ending.", Autocomplete: "email", Required: true, MaxLength: 254}))
	for _, want := range []string{`for="email"`, `id="email"`, `aria-describedby="email-hint email-error"`, `aria-invalid="true"`, `id="email-hint"`, `id="email-error"`, ` required`, `maxlength="254"`, `autocomplete="email"`} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in %s", want, html)
		}
	}
	html = rendered(t, Field(Input{ID: "second", Name: "email", Label: "E-mail"}))
	for _, no := range []string{"aria-", "required", "maxlength", "autocomplete"} {
		if strings.Contains(html, no) {
			t.Errorf("%s in %s", no, html)
		}
	}
	if !strings.Contains(html, `id="second" name="email" type="text"`) {
		t.Errorf("the id is not its own: %s", html)
	}
}

func TestAFieldOfSeveralLinesKeepsThem(t *testing.T) {
	t.Parallel()
	if html := rendered(t, Field(Input{Name: "note", Label: "Note", Rows: 4, Value: "one\ntwo"})); !strings.Contains(html, ">one\ntwo</textarea>") {
		t.Errorf("the lines are gone: %s", html)
	}
}

func TestRadiosHaveIdsOfTheirOwn(t *testing.T) {
	t.Parallel()
	html := rendered(t, Radios(sampleDeliveries()))
	for _, want := range []string{`for="sample-delivery-0"`, `id="sample-delivery-1"`, `value="standard" checked`, `value="one_day" disabled`, "$9.90"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in %s", want, html)
		}
	}
}

func TestAQuantityStaysWithinItsBounds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want Quantity }{
		{Quantity{}, Quantity{ID: "quantity", Name: "quantity", Label: "Quantity", Min: 1, Max: 999}},
		{Quantity{Name: "q", ID: "q-7", Label: "Lamps", Min: 2, Max: 5}, Quantity{Name: "q", ID: "q-7", Label: "Lamps", Min: 2, Max: 5}},
	} {
		got := c.in.filled()
		if got.ID != c.want.ID || got.Name != c.want.Name || got.Label != c.want.Label || got.Min != c.want.Min || got.Max != c.want.Max {
			t.Errorf("%+v is filled to %+v", c.in, got)
		}
	}
	if html := rendered(t, QuantityStepper(Quantity{Value: 2, Update: "Update"})); !strings.Contains(html, "unless-scripted") || !strings.Contains(html, `type="submit"`) {
		t.Errorf("there is no way to send it without a script: %s", html)
	}
}
