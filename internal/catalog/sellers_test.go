package catalog_test

import (
	"testing"

	"rialto/internal/catalog"
)

func TestTheHouseSellerIsMadeOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{HouseSeller: "Corner shop"})
	first, err := b.HouseSeller(b.ctx, nil)
	b.must(err)
	again, err := b.serve(catalog.Config{HouseSeller: "Corner shop"}, b.store).HouseSeller(b.ctx, nil)
	b.must(err)
	row := b.put(lamp("a"))[0]
	if first.GetSeller().GetName() != "Corner shop" || again.GetSeller().GetSellerId() != first.GetSeller().GetSellerId() ||
		row.GetSellerId() != first.GetSeller().GetSellerId() {
		t.Errorf("first %v, again %v, of a row %d", first, again, row.GetSellerId())
	}
	named := lamp("b")
	named.Seller = " corner  shop"
	b.put(named)
	list, err := b.ListSellers(b.ctx, nil)
	b.must(err)
	if len(list.GetSellers()) != 2 || list.GetSellers()[1].GetName() != "corner shop" {
		t.Errorf("sellers %v", list.GetSellers())
	}
}
