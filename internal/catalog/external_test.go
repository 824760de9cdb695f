package catalog_test

import (
	"maps"
	"testing"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/catalog"
)

// putIn imports one lamp under another source and returns its id.
func (b *bundle) putIn(source, name string) int64 {
	b.t.Helper()
	resp, err := b.PutProducts(b.ctx, &catalogv1.PutProductsRequest{Source: source, Products: []*catalogv1.ProductInput{lamp(name)}})
	b.must(err)
	return resp.GetResults()[0].GetProductId()
}

func TestFindExternalNamesEverySourceOrOne(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	zeta, alpha := b.putIn("zeta", "17"), b.putIn("alpha", "17")
	b.putIn("alpha", "18")
	for _, tc := range []struct {
		source string
		want   []int64
	}{{"", []int64{alpha, zeta}}, {"zeta", []int64{zeta}}, {"none", nil}} {
		resp, err := b.FindExternal(b.ctx, &catalogv1.FindExternalRequest{ExternalId: " 17 ", Source: tc.source})
		b.must(err)
		if len(resp.GetProducts()) != len(tc.want) {
			t.Errorf("source %q: %v", tc.source, resp.GetProducts())
			continue
		}
		for i, p := range resp.GetProducts() {
			if p.GetProductId() != tc.want[i] || p.GetExternalId() != "17" {
				t.Errorf("source %q, %d: %v", tc.source, i, p)
			}
		}
	}
	_, err := b.FindExternal(b.ctx, &catalogv1.FindExternalRequest{})
	wantField(t, err, "external_id", "must not be empty")
}

func TestFindExternalGivesAtMost20(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	for source := range 21 {
		b.putIn(string(rune('a'+source)), "17")
	}
	resp, err := b.FindExternal(b.ctx, &catalogv1.FindExternalRequest{ExternalId: "17"})
	b.must(err)
	if len(resp.GetProducts()) != 20 {
		t.Errorf("%d products", len(resp.GetProducts()))
	}
}

func TestMapExternalLeavesOutTheUnknown(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	first, second := b.putIn("one", "a"), b.putIn("two", "a")
	other := b.putIn("two", "b")
	for _, tc := range []struct {
		source string
		want   map[string]int64
	}{
		{"one", map[string]int64{"a": first}}, {"two", map[string]int64{"a": second, "b": other}},
		{"", map[string]int64{"a": min(first, second), "b": other}}, {"none", map[string]int64{}},
	} {
		resp, err := b.MapExternal(b.ctx, &catalogv1.MapExternalRequest{Source: tc.source, ExternalIds: []string{"a", "b", "unknown", "a"}})
		b.must(err)
		if !maps.Equal(resp.GetProductIds(), tc.want) {
			t.Errorf("source %q: got %v, want %v", tc.source, resp.GetProductIds(), tc.want)
		}
	}
	_, err := b.MapExternal(b.ctx, &catalogv1.MapExternalRequest{ExternalIds: make([]string, 1001)})
	wantField(t, err, "external_ids", "at most 1000")
}
