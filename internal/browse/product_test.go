package browse_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	browsev1 "rialto/gen/rialto/browse/v1"
	"rialto/internal/platform/errs"
)

func TestAProductPageShowsTheFamilyAndItsStock(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		product  int64
		card     string
		variants string
		sellable int64
		asked    []int64
	}{
		"one of a family":       {4, "4 in", "4 in, 5 out", 2, []int64{4, 5}},
		"one that is sold out":  {5, "5 out", "4 in, 5 out", 0, []int64{5, 4}},
		"one that stands alone": {1, "1 in", "", 4, []int64{1}},
		"a family of one":       {6, "6 out", "", 0, []int64{6}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop()
			b, _ := s.service(t)
			page, err := b.ProductPage(t.Context(), &browsev1.ProductPageRequest{ProductId: tc.product})
			if err != nil {
				t.Fatal(err)
			}
			if got := text([]*browsev1.Card{page.GetCard()}); got != tc.card {
				t.Errorf("card %s, want %s", got, tc.card)
			}
			if got := text(page.GetVariants()); got != tc.variants {
				t.Errorf("variants %s, want %s", got, tc.variants)
			}
			if page.Sellable == nil || page.GetSellable() != tc.sellable {
				t.Errorf("sellable %v, want %d", page.Sellable, tc.sellable)
			}
			if len(s.asked) != 1 || !slices.Equal(s.asked[0], tc.asked) {
				t.Errorf("asked for the stock of %v, want %v once", s.asked, tc.asked)
			}
		})
	}
}

func TestAProductPageDoesNotWaitForStock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShop()
		s.counting = time.Hour
		b, _ := s.service(t)
		start := time.Now()
		page, err := b.ProductPage(t.Context(), &browsev1.ProductPageRequest{ProductId: 4})
		if err != nil {
			t.Fatal(err)
		}
		if text(page.GetVariants()) != "4 ?, 5 ?" || page.Sellable != nil || page.Card.InStock != nil || time.Since(start) != 300*time.Millisecond {
			t.Errorf("after %v: %v", time.Since(start), page)
		}
	})
}

func TestAnUnknownProductIsNotFound(t *testing.T) {
	t.Parallel()
	b, _ := newShop().service(t)
	for _, id := range []int64{99, 0, -1} {
		_, err := b.ProductPage(t.Context(), &browsev1.ProductPageRequest{ProductId: id})
		if !errs.Is(err, errs.KindNotFound) || !errs.HasCode(err, "product_not_found") {
			t.Errorf("product %d: %v", id, err)
		}
	}
}
