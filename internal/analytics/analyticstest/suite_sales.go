package analyticstest

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"rialto/internal/analytics"
)

func salesCases() map[string]func(*testing.T, Stand) {
	return map[string]func(*testing.T, Stand){
		"orders add up by day and by product":                         salesAddUp,
		"an order is counted once, canceled or not":                   receiptOnce,
		"a canceled order takes off what it added, once":              receiptCanceled,
		"canceling what was never confirmed counts nothing":           receiptUnknown,
		"an order confirmed and canceled in one call leaves nothing":  receiptBoth,
		"a day of which nothing is left is left out":                  dayEmptied,
		"sales of another currency or another day are not counted":    salesApart,
		"two handles that count orders of one day lose nothing":       salesConcurrent,
		"imported purchases add up apart from orders":                 historySales,
		"purchases that came before are not counted again":            historySalesOnce,
		"a line that comes twice in one call counts as it came first": historySalesTwin,
		"a basket counts once, on the day of its first line":          basketOnce,
		"two sources with the same basket are two baskets":            basketPerSource,
		"nothing sold is no days and no products":                     salesNone,
	}
}

// oneDay is a day in µs, for purchases of a day.
const oneDay = 86_400_000_000

// sells is the receipt of a confirmed order in USD.
func sells(order string, lines ...analytics.ProductSales) analytics.Receipt {
	return analytics.Receipt{OrderID: order, Currency: "USD", Lines: lines}
}

func unsells(order string) analytics.Receipt {
	return analytics.Receipt{OrderID: order, Currency: "USD", Canceled: true}
}

// of is a line of so many units that brought revenue.
func of(product, units, revenue int64) analytics.ProductSales {
	return analytics.ProductSales{ProductID: product, Units: units, Revenue: revenue}
}

func countOrders(t *testing.T, s analytics.Store, day int64, receipts ...analytics.Receipt) {
	t.Helper()
	if err := s.CountOrders(ctx, day, receipts); err != nil {
		t.Fatalf("count orders: %v", err)
	}
}

// wantSales asks for USD on the days 100 to 199.
func wantSales(t *testing.T, s analytics.Store, days []analytics.DaySales, products ...analytics.ProductSales) {
	t.Helper()
	gotDays, gotProducts, err := s.Sales(ctx, "USD", 100, 200)
	if err != nil {
		t.Fatalf("sales: %v", err)
	}
	if len(gotDays)+len(days) > 0 && !reflect.DeepEqual(gotDays, days) {
		t.Fatalf("days\ngot  %+v\nwant %+v", gotDays, days)
	}
	slices.SortFunc(gotProducts, func(a, b analytics.ProductSales) int { return cmp.Compare(a.ProductID, b.ProductID) })
	if len(gotProducts)+len(products) > 0 && !reflect.DeepEqual(gotProducts, products) {
		t.Fatalf("products\ngot  %+v\nwant %+v", gotProducts, products)
	}
}

func ordersOn(day, orders, units, revenue int64) analytics.DaySales {
	return analytics.DaySales{Day: day, Orders: analytics.Total{Orders: orders, Units: units, Revenue: revenue}}
}

func historyOn(day, baskets, units, revenue int64) analytics.DaySales {
	return analytics.DaySales{Day: day, History: analytics.Total{Orders: baskets, Units: units, Revenue: revenue}}
}

func salesNone(t *testing.T, s Stand) { wantSales(t, s.Store, nil) }

func salesAddUp(t *testing.T, s Stand) {
	countOrders(t, s.Store, 100, sells("o1", of(17, 2, 400), of(18, 1, 50)), sells("o2", of(17, 1, 190)))
	countOrders(t, s.Second, 100, sells("o3", of(19, 1, 7)))
	countOrders(t, s.Second, 199, sells("o4", of(18, 3, 150)))
	wantSales(t, s.Store, []analytics.DaySales{ordersOn(100, 3, 5, 647), ordersOn(199, 1, 3, 150)},
		of(17, 3, 590), of(18, 4, 200), of(19, 1, 7))
}

func receiptOnce(t *testing.T, s Stand) {
	countOrders(t, s.Store, 100, sells("o1", of(17, 2, 400)), sells("o1", of(17, 2, 400)))
	countOrders(t, s.Second, 100, sells("o1", of(17, 2, 400)))
	wantSales(t, s.Store, []analytics.DaySales{ordersOn(100, 1, 2, 400)}, of(17, 2, 400))
}

func receiptCanceled(t *testing.T, s Stand) {
	countOrders(t, s.Store, 100, sells("o1", of(17, 2, 400), of(18, 1, 50)), sells("o2", of(17, 1, 200)))
	countOrders(t, s.Second, 100, unsells("o1"), unsells("o1"))
	countOrders(t, s.Store, 100, unsells("o1"), sells("o1", of(17, 2, 400))) // late repeats of both
	wantSales(t, s.Store, []analytics.DaySales{ordersOn(100, 1, 1, 200)}, of(17, 1, 200))
}

func receiptUnknown(t *testing.T, s Stand) {
	countOrders(t, s.Store, 100, unsells("declined"))
	wantSales(t, s.Store, nil)
}

func receiptBoth(t *testing.T, s Stand) {
	countOrders(t, s.Store, 100, sells("o2", of(17, 1, 200)), sells("o1", of(17, 2, 400)), unsells("o2"))
	wantSales(t, s.Store, []analytics.DaySales{ordersOn(100, 1, 2, 400)}, of(17, 2, 400))
}

func dayEmptied(t *testing.T, s Stand) {
	countOrders(t, s.Store, 100, sells("o1", of(17, 2, 400)))
	countOrders(t, s.Store, 100, unsells("o1"))
	wantSales(t, s.Store, nil)
}

func salesApart(t *testing.T, s Stand) {
	euro := sells("o1", of(17, 2, 400))
	euro.Currency = "EUR"
	countOrders(t, s.Store, 100, euro, sells("o2", of(17, 1, 200)))
	countOrders(t, s.Store, 99, sells("o3", of(17, 1, 200)))
	countOrders(t, s.Store, 200, sells("o4", of(17, 1, 200)))
	wantSales(t, s.Store, []analytics.DaySales{ordersOn(100, 1, 1, 200)}, of(17, 1, 200))
}

func salesConcurrent(t *testing.T, s Stand) {
	var wg sync.WaitGroup
	for i := range 40 {
		store := s.Store
		if i%2 == 1 {
			store = s.Second
		}
		wg.Go(func() {
			own, both := sells(fmt.Sprint("own", i), of(int64(i+1), 1, 10)), sells(fmt.Sprint("both", i/2), of(99, 1, 10))
			receipts := []analytics.Receipt{own, both}
			if i%2 == 1 {
				slices.Reverse(receipts)
			}
			if err := store.CountOrders(ctx, 100, receipts); err != nil {
				t.Errorf("count orders: %v", err)
			}
		})
	}
	wg.Wait()
	want := make([]analytics.ProductSales, 40, 41)
	for i := range want {
		want[i] = of(int64(i+1), 1, 10)
	}
	wantSales(t, s.Store, []analytics.DaySales{ordersOn(100, 60, 60, 600)}, append(want, of(99, 20, 200))...)
}

// inBasket is a purchase on a day for 5.00 USD a unit.
func inBasket(name string, row, product, units, day int64) analytics.Purchase {
	return analytics.Purchase{
		Row: row, Basket: name, Buyer: "h1", ProductID: product, Quantity: units, UnitPrice: 500, Currency: "USD", OrderedAt: day*oneDay + row,
	}
}

func historySales(t *testing.T, s Stand) {
	countOrders(t, s.Store, 101, sells("o1", of(17, 1, 200)))
	add(t, s.Store, "till", inBasket("b1", 1, 17, 2, 100), inBasket("b1", 2, 18, 1, 100), inBasket("b2", 3, 17, 1, 101))
	add(t, s.Second, "till", inBasket("b3", 4, 17, 1, 101), inBasket("b4", 5, 17, 1, 250))
	euro := inBasket("b5", 6, 17, 1, 101)
	euro.Currency = "EUR"
	add(t, s.Second, "till", euro)
	both := historyOn(101, 2, 2, 1_000)
	both.Orders = analytics.Total{Orders: 1, Units: 1, Revenue: 200}
	wantSales(t, s.Store, []analytics.DaySales{historyOn(100, 1, 3, 1_500), both}, of(17, 5, 2_200), of(18, 1, 500))
}

func historySalesOnce(t *testing.T, s Stand) {
	var purchases []analytics.Purchase
	for row := range int64(40) {
		purchases = append(purchases, inBasket(fmt.Sprint("b", row/2), row+1, 17, 1, 100))
	}
	add(t, s.Store, "till", purchases[:25]...)
	if added := add(t, s.Second, "till", purchases...); added != 15 {
		t.Fatalf("added %d, want 15", added)
	}
	add(t, s.Second, "till", purchases...)
	wantSales(t, s.Store, []analytics.DaySales{historyOn(100, 20, 40, 20_000)}, of(17, 40, 20_000))
}

func historySalesTwin(t *testing.T, s Stand) {
	if added := add(t, s.Store, "till", inBasket("b1", 1, 17, 2, 100), inBasket("b2", 1, 18, 1, 101)); added != 1 {
		t.Fatalf("added %d, want 1", added)
	}
	wantSales(t, s.Store, []analytics.DaySales{historyOn(100, 1, 2, 1_000)}, of(17, 2, 1_000))
}

func basketOnce(t *testing.T, s Stand) {
	add(t, s.Store, "till", inBasket("b1", 1, 17, 1, 101), inBasket("b1", 2, 17, 1, 100))
	add(t, s.Second, "till", inBasket("b1", 3, 17, 1, 102))
	wantSales(t, s.Store, []analytics.DaySales{historyOn(100, 0, 1, 500), historyOn(101, 1, 1, 500), historyOn(102, 0, 1, 500)},
		of(17, 3, 1_500))
}

func basketPerSource(t *testing.T, s Stand) {
	add(t, s.Store, "till", inBasket("b1", 1, 17, 1, 100))
	add(t, s.Second, "web", inBasket("b1", 1, 18, 1, 100))
	wantSales(t, s.Store, []analytics.DaySales{historyOn(100, 2, 2, 1_000)}, of(17, 1, 500), of(18, 1, 500))
}
