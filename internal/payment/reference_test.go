package payment_test

import (
	"math"
	"strings"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/payment"
)

func TestAReferenceLeadsBackToItsOrder(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, id := range []int64{1, 7, 35, 36, 96, 97, 98, 7341512345678901, math.MaxInt64 - 1, math.MaxInt64} {
		order := commerce.OrderID(commerce.FormatID(id))
		ref := payment.Reference(order)
		if !strings.HasPrefix(ref, "RF") || len(ref) > 29 || seen[ref] {
			t.Errorf("order %s has reference %q", order, ref)
		}
		seen[ref] = true
		for _, written := range []string{ref, strings.ReplaceAll(ref, " ", ""), strings.ToLower(ref)} {
			if got := payment.OrderOf(written); got != order {
				t.Errorf("%q leads to %q, not %s", written, got, order)
			}
		}
	}
}

// The published example of ISO 11649.
func TestTheCheckDigitsAreThoseOfTheStandard(t *testing.T) {
	t.Parallel()
	if got := payment.OrderOf("RF18 5390 0754 7034"); got == "" {
		t.Fatal("the standard's own example is refused")
	} else if back := payment.Reference(got); back != "RF18 5390 0754 7034" {
		t.Fatalf("it comes back as %q", back)
	}
}

func TestASlipOfThePenIsFound(t *testing.T) {
	t.Parallel()
	ref := strings.ReplaceAll(payment.Reference("7341512345678901"), " ", "")
	const letters = "0123456789"
	for i := 2; i < len(ref); i++ {
		for _, wrong := range letters {
			if typo := ref[:i] + string(wrong) + ref[i+1:]; typo != ref && payment.OrderOf(typo) != "" {
				t.Errorf("%s passes for %s", typo, ref)
			}
		}
		if i+1 < len(ref) && ref[i] != ref[i+1] {
			if swapped := ref[:i] + string(ref[i+1]) + string(ref[i]) + ref[i+2:]; payment.OrderOf(swapped) != "" {
				t.Errorf("%s passes for %s", swapped, ref)
			}
		}
	}
	for _, nonsense := range []string{"", "RF", "RF00", "RF18é539", "DE18539007547034", ref + ref, "RF18\x005390"} {
		if got := payment.OrderOf(nonsense); got != "" {
			t.Errorf("%q leads to %s", nonsense, got)
		}
	}
}

func TestOnlyNumbersHaveReferences(t *testing.T) {
	t.Parallel()
	for _, order := range []commerce.OrderID{"", "0", "-1", "07", "+7", "seven", "9223372036854775808"} {
		if ref := payment.Reference(order); ref != "" {
			t.Errorf("order %q has reference %q", order, ref)
		}
	}
}
