package catalog_test

import (
	"testing"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/catalog"
)

func TestListFamilyGivesVariants(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	small, large := lamp("s"), lamp("l")
	small.Family, large.Family = "lamps", "lamps"
	results := b.put(small, large, lamp("alone"))
	family := b.get(results[0].GetProductId()).GetFamilyId()
	resp, err := b.ListFamily(b.ctx, &catalogv1.ListFamilyRequest{FamilyId: family})
	b.must(err)
	if got := resp.GetProducts(); len(got) != 2 || got[0].GetProductId() != results[0].GetProductId() || got[1].GetProductId() != results[1].GetProductId() {
		t.Errorf("got %v", got)
	}
	if resp, err := b.ListFamily(b.ctx, &catalogv1.ListFamilyRequest{FamilyId: 5}); err != nil || len(resp.GetProducts()) != 0 {
		t.Errorf("unknown family: %v, %v", resp, err)
	}
}
