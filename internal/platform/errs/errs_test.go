package errs

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestKindSurvivesWrapping(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("reserve stock: %w", Conflict("out_of_stock", "Product %d is sold out.", 17))
	if !Is(err, KindConflict) || !HasCode(err, "out_of_stock") {
		t.Fatalf("lost in wrapping: %v", err)
	}
	if got := As(err).Message; got != "Product 17 is sold out." {
		t.Fatalf("message = %q", got)
	}
}

func TestForeignErrorsAreInternal(t *testing.T) {
	t.Parallel()
	if KindOf(io.EOF) != KindInternal || KindOf(nil) != "" {
		t.Fatal("a foreign error must be internal, nil must be none")
	}
}

func TestUnansweredIsNeverADefiniteNo(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		err  error
		want bool
	}{
		{nil, false},
		{Conflict("out_of_stock", "Sold out."), false},
		{NotFound("order_not_found", "No such order."), false},
		{UnknownOutcome(io.EOF, "authorise"), true},
		{Unavailable("database_down", "Try later."), true},
		{io.ErrUnexpectedEOF, true},
	} {
		if got := Unanswered(tc.err); got != tc.want {
			t.Errorf("Unanswered(%v) = %v, want %v", tc.err, got, tc.want)
		}
	}
}

func TestWithLeavesTheOriginalAlone(t *testing.T) {
	t.Parallel()
	base := Conflict("out_of_stock", "Sold out.")
	got := base.With("product_ids", "17").Because(io.EOF)
	if base.Meta != nil || base.Cause != nil {
		t.Fatal("the original changed")
	}
	if got.Meta["product_ids"] != "17" || !errors.Is(got, io.EOF) {
		t.Fatalf("got %+v", got)
	}
}
