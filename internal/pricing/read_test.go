package pricing_test

import (
	"slices"
	"strings"
	"testing"

	pricingv1 "rialto/gen/rialto/pricing/v1"
)

func TestQuoteNamesEveryBadField(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(*pricingv1.QuoteRequest){
		"user_id":             func(r *pricingv1.QuoteRequest) { r.UserId = 0 },
		"currency":            func(r *pricingv1.QuoteRequest) { r.Currency = "usd" },
		"delivery":            func(r *pricingv1.QuoteRequest) { r.Delivery = "drone" },
		"email":               func(r *pricingv1.QuoteRequest) { r.Email = strings.Repeat("a", 255) },
		"address.city":        func(r *pricingv1.QuoteRequest) { r.Address.City = "" },
		"address.region":      func(r *pricingv1.QuoteRequest) { r.Address.Region = "" },
		"address.country":     func(r *pricingv1.QuoteRequest) { r.Address = nil },
		"lines":               func(r *pricingv1.QuoteRequest) { r.Lines = nil },
		"lines[0].product_id": func(r *pricingv1.QuoteRequest) { r.Lines[0].ProductId = -17 },
		"lines[1].seller_id":  func(r *pricingv1.QuoteRequest) { r.Lines[1].SellerId = -1 },
		"lines[0].quantity":   func(r *pricingv1.QuoteRequest) { r.Lines[0].Quantity = 0 },
		"lines[1].quantity":   func(r *pricingv1.QuoteRequest) { r.Lines[1].Quantity = 1000 },
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			req := request()
			change(req)
			_, err := b.Quote(t.Context(), req)
			wantField(t, err, field)
			if b.store.Writes() != 0 || b.catalog.Calls() != 0 {
				t.Fatal("a neighbour was asked about a request that cannot succeed")
			}
		})
	}
}

func TestQuoteOfNothingIsRefused(t *testing.T) {
	t.Parallel()
	_, err := setup(t).Quote(t.Context(), nil)
	wantField(t, err, "lines")
}

func TestQuoteTakesAtMostAHundredLines(t *testing.T) {
	t.Parallel()
	b := setup(t)
	req := request()
	req.Lines = slices.Repeat([]*pricingv1.QuoteRequestLine{{ProductId: kettle, Quantity: 1}}, 101)
	_, err := b.Quote(t.Context(), req)
	wantField(t, err, "lines")
	req.Lines = req.Lines[:100]
	q, err := b.Quote(t.Context(), req)
	if err != nil || len(q.Lines) != 1 || q.Lines[0].Quantity != 100 {
		t.Fatalf("a hundred lines of one product: %v, %v", q, err)
	}
}

func TestQuoteMergesLinesOfOneProduct(t *testing.T) {
	t.Parallel()
	b := setup(t)
	add := func(l *pricingv1.QuoteRequestLine) func(*pricingv1.QuoteRequest) {
		return func(r *pricingv1.QuoteRequest) { r.Lines = append(r.Lines, l) }
	}
	q := b.quote(t, add(&pricingv1.QuoteRequestLine{ProductId: kettle, Quantity: 4}))
	if len(q.Lines) != 2 || q.Lines[0].ProductId != kettle || q.Lines[0].Quantity != 6 {
		t.Fatalf("lines %v", q.Lines)
	}
	req := request()
	add(&pricingv1.QuoteRequestLine{ProductId: kettle, Quantity: 998})(req)
	_, err := b.Quote(t.Context(), req)
	wantField(t, err, "lines[2].quantity")
	req = request()
	add(&pricingv1.QuoteRequestLine{ProductId: kettle, Quantity: 1, SellerId: 4})(req)
	_, err = b.Quote(t.Context(), req)
	wantField(t, err, "lines[2].seller_id")
}
