package catalog_test

import (
	"testing"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/catalog"
	"rialto/internal/platform/errs"
)

func TestGetOffersNeverAnswersFromTheCache(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	id := b.put(lamp("a"))[0].GetProductId()
	stale := b.serve(catalog.Config{}, b.store) // another process, which nobody tells
	ask := &catalogv1.GetOffersRequest{Keys: []*catalogv1.OfferKey{{ProductId: id}}}
	for price := int64(1); price <= 3; price++ {
		_, err := stale.GetProducts(b.ctx, &catalogv1.GetProductsRequest{ProductIds: []int64{id}})
		b.must(err)
		b.setPrices(&catalogv1.OfferPrice{ProductId: id, Price: usd(price)})
		resp, err := stale.GetOffers(b.ctx, ask)
		b.must(err)
		offer := resp.GetOffers()[0].GetOffer()
		if offer.GetPrices()[0].GetAmount() != price || offer.GetVersion() != 1+price {
			t.Errorf("price %d: got %v", price, offer)
		}
	}
}

func TestGetOffersByKey(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	row := lamp("a")
	row.ImageUrls = []string{"https://img.test/1", "https://img.test/2"}
	house := b.put(row)[0]
	row.Seller, row.Price = "Acme", usd(3)
	acme := b.put(row)[0].GetSellerId()
	id := house.GetProductId()
	resp, err := b.GetOffers(b.ctx, &catalogv1.GetOffersRequest{Keys: []*catalogv1.OfferKey{
		{ProductId: id, SellerId: acme}, {ProductId: 5}, {ProductId: id, SellerId: 5}, {ProductId: id}, nil,
		{ProductId: id, SellerId: house.GetSellerId()},
	}})
	b.must(err)
	got := resp.GetOffers()
	if len(got) != 2 || got[0].GetOffer().GetSellerId() != acme || got[1].GetOffer().GetSellerId() != house.GetSellerId() {
		t.Fatalf("got %v", got)
	}
	if d := got[0]; d.GetTitle() != "Lamp a" || d.GetImageUrl() != "https://img.test/1" || d.GetOffer().GetProductId() != id {
		t.Errorf("detail %v", d)
	}
	_, err = b.GetOffers(b.ctx, &catalogv1.GetOffersRequest{Keys: make([]*catalogv1.OfferKey, 201)})
	wantField(t, err, "keys", "at most 200")
}

func TestListOffersStartsWithTheFeaturedOne(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	row := lamp("a")
	row.Price = nil
	b.put(row)
	row.Seller, row.Price = "Acme", usd(3)
	result := b.put(row)[0]
	resp, err := b.ListOffers(b.ctx, &catalogv1.ListOffersRequest{ProductId: result.GetProductId()})
	b.must(err)
	if got := resp.GetOffers(); len(got) != 2 || got[0].GetSellerId() != result.GetSellerId() {
		t.Errorf("got %v", got)
	}
	if _, err := b.ListOffers(b.ctx, &catalogv1.ListOffersRequest{ProductId: 5}); !errs.HasCode(err, "product_not_found") {
		t.Errorf("unknown product: %v", err)
	}
}
