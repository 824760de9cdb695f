package pricing_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	checkv1 "rialto/gen/rialto/check/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/pricing/pricingtest"
)

// purchase draws a shop of up to 12 products with any price, a cart from it, and up to five coupons. Prices stay below the
// size at which a total would be refused.
func purchase(t *rapid.T) (*bundle, *pricingv1.QuoteRequest) {
	b := setup(t)
	req := request()
	req.Address.Region = rapid.SampledFrom([]string{"WA", "OR", "MO", "VA"}).Draw(t, "state")
	req.Lines = nil
	for i, price := range rapid.SliceOfN(rapid.Int64Range(0, 60_000_000), 1, 12).Draw(t, "prices") {
		product := int64(100 + i)
		b.catalog.Put(product, pricingtest.USD(price))
		req.Lines = append(req.Lines, &pricingv1.QuoteRequestLine{ProductId: product, Quantity: rapid.Int64Range(1, 999).Draw(t, "quantity")})
	}
	var codes []string
	for i, kind := range rapid.SliceOfN(rapid.SampledFrom([]string{"percent", "amount"}), 0, 5).Draw(t, "coupons") {
		c := &pricingv1.Coupon{Code: fmt.Sprint("DRAWN", i), Kind: kind, Stackable: true}
		if kind == "percent" {
			c.Percent = rapid.Int32Range(1, 100).Draw(t, "percent")
		} else {
			c.Amount = pricingtest.USD(rapid.Int64Range(1, 1_000_000_000).Draw(t, "amount"))
		}
		if _, err := b.CreateCoupon(context.Background(), &pricingv1.CreateCouponRequest{Coupon: c}); err != nil {
			t.Fatal(err)
		}
		codes = append(codes, c.Code)
	}
	req.Coupon = strings.Join(codes, ",")
	return b, req
}

func mustQuote(t *rapid.T, b *bundle, req *pricingv1.QuoteRequest) *pricingv1.Quote {
	q, err := b.Quote(context.Background(), req)
	if err != nil {
		t.Fatalf("quote: %v", err)
	}
	return q
}

func TestEveryTotalAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, req := purchase(t)
		q := mustQuote(t, b, req)
		var subtotal, discount, tax int64
		for _, l := range q.Lines {
			if l.Subtotal != l.UnitPrice*l.Quantity || l.Discount < 0 || l.Discount > l.Subtotal {
				t.Fatalf("line %v", l)
			}
			if exact := (l.Subtotal - l.Discount) * q.TaxRatePpm; 2*exact < (2*l.Tax-1)*1_000_000 || 2*exact >= (2*l.Tax+1)*1_000_000 {
				t.Fatalf("tax %d of %d at %d ppm is not rounded half up", l.Tax, l.Subtotal-l.Discount, q.TaxRatePpm)
			}
			subtotal, discount, tax = subtotal+l.Subtotal, discount+l.Discount, tax+l.Tax
		}
		if q.Subtotal != subtotal || q.Discount != discount || q.Tax != tax || q.Total != subtotal-discount+tax+q.Shipping || q.Total < 0 {
			t.Fatalf("quote %v does not add up", q)
		}
		var off int64
		for _, c := range q.Coupons {
			if off += c.Discount; c.Discount < 0 || off > q.Subtotal {
				t.Fatalf("coupons %v of %d", q.Coupons, q.Subtotal)
			}
		}
		if off != q.Discount {
			t.Fatalf("coupons %v do not sum to %d", q.Coupons, q.Discount)
		}
		found, err := b.Check(context.Background(), &checkv1.CheckRequest{})
		if err != nil || len(found.Violations) > 0 {
			t.Fatalf("check disagrees: %v, %v", found, err)
		}
	})
}

func TestOrderOfLinesChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, req := purchase(t)
		first := mustQuote(t, b, req)
		req.Lines = rapid.Permutation(req.Lines).Draw(t, "order")
		sameSums(t, first, mustQuote(t, b, req))
	})
}

func TestOneLinePerUnitChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, req := purchase(t)
		req.Lines = req.Lines[:1]
		units := rapid.Int64Range(1, 100).Draw(t, "units")
		req.Lines[0].Quantity = units
		first := mustQuote(t, b, req)
		req.Lines[0].Quantity = 1
		for range units - 1 {
			req.Lines = append(req.Lines, proto.CloneOf(req.Lines[0]))
		}
		sameSums(t, first, mustQuote(t, b, req))
	})
}

func TestAbsurdNumbersAreRefusedWithoutATrace(t *testing.T) {
	t.Parallel()
	for _, n := range []int64{0, -1, 1000, math.MaxInt32, math.MaxInt64, math.MinInt64} {
		b := setup(t)
		req := request()
		req.Lines = append(req.Lines, proto.CloneOf(req.Lines[0]))
		req.Lines[0].Quantity, req.Lines[2].Quantity = n, n // their sum overflows, too
		_, err := b.Quote(t.Context(), req)
		wantField(t, err, "lines[0].quantity")
		if b.store.Writes() != 0 {
			t.Fatalf("a quantity of %d left a trace", n)
		}
		b.catalog.Put(kettle, pricingtest.USD(n))
		if n == 0 || n == 1000 || n == math.MaxInt32 {
			continue // these are prices
		}
		if _, err := b.Quote(t.Context(), request()); !errs.Is(err, errs.KindInvalid) {
			t.Fatalf("a price of %d gives %v", n, err)
		}
	}
}

func TestSplittingQuantitiesChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, req := purchase(t)
		first := mustQuote(t, b, req)
		for _, l := range slices.Clone(req.Lines) {
			if l.Quantity > 1 {
				part := rapid.Int64Range(1, l.Quantity-1).Draw(t, "part")
				l.Quantity -= part
				req.Lines = append(req.Lines, &pricingv1.QuoteRequestLine{ProductId: l.ProductId, Quantity: part})
			}
		}
		sameSums(t, first, mustQuote(t, b, req))
	})
}

// sameSums demands equal amounts, of the quote and of each product.
func sameSums(t *rapid.T, a, b *pricingv1.Quote) {
	if a.Subtotal != b.Subtotal || a.Discount != b.Discount || a.Tax != b.Tax || a.Shipping != b.Shipping || a.Total != b.Total {
		t.Fatalf("%v and %v differ", a, b)
	}
	lines := map[int64]*pricingv1.QuoteLine{}
	for _, l := range a.Lines {
		lines[l.ProductId] = l
	}
	for _, l := range b.Lines {
		if !proto.Equal(l, lines[l.ProductId]) {
			t.Fatalf("line %v became %v", lines[l.ProductId], l)
		}
	}
}
