package importer

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	catalogv1 "rialto/gen/rialto/catalog/v1"
)

func TestProductsFromCSV(t *testing.T) {
	t.Parallel()
	s := newShop()
	res := importProducts(t, s, options("testdata/products.csv"))
	if res.Rows != 8 || res.Created != 5 || res.FailedRows() != 3 || res.Stocked != 4 {
		t.Fatalf("%s", res)
	}
	soap := s.product(t, "products", "soap-1")
	if soap.GetDescription() != "Handmade,\nin small batches." || soap.GetPrice().GetAmount() != 450 || !soap.GetPrime() ||
		!slices.Equal(soap.GetCategoryPath(), []string{"Home", "Bath", "Soap"}) || soap.GetEan() != "4006381333931" {
		t.Errorf("soap: %v", soap)
	}
	if mint := s.product(t, "products", "soap-2"); mint.GetPrice().GetCurrency() != "USD" {
		t.Errorf("a row without currency is not in the shop's: %v", mint)
	}
	shirt := s.product(t, "products", "shirt-m")
	if shirt.GetFamily() != "shirt" || shirt.GetSeller() != "Nordhem Outlet" || !maps.Equal(shirt.GetOptions(), map[string]string{"size": "M"}) {
		t.Errorf("shirt: %v", shirt)
	}
	if plate := s.product(t, "products", "plate"); plate.GetPrice() != nil || plate.Prime == nil || plate.GetPrime() {
		t.Errorf("plate: a price of zero is none, prime is no: %v", plate)
	}
	if got, known := s.stock[[2]int64{s.ids["products/soap-2"], 1}]; !known || got != 0 {
		t.Errorf("stock 0 was not set: %d", got)
	}
	want := []string{
		`line 7: price: "cheap" is not a number such as 12.50`,
		"line 8: title is required for a new product",
		"line 10: has 5 fields, the header has 14",
	}
	if got := problems(res); !slices.Equal(got, want) {
		t.Errorf("errors %q", got)
	}
}

func TestProductsFromJSONLines(t *testing.T) {
	t.Parallel()
	s := newShop()
	res := importProducts(t, s, options("testdata/products.jsonl"))
	if res.Created != 2 || res.Folded != 1 || !slices.Equal(problems(res), []string{"line 4: product_id: is empty"}) {
		t.Fatalf("%s", res)
	}
	soap := s.product(t, "products", "soap-1")
	if soap.GetTitle() != "Lavender soap" || soap.GetBrand() != "Calla" || soap.GetPrice().GetAmount() != 425 ||
		len(soap.GetImageUrls()) != 2 || len(soap.GetCategoryPath()) != 3 {
		t.Errorf("the last value that is not empty must win: %v", soap)
	}
	shirt := s.product(t, "products", "77")
	if shirt.GetPrice().GetCurrency() != "GBP" || !maps.Equal(shirt.GetOptions(), map[string]string{"size": "S", "colour": "white"}) {
		t.Errorf("shirt: %v", shirt)
	}
}

// salesOptions reads the fixture of sales as products.
func salesOptions() Options {
	o := options("testdata/sales.csv.gz")
	o.Source = "old shop"
	o.Map = []string{"product_id={Code:upper}", "title=Text", "quantity=Units", "price={Paid}/{Units}"}
	o.Set = []string{"stock=100", "currency=GBP"}
	return o
}

func TestProductsFromAFileOfSales(t *testing.T) {
	t.Parallel()
	s := newShop()
	res := importProducts(t, s, salesOptions())
	if res.Created != 2 || res.Folded != 3 || res.Skipped[noUnits] != 2 || res.Skipped[noPrice] != 1 {
		t.Fatalf("%s", res)
	}
	if got := s.product(t, "old shop", "SOAP-1"); got.GetTitle() != "LAVENDER SOAP BAR" || got.GetPrice().GetAmount() != 420 {
		t.Errorf("got %v", got)
	}
	if got := s.product(t, "old shop", "SOAP-2"); got.GetTitle() != "MINT SOAP" || got.GetPrice().GetAmount() != 400 {
		t.Errorf("8.01 / 2 is 4.005, to even 4.00: %v", got)
	}
	if !slices.Equal(problems(res), []string{"line 9: title is required for a new product"}) {
		t.Errorf("errors %q", problems(res))
	}
	if s.stock[[2]int64{1, 1}] != 100 || s.stock[[2]int64{2, 1}] != 100 {
		t.Errorf("stock %v", s.stock)
	}
}

func TestImportingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	s := newShop()
	importProducts(t, s, salesOptions())
	res := importProducts(t, s, salesOptions())
	if res.Created != 0 || res.Updated != 0 || res.Unchanged != 2 || res.Stocked != 0 || len(s.ids) != 2 {
		t.Errorf("%s", res)
	}
}

func TestACurrencyThatIsNotEnabledStopsTheImport(t *testing.T) {
	t.Parallel()
	file := write(t, "p.csv", "product_id,title,price,currency", "1,Soap,1.00,USD", "2,Tea,1.00,EUR")
	for name, o := range map[string]Options{
		"of a row":   {File: file, Currencies: []string{"USD"}},
		"of the lot": {File: file, Currencies: []string{"USD"}, Currency: "EUR"},
	} {
		_, err := Products(t.Context(), o, newShop().needs(), nil)
		if err == nil || !strings.Contains(err.Error(), "currency EUR is not enabled: add it to the setting `currencies` (now USD)") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := Products(t.Context(), Options{File: file, Currencies: []string{"USD"}}, newShop().needs(), nil)
	if err == nil || !strings.HasPrefix(err.Error(), "line 3: ") {
		t.Errorf("the line is not named: %v", err)
	}
}

func TestErrorsArePrintedUpToALimitAndCounted(t *testing.T) {
	t.Parallel()
	text := []string{"product_id,title,price"}
	for i := range 50 {
		text = append(text, fmt.Sprintf("%d,Soap,x", i))
	}
	o := options(write(t, "p.csv", append(text, "60,Soap,1")...))
	o.MaxErrors = 3
	res := importProducts(t, newShop(), o)
	if len(res.Errors) != 3 || res.FailedRows() != 50 || res.Created != 1 || res.Failed["bad price"] != 50 {
		t.Fatalf("%s", res)
	}
	if !strings.Contains(res.String(), "… and 47 more") {
		t.Errorf("%s", res)
	}
}

func TestRowsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	file := write(t, "p.csv", "product_id,title,price,prime,stock,brand,options.size",
		"1,Soap,-1,,,,", "2,Soap,,maybe,,,", "3,Soap,,,-1,,", "4,Soap,,,1.5,,", "5,Soap,,,2000000000,,", "6,Soap,,,,\xff,",
		"7,Soap,,,,,\xff", ",Soap,,,,,", "9,Soap,20000000000,,,,")
	res := importProducts(t, newShop(), options(file))
	want := []string{
		"line 2: price: must not be negative", "line 3: prime: must be true or false",
		"line 4: stock: must be between 0 and 1000000000", "line 5: stock: must be a whole number",
		"line 6: stock: must be between 0 and 1000000000", "line 7: brand: is not UTF-8 text",
		"line 8: options.size: is not UTF-8 text", "line 9: product_id: is empty",
		"line 10: price: is above 1000000000000 minor units",
	}
	if !slices.Equal(problems(res), want) || res.Created != 0 {
		t.Errorf("%s", res)
	}
}

func TestOptionsMayBeMapped(t *testing.T) {
	t.Parallel()
	o := options(write(t, "p.csv", "product_id,title,Grösse,options.colour,options.stuff", "1,Shirt,M,white,linen"))
	o.Map = []string{"options.size=Grösse", "options.stuff="}
	s := newShop()
	importProducts(t, s, o)
	if got := s.product(t, "p", "1").GetOptions(); !maps.Equal(got, map[string]string{"size": "M", "colour": "white"}) {
		t.Errorf("got %v", got)
	}
}

func TestCallsAreOfBoundedSize(t *testing.T) {
	t.Parallel()
	text := []string{"product_id,title,description"}
	for i := range 1200 {
		text = append(text, fmt.Sprintf("%d,Soap,%s", i, strings.Repeat("x", 10+i%2*9000)))
	}
	s := newShop()
	res := importProducts(t, s, options(write(t, "p.csv", text...)))
	if res.Created != 1200 || s.biggest > callProducts || s.calls < 3 {
		t.Errorf("%d calls, the biggest of %d rows: %s", s.calls, s.biggest, res)
	}
	long := []*entry{{input: &catalogv1.ProductInput{Description: strings.Repeat("x", callBytes)}}, {input: &catalogv1.ProductInput{}}}
	if n := callLength(append(long[:1:1], long[0])); n != 1 {
		t.Errorf("a call takes %d rows of 2 MiB", n)
	}
}

func TestStockThatCannotBeSetStopsTheImport(t *testing.T) {
	t.Parallel()
	s := newShop()
	s.noStock = true
	_, err := Products(t.Context(), salesOptions(), s.needs(), nil)
	if !errors.Is(err, errDown) || !strings.Contains(err.Error(), "spread stock") {
		t.Errorf("got %v", err)
	}
}
