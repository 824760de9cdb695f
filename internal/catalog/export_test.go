package catalog_test

import (
	"testing"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/catalog"
)

func TestExportWalksEverything(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	b.put(lamp("a"), lamp("b"), lamp("c"))
	reads := b.store.Reads()
	var walked int
	for after := int64(0); ; {
		resp, err := b.Export(b.ctx, &catalogv1.ExportRequest{AfterProductId: after, Limit: 2})
		b.must(err)
		if len(resp.GetProducts()) == 0 {
			break
		}
		for _, p := range resp.GetProducts() {
			if p.GetProductId() <= after || len(p.GetOffers()) != 1 {
				t.Errorf("after %d: %v", after, p)
			}
			after = p.GetProductId()
			walked++
		}
	}
	if walked != 3 || b.store.Reads() != reads {
		t.Errorf("walked %d products, %d of them by id", walked, b.store.Reads()-reads)
	}
	for _, limit := range []int32{-1, 1001} {
		_, err := b.Export(b.ctx, &catalogv1.ExportRequest{Limit: limit})
		wantField(t, err, "limit", "between 1 and 1000")
	}
	if resp, err := b.Export(b.ctx, nil); err != nil || len(resp.GetProducts()) != 3 {
		t.Errorf("without a limit: %v, %v", resp, err)
	}
}
