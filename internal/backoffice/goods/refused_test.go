package goods

import (
	"errors"
	"testing"

	"rialto/internal/platform/errs"
)

func TestARefusalKeepsTheFirstSentenceOfAField(t *testing.T) {
	t.Parallel()
	var r refusal
	if r.refused() || r.At("title") != "" {
		t.Error("nothing is wrong yet")
	}
	r.note("price_EUR", "must be an amount such as 12.50")
	r.note("title", "is required")
	r.note("title", "is too long")
	links := r.links()
	if len(links) != 2 || links[0].Href != "#price_EUR" || links[1].Text != "The title is required." || !r.refused() {
		t.Errorf("links %v", links)
	}
}

func TestErrorsOfOursAreNoRefusals(t *testing.T) {
	t.Parallel()
	same := func(field string) string { return field }
	for _, err := range []error{errors.New("x"), errs.Internal(nil), errs.Forbidden("No."), errs.Unauthenticated("Who?"), errs.NotFound("gone", "Gone.")} {
		var r refusal
		if r.read(err, same) || r.refused() {
			t.Errorf("%v is a refusal: %v", err, r)
		}
	}
}
