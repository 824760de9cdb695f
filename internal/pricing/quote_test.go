package pricing_test

import (
	"encoding/base64"
	"errors"
	"testing"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/pricing/pricingtest"
)

func TestQuoteIsWhatTheBuyerIsAskedToAccept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.quote(t, func(r *pricingv1.QuoteRequest) { r.Email, r.Member = "ann@example.test", true })

	// 2 × 10.00 + 3 × 3.33 = 29.99; 6.5 % of 20.00 and of 9.99 is 1.30 + 0.65; standard delivery 5.99.
	if q.Subtotal != 2999 || q.Discount != 0 || q.Tax != 195 || q.Shipping != 599 || q.Total != 3793 {
		t.Fatalf("sums %d − %d + %d + %d = %d", q.Subtotal, q.Discount, q.Tax, q.Shipping, q.Total)
	}
	first := q.Lines[0]
	if first.ProductId != kettle || first.SellerId != 3 || first.Title != "Kettle" || first.UnitPrice != 1000 || first.PriceVersion != 1 || first.Subtotal != 2000 || first.Tax != 130 {
		t.Fatalf("line %v", first)
	}
	if q.UserId != user || q.Currency != "USD" || q.Email != "ann@example.test" || !q.Member || q.TaxRatePpm != 65_000 || q.Delivery != "standard" {
		t.Fatalf("head %v", q)
	}
	if len(q.DeliveryOptions) != 3 || q.ArrivesBy == 0 || len(q.WarehouseIds) != 3 || q.WarehouseIds[0] != 2 {
		t.Fatalf("delivery %v, %d, %v", q.DeliveryOptions, q.ArrivesBy, q.WarehouseIds)
	}
	if q.CreatedAt != b.clock.UnixMicro() || q.ExpiresAt-q.CreatedAt != (15*time.Minute).Microseconds() {
		t.Fatalf("created %d, expires %d", q.CreatedAt, q.ExpiresAt)
	}
	if bits, err := base64.RawURLEncoding.DecodeString(q.QuoteId); err != nil || len(bits) != 16 {
		t.Fatalf("quote id %q is not 128 bits", q.QuoteId)
	}
}

func TestQuoteIsFoundByItsUserOnlyAndAfterItsEndToo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.quote(t)
	b.clock = b.clock.Add(time.Hour)
	got, err := b.GetQuote(t.Context(), &pricingv1.GetQuoteRequest{UserId: user, QuoteId: q.QuoteId})
	if err != nil {
		t.Fatal(err)
	}
	wantSame(t, "quote", got, q)
	for _, req := range []*pricingv1.GetQuoteRequest{{UserId: user + 1, QuoteId: q.QuoteId}, {UserId: user, QuoteId: "guess"}, nil} {
		_, err = b.GetQuote(t.Context(), req)
		wantCode(t, err, errs.KindNotFound, "quote_not_found")
	}
}

func TestQuoteSharesNothingWithItsRequest(t *testing.T) {
	t.Parallel()
	b := setup(t)
	req := request()
	q, err := b.Quote(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	req.Address.City, req.Lines[0].Quantity = "Elsewhere", 900
	if q.Address.City != "Seattle" || q.Lines[0].Quantity != 2 {
		t.Fatal("the quote changed with its request")
	}
}

func TestQuoteListsPricesThatMovedSinceTheCartWasShown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.quote(t, func(r *pricingv1.QuoteRequest) {
		r.Lines[0].SeenPrice = pricingtest.USD(1200)
		r.Lines[1].SeenPrice = pricingtest.USD(333)
	})
	if len(q.Changed) != 1 {
		t.Fatalf("changed %v, want the kettle alone", q.Changed)
	}
	wantSame(t, "change", q.Changed[0], &pricingv1.LineChange{ProductId: kettle, Reason: "price", OldAmount: 1200, NewAmount: 1000})
}

func TestQuoteListsEveryLineThatMovedInBothDirections(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.quote(t, func(r *pricingv1.QuoteRequest) {
		r.Lines[0].SeenPrice, r.Lines[1].SeenPrice = pricingtest.USD(999), pricingtest.USD(334)
	})
	want := []*pricingv1.LineChange{
		{ProductId: kettle, Reason: "price", OldAmount: 999, NewAmount: 1000},
		{ProductId: teapot, Reason: "price", OldAmount: 334, NewAmount: 333},
	}
	if len(q.Changed) != 2 {
		t.Fatalf("changed %v", q.Changed)
	}
	for i := range want {
		wantSame(t, "change", q.Changed[i], want[i])
	}
}

func TestQuoteRefusesWhatCannotBeBought(t *testing.T) {
	t.Parallel()
	euros := &commercev1.Money{Amount: 900, Currency: "EUR"}
	for name, c := range map[string]struct {
		prices []*commercev1.Money
		change func(*pricingv1.QuoteRequest)
		kind   errs.Kind
		code   string
	}{
		"nobody asks a price":                         {kind: errs.KindConflict, code: "no_price"},
		"there is a price in another currency":        {prices: []*commercev1.Money{euros}, kind: errs.KindInvalid, code: "currency_unavailable"},
		"a price is negative":                         {prices: []*commercev1.Money{pricingtest.USD(-1)}, kind: errs.KindInvalid, code: "currency_unavailable"},
		"the sum passes the largest amount":           {prices: []*commercev1.Money{pricingtest.USD(1_000_000_000_000)}, kind: errs.KindInvalid, code: "total_too_large"},
		"the seller has no such offer":                {prices: []*commercev1.Money{pricingtest.USD(1)}, change: func(r *pricingv1.QuoteRequest) { r.Lines[0].SellerId = 4 }, kind: errs.KindConflict, code: "no_price"},
		"the product does not exist":                  {prices: []*commercev1.Money{pricingtest.USD(1)}, change: func(r *pricingv1.QuoteRequest) { r.Lines[0].ProductId = 99 }, kind: errs.KindConflict, code: "no_price"},
		"shipping does not know the country":          {prices: []*commercev1.Money{pricingtest.USD(1)}, change: func(r *pricingv1.QuoteRequest) { r.Address.Country = "XX" }, kind: errs.KindInvalid, code: "country_unknown"},
		"one day is not for those who are no members": {prices: []*commercev1.Money{pricingtest.USD(1)}, change: func(r *pricingv1.QuoteRequest) { r.Delivery = "prime_one_day" }, kind: errs.KindInvalid, code: "delivery_unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.catalog.Put(kettle, c.prices...)
			req := request()
			if c.change != nil {
				c.change(req)
			}
			_, err := b.Quote(t.Context(), req)
			wantCode(t, err, c.kind, c.code)
			if b.store.Writes() != 0 {
				t.Fatal("something was stored")
			}
		})
	}
}

func TestQuoteNamesTheProductsThatCannotBeBought(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.catalog.Put(kettle)
	b.catalog.Remove(teapot)
	_, err := b.Quote(t.Context(), request())
	wantCode(t, err, errs.KindConflict, "no_price")
	if got := errs.As(err).Meta["product_ids"]; got != "17,18" {
		t.Fatalf("product_ids %q", got)
	}
}

func TestQuotePassesOnThatANeighbourFailed(t *testing.T) {
	t.Parallel()
	down := errs.Unavailable("neighbour_unreachable", "Part of the shop cannot be reached.")
	b := setup(t)
	b.catalog.Err = down
	_, err := b.Quote(t.Context(), request())
	wantCode(t, err, errs.KindUnavailable, "neighbour_unreachable")
	b = setup(t)
	b.shipping.Err = down
	_, err = b.Quote(t.Context(), request())
	wantCode(t, err, errs.KindUnavailable, "neighbour_unreachable")
}

func TestQuoteDoesNotTrustWhatShippingAsks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.shipping.Extra = -600
	_, err := b.Quote(t.Context(), request())
	if !errs.Is(err, errs.KindInternal) {
		t.Fatalf("a negative cost gives %v", err)
	}
}

func TestQuoteDescribesTheParcelToShipping(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.coupon(t, &pricingv1.Coupon{Code: "TEN", Kind: "percent", Percent: 10})
	b.quote(t, using("TEN"), func(r *pricingv1.QuoteRequest) { r.Member, r.Delivery = true, "prime_one_day" })
	last := b.shipping.Last()
	if len(last.Lines) != 2 || last.Lines[0].ProductId != kettle || last.Lines[0].SellerId != 3 || last.Lines[1].Quantity != 3 {
		t.Fatalf("lines %v", last.Lines)
	}
	if last.Units != 5 || last.Subtotal != 2699 || !last.AllPrime || !last.Member || last.HandlingDays != 1 || last.Currency != "USD" {
		t.Fatalf("rate request %v", last)
	}
}

func TestQuoteNeedsRandomBits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := withRand(t, b, failing{})
	if _, err := s.Quote(t.Context(), request()); !errors.Is(err, errDry) {
		t.Fatalf("without random bits: %v", err)
	}
}
