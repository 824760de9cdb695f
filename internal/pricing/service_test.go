package pricing_test

import (
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
	"rialto/internal/pricing"
	"rialto/internal/pricing/pricingtest"
)

// bundle is a pricing service over working memory neighbours, with a clock that stands still until moved.
type bundle struct {
	*pricing.Service
	store    *pricingtest.Memory
	catalog  *pricingtest.Catalog
	shipping *pricingtest.Shipping
	clock    time.Time
}

const (
	kettle = 17
	teapot = 18
	user   = 7
)

// setup offers a kettle at $10.00 and a teapot at $3.33.
func setup(t interface{ Fatal(...any) }) *bundle {
	b := &bundle{
		store: pricingtest.NewMemory(), catalog: pricingtest.NewCatalog(), shipping: &pricingtest.Shipping{},
		clock: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC),
	}
	now := func() time.Time { return b.clock }
	source, err := ids.New(now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	b.Service, err = pricing.New(pricing.Config{Currencies: []string{"USD", "EUR"}}, b.store, b.catalog, b.shipping, pricing.Deps{Now: now, IDs: source, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	b.catalog.Put(kettle, pricingtest.USD(1000))
	b.catalog.Put(teapot, pricingtest.USD(333))
	return b
}

// request asks for two kettles and three teapots, sent to Seattle.
func request() *pricingv1.QuoteRequest {
	return &pricingv1.QuoteRequest{
		UserId: user, Currency: "USD", Delivery: "standard", Address: pricingtest.Seattle(),
		Lines: []*pricingv1.QuoteRequestLine{{ProductId: kettle, Quantity: 2}, {ProductId: teapot, Quantity: 3}},
	}
}

func (b *bundle) quote(t *testing.T, change ...func(*pricingv1.QuoteRequest)) *pricingv1.Quote {
	t.Helper()
	req := request()
	for _, c := range change {
		c(req)
	}
	q, err := b.Quote(t.Context(), req)
	if err != nil {
		t.Fatalf("quote: %v", err)
	}
	return q
}

// coupon makes a coupon and returns it as stored.
func (b *bundle) coupon(t *testing.T, c *pricingv1.Coupon) *pricingv1.Coupon {
	t.Helper()
	resp, err := b.CreateCoupon(t.Context(), &pricingv1.CreateCouponRequest{Coupon: c})
	if err != nil {
		t.Fatalf("create coupon: %v", err)
	}
	return resp.GetCoupon()
}

func using(code string) func(*pricingv1.QuoteRequest) {
	return func(r *pricingv1.QuoteRequest) { r.Coupon = code }
}

func wantCode(t *testing.T, err error, kind errs.Kind, code string) {
	t.Helper()
	if !errs.Is(err, kind) || !errs.HasCode(err, code) {
		t.Fatalf("error %v, want %s %s", err, kind, code)
	}
}

// wantField demands a validation error that names a field.
func wantField(t *testing.T, err error, field string) {
	t.Helper()
	wantCode(t, err, errs.KindInvalid, "validation")
	for _, f := range errs.As(err).Fields {
		if f.Name == field {
			return
		}
	}
	t.Fatalf("fields %v, want one named %s", errs.As(err).Fields, field)
}

func wantSame(t *testing.T, what string, got, want proto.Message) {
	t.Helper()
	if !proto.Equal(got, want) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
}

func TestConfigIsRefusedInWords(t *testing.T) {
	t.Parallel()
	for _, ttl := range []time.Duration{-1, time.Second, 25 * time.Hour} {
		_, err := pricing.New(pricing.Config{QuoteTTL: ttl}, nil, nil, nil, pricing.Deps{})
		if err == nil || !strings.Contains(err.Error(), "time to live") {
			t.Errorf("a time to live of %s gives %v", ttl, err)
		}
	}
}

var errDry = errors.New("no entropy")

// failing is a source of randomness that has none.
type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errDry }

// withRand is the bundle's service with another source of randomness.
func withRand(t *testing.T, b *bundle, r io.Reader) *pricing.Service {
	t.Helper()
	s, err := pricing.New(pricing.Config{}, b.store, b.catalog, b.shipping,
		pricing.Deps{Now: func() time.Time { return b.clock }, Rand: r})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
