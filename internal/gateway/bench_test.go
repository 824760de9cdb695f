package gateway

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// discard is a response writer that costs nothing, so that the gateway's own work is measured.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(int)             {}

// BenchmarkPlaceOrder measures what the front door adds to an order: everything but the rooms.
func BenchmarkPlaceOrder(b *testing.B) {
	bench := setup(b, limited, func(c *settings) { c.door.Limits.Checkout.Count = -1 })
	placed := outcomes("q-ok")
	body := strings.NewReader(cardOrder)
	r := httptest.NewRequest("POST", "/v1/orders", nil)
	r.Header.Set("Authorization", "Bearer "+customerToken)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", "key-1")
	bench.shop.keys["11 key-1"] = placed
	w := &discard{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		body.Reset(cardOrder)
		r.Body, r.ContentLength = io.NopCloser(body), int64(len(cardOrder))
		bench.gateway.Handler().ServeHTTP(w, r)
	}
}
