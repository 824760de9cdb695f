package ordertest

import (
	"fmt"

	"rialto/internal/commerce"
	"rialto/internal/order"
)

// Epoch is the time in samples, UTC microseconds.
const Epoch int64 = 1_795_000_000_000_000

// Sample returns a pending order of two lines and its saga. n makes ids, key and quote unique.
func Sample(user commerce.UserID, n int) (*order.Order, *order.Saga) {
	id := commerce.OrderID(fmt.Sprintf("%d%04d", user, n))
	o := &order.Order{
		UserID: user, ID: id, IdempotencyKey: fmt.Sprintf("key-%d", n), RequestHash: "hash",
		QuoteID: fmt.Sprintf("quote-%d", n), Currency: "USD", Subtotal: 2500, Discount: 250, Tax: 225, Shipping: 499, Total: 2974,
		Address:  commerce.Address{Name: "Ada", Line1: "1 Pike St", City: "Seattle", Region: "WA", PostalCode: "98101", Country: "US"},
		Delivery: "standard", ArrivesBy: Epoch + 5, CreatedAt: Epoch + int64(n),
		Basket: "basket", Coupons: []int64{5},
		Tenders: []order.Tender{{Method: order.GiftCard, Amount: 974, Label: "Gift card ···· 7Q2M", CardID: 9}, {Method: order.Card, Amount: 2000}},
		Payment: order.Payment{Method: "card", Status: order.PaymentPending},
		Items: []order.Item{
			{ProductID: 11, SellerID: 1, Title: "Lantern", Quantity: 2, UnitPrice: 1000, Discount: 200, Tax: 180},
			{ProductID: 12, SellerID: 1, Title: "Matches", Quantity: 1, UnitPrice: 500, Discount: 50, Tax: 45},
		},
	}
	if err := o.MoveTo(order.Pending, "order.placed", Epoch+int64(n)); err != nil {
		panic(err)
	}
	s := &order.Saga{
		UserID: user, OrderID: id, Kind: order.Placing, State: order.Running, Step: "reserve", Attempt: 1,
		DueAt: Epoch + 1000 + int64(n), Started: Epoch + int64(n), Data: order.SagaData{Token: "tok_approve", Warehouses: []int64{3, 1}},
		Log: []order.LogEntry{{At: Epoch, Step: "reserve", What: "begin"}},
	}
	return o, s
}
