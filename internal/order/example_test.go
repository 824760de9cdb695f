package order_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"rialto/internal/order"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/ids"
)

// One checkout, from an accepted quote to a confirmed order, and what the room asks of store and neighbours on the way.
func ExampleService_Place() {
	shop, line := ordertest.NewShop(), ordertest.NewLine()
	source, _ := ids.New(time.Now, 1, 0)
	room, _ := order.New(order.Config{}, line.Store(ordertest.NewMemory()), line.Needs(shop.Needs()),
		order.Deps{Now: time.Now, IDs: source, Log: slog.New(slog.DiscardHandler)})
	shop.Prices.Add(buyer, "quote-1", time.Now().Add(time.Minute).UnixMicro())

	got, _ := room.Place(context.Background(), placing("key-1", "quote-1", ordertest.Approve))

	fmt.Println(got.GetOrder().GetStatus(), got.GetOrder().GetTotal(), got.GetOrder().GetPayment().GetStatus())
	fmt.Println(strings.Join(line.Calls(), " "))
	// Output:
	// confirmed 2974 captured
	// ByKey GetQuote Admit SoldOut Recent Create Reserve Recheck Advance Authorize Commit Capture Update
}
