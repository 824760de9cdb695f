package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

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

func eur(amount int64) *commercev1.Money { return &commercev1.Money{Amount: amount, Currency: "EUR"} }

func TestARowPricesInSeveralCurrencies(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{Currencies: []string{"USD", "EUR", "GBP"}})
	row := lamp("a")
	row.MorePrices = []*commercev1.Money{{Amount: 990, Currency: "GBP"}, eur(1150)}
	r := b.put(row)[0]
	want := []*commercev1.Money{eur(1150), {Amount: 990, Currency: "GBP"}, usd(1250)}
	wantPrices(t, b.get(r.GetProductId()), 1, want)
	if again := b.put(row)[0]; again.GetOutcome() != "unchanged" {
		t.Errorf("the same again: %v", again)
	}
	onlyOne := &catalogv1.ProductInput{ExternalId: "a", MorePrices: []*commercev1.Money{eur(1100)}}
	if next := b.put(onlyOne)[0]; next.GetOutcome() != "updated" {
		t.Errorf("another price in one currency: %v", next)
	}
	want[0] = eur(1100)
	wantPrices(t, b.get(r.GetProductId()), 2, want)
	if n := len(b.store.Events()); n != 2 {
		t.Errorf("%d events for 2 changes", n)
	}
}

func wantPrices(t *testing.T, p *catalogv1.Product, version int64, prices []*commercev1.Money) {
	t.Helper()
	want := &catalogv1.Offer{
		ProductId: p.GetProductId(), SellerId: p.GetFeatured().GetSellerId(), SellerName: "Rialto", Prices: prices, Version: version,
	}
	if p.GetVersion() != version || !proto.Equal(p.GetFeatured(), want) {
		t.Errorf("version %d, got %v\nwant %v", p.GetVersion(), p.GetFeatured(), want)
	}
}

func TestMorePricesThatCannotBe(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{Currencies: []string{"USD", "EUR"}})
	for want, more := range map[string][]*commercev1.Money{
		"number 1 is a second price in USD":                   {usd(1)},
		"number 1 is a second price in USD ":                  {{Amount: 1}}, // no currency means the shop's
		"number 2 is a second price in EUR":                   {eur(1), eur(1)},
		"number 2 is in GBP, which is not enabled: add it to": {eur(1), {Amount: 1, Currency: "GBP"}},
		"number 1 is not possible":                            {eur(-1)},
		"number 1 is not possible: ":                          {nil},
		"must be at most 4, not 5":                            {eur(1), eur(2), eur(3), eur(4), eur(5)},
	} {
		row := lamp("a")
		row.MorePrices = more
		if r := b.put(row)[0]; r.GetOutcome() != "refused" || !strings.Contains(r.GetProblem(), "more_prices "+strings.TrimSpace(want)) {
			t.Errorf("got %q, want %q", r.GetProblem(), want)
		}
	}
	twice := &catalogv1.ProductInput{ExternalId: "b", Title: "Lamp", MorePrices: []*commercev1.Money{usd(5), eur(4)}}
	if r := b.put(twice)[0]; r.GetOutcome() != "created" || len(b.get(r.GetProductId()).GetFeatured().GetPrices()) != 2 {
		t.Errorf("more prices without the first: %v", r)
	}
}
