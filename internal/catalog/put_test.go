package catalog_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/catalog"
)

func TestARowMakesAProduct(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{HandlingDays: 2})
	result := b.put(&catalogv1.ProductInput{
		ExternalId: " 85123A ", Title: "White  hanging\nheart", Description: " two\nlines ", Brand: "Söhne",
		CategoryPath: []string{"Home", " ", "Light"}, ImageUrls: []string{"https://img.test/1.jpg", ""}, Prime: proto.Bool(true),
		Ean: "4006381333931", Price: usd(255), Options: map[string]string{"size": "M", "colour": " "},
	})[0]
	if result.GetOutcome() != "created" || result.GetProductId() <= 0 || result.GetSellerId() <= 0 {
		t.Fatalf("result %v", result)
	}
	offer := &catalogv1.Offer{
		ProductId: result.GetProductId(), SellerId: result.GetSellerId(), SellerName: "Rialto", HandlingDays: 2, Version: 1,
		Prices: []*commercev1.Money{usd(255)},
	}
	want := &catalogv1.Product{
		ProductId: result.GetProductId(), Source: "feed", ExternalId: "85123A", FamilyId: result.GetProductId(),
		Title: "White hanging heart", Description: "two\nlines", Brand: "Söhne", CategoryPath: []string{"Home", "Light"},
		ImageUrls: []string{"https://img.test/1.jpg"}, Prime: true, Ean: "4006381333931", Options: map[string]string{"size": "M"},
		CreatedAt: b.time.micros.Load(), Version: 1, Featured: offer, Offers: []*catalogv1.Offer{offer},
	}
	if got := b.get(result.GetProductId()); !proto.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestARepeatedImportChangesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	first := b.put(lamp("a"), lamp("b"))
	told := len(b.store.Events())
	for i, again := range b.put(lamp("a"), lamp("b")) {
		if again.GetOutcome() != "unchanged" || again.GetProductId() != first[i].GetProductId() || again.GetSellerId() != first[i].GetSellerId() {
			t.Errorf("row %d: %v after %v", i, again, first[i])
		}
	}
	if told != 2 || len(b.store.Events()) != told || b.get(first[0].GetProductId()).GetVersion() != 1 {
		t.Errorf("%d events first, %d after the repeat", told, len(b.store.Events()))
	}
}

func TestTheLastNonEmptyValueWins(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	b.put(&catalogv1.ProductInput{ExternalId: "a", Title: "Old", Brand: "Kept", CategoryPath: []string{"A"}, Prime: proto.Bool(true)})
	result := b.put(&catalogv1.ProductInput{ExternalId: "a", Title: "New", Price: usd(5)})[0]
	p := b.get(result.GetProductId())
	if result.GetOutcome() != "updated" || p.GetTitle() != "New" || p.GetBrand() != "Kept" || len(p.GetCategoryPath()) != 1 || !p.GetPrime() {
		t.Errorf("%s: %v", result.GetOutcome(), p)
	}
	if p.GetVersion() != 2 || p.GetFeatured().GetVersion() != 2 || p.GetFeatured().GetPrices()[0].GetAmount() != 5 {
		t.Errorf("versions %d and %d, prices %v", p.GetVersion(), p.GetFeatured().GetVersion(), p.GetFeatured().GetPrices())
	}
	b.put(&catalogv1.ProductInput{ExternalId: "a", Prime: proto.Bool(false)})
	if p := b.get(result.GetProductId()); p.GetPrime() || p.GetVersion() != 3 || p.GetFeatured().GetVersion() != 2 {
		t.Errorf("after prime=false: %v", p)
	}
}

func TestRowsOfOneProductInABatchAreOneChange(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	cheaper := lamp("a")
	cheaper.Price = usd(1000)
	results := b.put(lamp("a"), lamp("a"), cheaper, lamp("b"))
	var outcomes []string
	for _, r := range results {
		outcomes = append(outcomes, r.GetOutcome())
	}
	if !slices.Equal(outcomes, []string{"created", "unchanged", "updated", "created"}) {
		t.Errorf("outcomes %v", outcomes)
	}
	p := b.get(results[0].GetProductId())
	if results[2].GetProductId() != p.GetProductId() || p.GetVersion() != 1 || p.GetFeatured().GetVersion() != 1 || len(b.store.Events()) != 2 {
		t.Errorf("version %d, offer %d, %d events", p.GetVersion(), p.GetFeatured().GetVersion(), len(b.store.Events()))
	}
	if got := p.GetFeatured().GetPrices()[0].GetAmount(); got != 1000 {
		t.Errorf("price %d", got)
	}
}

func TestABadRowDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{Currencies: []string{"USD", "EUR"}})
	for problem, bad := range map[string]*catalogv1.ProductInput{
		"external_id must not be empty":                               {Title: "No name"},
		"title is required for a new product":                         {ExternalId: "new"},
		"title must be at most 500 bytes, not 501":                    {ExternalId: "x", Title: strings.Repeat("x", 501)},
		"price is in GBP, which is not enabled":                       {ExternalId: "x", Title: "T", Price: &commercev1.Money{Currency: "GBP"}},
		"setting `currencies` (now USD, EUR)":                         {ExternalId: "x", Title: "T", Price: &commercev1.Money{Currency: "GBP"}},
		"family must be at most 200 bytes":                            {ExternalId: "x", Title: "T", Family: strings.Repeat("f", 201)},
		"title must be at most 500 bytes, not 600; ean must be 8 to ": {ExternalId: "x", Title: strings.Repeat("x", 600), Ean: "12"},
	} {
		results := b.put(lamp("good"), bad, lamp("fine"))
		if r := results[1]; r.GetOutcome() != "refused" || !strings.Contains(r.GetProblem(), problem) || r.GetProductId() != 0 {
			t.Errorf("%s: got %v", problem, r)
		}
		if results[0].GetOutcome() == "refused" || results[2].GetOutcome() == "refused" {
			t.Errorf("%s: stopped its neighbours: %v", problem, results)
		}
	}
	if n := len(b.store.Events()); n != 2 {
		t.Errorf("%d events for two good products", n)
	}
}

func TestRequestsThatCannotBeAreRefusedWhole(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	_, err := b.PutProducts(b.ctx, &catalogv1.PutProductsRequest{Products: []*catalogv1.ProductInput{lamp("a")}})
	wantField(t, err, "source", "must not be empty")
	_, err = b.PutProducts(b.ctx, &catalogv1.PutProductsRequest{Source: "s", Products: make([]*catalogv1.ProductInput, 501)})
	wantField(t, err, "products", "at most 500")
	resp, err := b.PutProducts(b.ctx, &catalogv1.PutProductsRequest{Source: "s", Products: []*catalogv1.ProductInput{nil}})
	b.must(err)
	if resp.GetResults()[0].GetOutcome() != "refused" {
		t.Errorf("a nil row: %v", resp)
	}
	if sellers, err := b.store.Sellers(b.ctx, 10); len(sellers) != 0 || err != nil {
		t.Errorf("refused rows made sellers: %v, %v", sellers, err)
	}
}

func TestVariantsShareAFamily(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	small, large := lamp("s"), lamp("l")
	small.Family, large.Family = "lamps", "lamps"
	results := b.put(small, large, lamp("alone"))
	later := lamp("xl")
	later.Family = "lamps"
	results = append(results, b.put(later)...)
	families := map[int64]int{}
	for _, r := range results {
		families[b.get(r.GetProductId()).GetFamilyId()]++
	}
	if family := b.get(results[0].GetProductId()).GetFamilyId(); families[family] != 3 || len(families) != 2 {
		t.Errorf("families %v", families)
	}
	joins := lamp("alone")
	joins.Family = "lamps"
	if r := b.put(joins)[0]; r.GetOutcome() != "updated" || b.get(r.GetProductId()).GetFamilyId() != b.get(results[0].GetProductId()).GetFamilyId() {
		t.Errorf("a product that joins: %v", r)
	}
	if r := b.put(lamp("alone"))[0]; r.GetOutcome() != "unchanged" {
		t.Errorf("no family keeps the one there is: %v", r)
	}
}

func TestSellersOfRows(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	from := func(name, seller string, price *commercev1.Money) *catalogv1.ProductInput {
		return &catalogv1.ProductInput{ExternalId: name, Title: "Lamp", Seller: seller, Price: price}
	}
	first := b.put(from("a", "Acme", nil))[0]
	if r := b.put(from("a", "", nil))[0]; r.GetSellerId() != first.GetSellerId() || r.GetOutcome() != "unchanged" {
		t.Errorf("a row without a seller means the featured one: %v", r)
	}
	bolt := b.put(from("a", "Bolt", usd(900)))[0]
	p := b.get(first.GetProductId())
	if p.GetFeatured().GetSellerId() != bolt.GetSellerId() || len(p.GetOffers()) != 2 {
		t.Errorf("an offer with a price takes the place of one without: %v", p)
	}
	b.put(from("a", "Acme", usd(800)))
	if p := b.get(first.GetProductId()); p.GetFeatured().GetSellerId() != bolt.GetSellerId() {
		t.Errorf("a cheaper offer does not: %v", p.GetFeatured())
	}
	if p := b.get(first.GetProductId()); p.GetOffers()[0].GetSellerName() != "Bolt" || p.GetOffers()[1].GetSellerName() != "Acme" {
		t.Errorf("offers, the featured one first: %v", p.GetOffers())
	}
}

func TestAProductHasAtMost100Offers(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	row := func(i int) *catalogv1.ProductInput {
		return &catalogv1.ProductInput{ExternalId: "a", Title: "Lamp", Seller: strings.Repeat("s", i+1), Price: usd(1)}
	}
	for i := range catalog.MaxOffers {
		if r := b.put(row(i))[0]; r.GetOutcome() == "refused" {
			t.Fatalf("offer %d: %v", i, r)
		}
	}
	if r := b.put(row(catalog.MaxOffers))[0]; !strings.Contains(r.GetProblem(), "one more than the 100") {
		t.Errorf("offer 101: %v", r)
	}
	if r := b.put(row(3))[0]; r.GetOutcome() != "unchanged" {
		t.Errorf("a seller that is there: %v", r)
	}
}

func TestTimesOfAProductGrowWhenTheClockDoesNot(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	b.put(lamp("a"))
	b.time.advance(-time.Second)
	for price := range int64(3) {
		row := lamp("a")
		row.Price = usd(price)
		b.put(row)
	}
	for i, e := range b.store.Events() {
		if i > 0 && e.GetOccurredAt() <= b.store.Events()[i-1].GetOccurredAt() || e.GetVersion() != int64(i+1) {
			t.Errorf("event %d: version %d at %d", i, e.GetVersion(), e.GetOccurredAt())
		}
	}
}
