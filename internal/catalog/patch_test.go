package catalog_test

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/catalog"
	"rialto/internal/platform/errs"
)

func TestAPatchChangesOnlyWhatItNames(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	row := lamp("a")
	row.Brand, row.Description, row.CategoryPath = "Brand", "Text", []string{"A"}
	id := b.put(row)[0].GetProductId()
	b.get(id) // into the cache, which the patch must clear
	resp, err := b.PatchProduct(b.ctx, &catalogv1.PatchProductRequest{
		ProductId: id, Brand: proto.String(""), Price: usd(99), Prime: proto.Bool(true),
	})
	b.must(err)
	got := b.get(id)
	if !proto.Equal(got, resp.GetProduct()) {
		t.Errorf("answered %v, stored %v", resp.GetProduct(), got)
	}
	if got.GetBrand() != "" || got.GetDescription() != "Text" || got.GetTitle() != "Lamp a" || len(got.GetCategoryPath()) != 1 || !got.GetPrime() {
		t.Errorf("got %v", got)
	}
	if got.GetVersion() != 2 || got.GetFeatured().GetVersion() != 2 || got.GetFeatured().GetPrices()[0].GetAmount() != 99 {
		t.Errorf("got %v", got)
	}
}

func TestARepeatedPatchWritesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	id := b.put(lamp("a"))[0].GetProductId()
	for range 2 {
		_, err := b.PatchProduct(b.ctx, &catalogv1.PatchProductRequest{ProductId: id, Title: proto.String(" New  title ")})
		b.must(err)
	}
	if p := b.get(id); p.GetTitle() != "New title" || p.GetVersion() != 2 || len(b.store.Events()) != 2 {
		t.Errorf("version %d, %d events", p.GetVersion(), len(b.store.Events()))
	}
}

func TestAPatchPricesOneSellersOffer(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{Currencies: []string{"USD", "EUR"}})
	id := b.put(lamp("a"))[0].GetProductId()
	other := lamp("b")
	other.Seller = "Acme"
	acme := b.put(other)[0].GetSellerId()
	resp, err := b.PatchProduct(b.ctx, &catalogv1.PatchProductRequest{
		ProductId: id, SellerId: acme, Price: &commercev1.Money{Amount: 1100, Currency: "EUR"},
	})
	b.must(err)
	offers := resp.GetProduct().GetOffers()
	if len(offers) != 2 || offers[1].GetSellerName() != "Acme" || offers[1].GetPrices()[0].GetCurrency() != "EUR" {
		t.Fatalf("offers %v", offers)
	}
	if offers[0].GetVersion() != 1 || offers[0].GetPrices()[0].GetAmount() != 1250 {
		t.Errorf("the featured offer changed: %v", offers[0])
	}
}

func TestPatchesThatCannotBe(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	id := b.put(lamp("a"))[0].GetProductId()
	_, err := b.PatchProduct(b.ctx, &catalogv1.PatchProductRequest{
		ProductId: id, Title: proto.String(" "), Description: proto.String(strings.Repeat("x", 20_001)),
		CategoryPath: []string{"A > B"}, Price: &commercev1.Money{Amount: -1, Currency: "USD"},
	})
	wantField(t, err, "title", "must not be empty")
	wantField(t, err, "description", "at most 20000 bytes")
	wantField(t, err, "category_path", "level 1 must not contain")
	wantField(t, err, "price", "is not possible")
	_, err = b.PatchProduct(b.ctx, &catalogv1.PatchProductRequest{ProductId: id, Price: &commercev1.Money{Amount: 1, Currency: "GBP"}})
	wantField(t, err, "price", "setting `currencies`")
	_, err = b.PatchProduct(b.ctx, &catalogv1.PatchProductRequest{ProductId: -4, Title: proto.String("x")})
	if !errs.Is(err, errs.KindNotFound) || !errs.HasCode(err, "product_not_found") {
		t.Errorf("unknown product: %v", err)
	}
	_, err = b.PatchProduct(b.ctx, &catalogv1.PatchProductRequest{ProductId: id, SellerId: 77, Title: proto.String("x"), Price: usd(1)})
	if !errs.HasCode(err, "seller_not_found") {
		t.Errorf("unknown seller: %v", err)
	}
	if p := b.get(id); p.GetVersion() != 1 || p.GetTitle() != "Lamp a" {
		t.Errorf("something was written: %v", p)
	}
}
