package importer

import (
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
)

// orderOptions reads the fixture of sales as orders.
func orderOptions() Options {
	o := options("testdata/sales.csv.gz")
	o.Source, o.Currency = "old shop", "GBP"
	o.Map = []string{
		"order_id=Invoice", "ordered_at=Day", "user_id=Customer", "product_id={Code:upper}", "quantity=Units", "unit_price={Paid}/{Units}",
	}
	return o
}

func TestOrdersBecomeHistory(t *testing.T) {
	t.Parallel()
	s := newShop()
	importProducts(t, s, salesOptions())
	res := importOrders(t, s, orderOptions())
	if res.Rows != 9 || res.Added != 5 || res.Skipped[canceled] != 1 || res.Skipped[noUnits] != 1 || s.closed != 1 {
		t.Fatalf("%s", res)
	}
	want := []string{
		`line 8: ordered_at: "last week" is not a time after 1970 such as 2006-01-02 15:04:05 or 2006-01-02T15:04:05Z07:00`,
		`line 9: product_id: "JAM" is no product of source "old shop" nor of another one: import products first`,
	}
	if got := problems(res); !slices.Equal(got, want) {
		t.Errorf("errors %q", got)
	}
	rows := s.history["old shop"]
	first := &analyticsv1.Purchase{
		Row: 2, Basket: "900", Buyer: "c1", ProductId: s.ids["old shop/SOAP-1"], Quantity: 2, UnitPrice: 450, Currency: "GBP",
		OrderedAt: time.Date(2024, 3, 1, 10, 15, 0, 0, time.UTC).UnixMicro(),
	}
	if !proto.Equal(rows[2], first) {
		t.Errorf("got  %v\nwant %v", rows[2], first)
	}
	if rows[4].GetBuyer() != "" || rows[4].GetBasket() != "901" || rows[7].GetUnitPrice() != 0 {
		t.Errorf("an empty buyer stays empty, a price of zero too: %v %v", rows[4], rows[7])
	}
}

func TestOrdersAreAddedOnce(t *testing.T) {
	t.Parallel()
	s := newShop()
	importProducts(t, s, salesOptions())
	importOrders(t, s, orderOptions())
	res := importOrders(t, s, orderOptions())
	if res.Added != 0 || res.Known != 5 || len(s.history["old shop"]) != 5 {
		t.Errorf("%s", res)
	}
}

func TestSetPricesTakesTheLatestByTime(t *testing.T) {
	t.Parallel()
	s := newShop()
	importProducts(t, s, salesOptions())
	o := orderOptions()
	o.SetPrices = true
	res := importOrders(t, s, o)
	soap, mint := s.prices[s.ids["old shop/SOAP-1"]], s.prices[s.ids["old shop/SOAP-2"]]
	if res.Priced != 2 || soap.GetPrice().GetAmount() != 400 || soap.GetSellerId() != 0 {
		t.Errorf("soap %v: %s", soap, res)
	}
	if mint.GetPrice().GetAmount() != 475 || mint.GetPrice().GetCurrency() != "GBP" {
		t.Errorf("the last row is older, and one sold for nothing is newer: %v", mint)
	}
}

func TestProductsOfAnotherSourceAreFound(t *testing.T) {
	t.Parallel()
	s := newShop()
	o := salesOptions()
	o.Source = "products"
	importProducts(t, s, o)
	res := importOrders(t, s, orderOptions())
	if res.Added != 5 || res.Borrowed != 5 {
		t.Fatalf("%s", res)
	}
	if s.lookedUp != 6 { // three names in the own source, and once more in all
		t.Errorf("%d names were looked up", s.lookedUp)
	}
	importProducts(t, s, salesOptions())
	if res = importOrders(t, s, orderOptions()); res.Borrowed != 0 {
		t.Errorf("the own source does not come first: %s", res)
	}
}

func TestOrderRowsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	s := newShop()
	importProducts(t, s, options(write(t, "f.csv", "product_id,title", "1,Soap")))
	long := strings.Repeat("x", 101)
	file := write(t, "f.csv", "order_id,ordered_at,user_id,product_id,quantity,unit_price",
		",2024-01-01,u,1,1,1", long+",2024-01-01,u,1,1,1", "1,2024-01-01,"+long+",1,1,1", "1,,u,1,1,1", "1,2024-01-01,u,,1,1",
		"1,2024-01-01,u,1,,1", "1,2024-01-01,u,1,2000000,1", "1,2024-01-01,u,1,1,", "1,2024-01-01,u,1,1,-2", "1,2024-01-01,a\tb,1,1,1",
		"1,2024-01-01,u,1,half,1")
	res := importOrders(t, s, options(file))
	want := []string{
		"line 2: order_id: is empty", "line 3: order_id: must be at most 100 bytes", "line 4: user_id: must be at most 100 bytes",
		"line 5: ordered_at: is empty", "line 6: product_id: is empty", "line 7: quantity: must be between 1 and 1000000",
		"line 8: quantity: must be between 1 and 1000000", "line 9: unit_price: is empty", "line 10: unit_price: must not be negative",
		"line 11: user_id: must be printable text", `line 12: quantity: "half" is not a number such as 12.50`,
	}
	if got := problems(res); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if res.Added != 0 {
		t.Errorf("%s", res)
	}
}

func TestOrdersNeedAnEnabledCurrency(t *testing.T) {
	t.Parallel()
	o := orderOptions()
	o.Currencies = []string{"USD"}
	_, err := Orders(t.Context(), o, newShop().needs(), nil)
	if err == nil || !strings.Contains(err.Error(), "currency GBP is not enabled") {
		t.Errorf("got %v", err)
	}
}
