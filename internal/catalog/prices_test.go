package catalog_test

import (
	"fmt"
	"testing"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/catalog"
	"rialto/internal/platform/errs"
)

// setPrices sends a price list and returns how many offers it changed.
func (b *bundle) setPrices(prices ...*catalogv1.OfferPrice) int32 {
	b.t.Helper()
	resp, err := b.SetPrices(b.ctx, &catalogv1.SetPricesRequest{Prices: prices})
	b.must(err)
	return resp.GetChanged()
}

func TestAPriceListChangesOnlyOtherPrices(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{Currencies: []string{"USD", "EUR"}})
	results := b.put(lamp("a"), lamp("b"), &catalogv1.ProductInput{ExternalId: "c", Title: "No price"})
	list := func() []*catalogv1.OfferPrice {
		return []*catalogv1.OfferPrice{
			{ProductId: results[0].GetProductId(), Price: usd(1250)},
			{ProductId: results[1].GetProductId(), SellerId: results[1].GetSellerId(), Price: usd(7)},
			{ProductId: results[1].GetProductId(), Price: &commercev1.Money{Amount: 6, Currency: "EUR"}},
			{ProductId: results[2].GetProductId(), Price: &commercev1.Money{Amount: 5}},
			{ProductId: results[2].GetProductId(), Price: usd(9)},
		}
	}
	if n := b.setPrices(list()...); n != 2 {
		t.Errorf("%d offers changed, want 2", n)
	}
	for i, want := range []string{"1 [1250 USD]", "2 [6 EUR 7 USD]", "2 [9 USD]"} {
		offer := b.get(results[i].GetProductId()).GetFeatured()
		got := fmt.Sprintf("%d [", offer.GetVersion())
		for j, m := range offer.GetPrices() {
			if j > 0 {
				got += " "
			}
			got += fmt.Sprintf("%d %s", m.GetAmount(), m.GetCurrency())
		}
		if got += "]"; got != want {
			t.Errorf("product %d: got %s, want %s", i, got, want)
		}
	}
	told := len(b.store.Events())
	if n := b.setPrices(list()[:4]...); n != 1 {
		t.Errorf("%d offers changed by the price that is an older one again", n)
	}
	if n := b.setPrices(list()[:3]...); n != 0 || len(b.store.Events()) != told+1 {
		t.Errorf("a repeat changed %d offers and told %d events", n, len(b.store.Events())-told)
	}
}

func TestAMissingOfferIsMade(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	other := lamp("b")
	other.Seller = "Acme"
	results := b.put(lamp("a"), other)
	id, acme := results[0].GetProductId(), results[1].GetSellerId()
	if n := b.setPrices(&catalogv1.OfferPrice{ProductId: id, SellerId: acme, Price: usd(3)}); n != 1 {
		t.Errorf("%d offers changed", n)
	}
	p := b.get(id)
	if len(p.GetOffers()) != 2 || p.GetOffers()[1].GetSellerName() != "Acme" || p.GetOffers()[1].GetVersion() != 1 || p.GetVersion() != 2 {
		t.Errorf("got %v", p)
	}
}

func TestPriceListsThatCannotBeWriteNothing(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	id := b.put(lamp("a"))[0].GetProductId()
	good := &catalogv1.OfferPrice{ProductId: id, Price: usd(3)}
	set := func(prices ...*catalogv1.OfferPrice) error {
		_, err := b.SetPrices(b.ctx, &catalogv1.SetPricesRequest{Prices: prices})
		return err
	}
	wantField(t, set(good, &catalogv1.OfferPrice{ProductId: id}), "prices[1].price", "is required")
	wantField(t, set(good, nil), "prices[1].price", "is required")
	wantField(t, set(good, good, &catalogv1.OfferPrice{ProductId: id, Price: usd(-3)}), "prices[2].price", "is not possible")
	wantField(t, set(&catalogv1.OfferPrice{ProductId: id, Price: &commercev1.Money{Currency: "EUR"}}), "prices[0].price", "`currencies` (now USD)")
	wantField(t, set(make([]*catalogv1.OfferPrice, 1001)...), "prices", "at most 1000")
	unknown := set(good, &catalogv1.OfferPrice{ProductId: 5, Price: usd(1)})
	if !errs.HasCode(unknown, "product_not_found") || errs.As(unknown).Meta["product_ids"] != "5" {
		t.Errorf("unknown product: %v", unknown)
	}
	if err := set(good, &catalogv1.OfferPrice{ProductId: id, SellerId: 5, Price: usd(1)}); !errs.HasCode(err, "seller_not_found") {
		t.Errorf("unknown seller: %v", err)
	}
	if p := b.get(id); p.GetVersion() != 1 {
		t.Errorf("something was written: %v", p)
	}
}
