package till

import (
	"fmt"
	"strings"
	"testing"

	orderv1 "rialto/gen/rialto/order/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/platform/errs"
)

// bought is somebody with an order that is confirmed.
func bought(t *testing.T, who string) (*bench, *orderv1.Order) {
	t.Helper()
	b, form := shopping(t, who)
	b.buy(form).redirects("/orders/9000?notice=ordered")
	return b, b.orders[0]
}

func TestAnOrderIsShownToItsOwnerAlone(t *testing.T) {
	t.Parallel()
	b, _ := bought(t, "ann")
	b.get("/orders/9000").is(200).says("Order 9000", "Confirmed", "It is paid, and we are packing it.", "Brass lamp", "2 units at $20.00", "$46.99", "Payment: Paid.",
		"1 Pike St", "Your parcel", "2 × Brass lamp").has(`src="/drawn/1.svg"`, `href="/p/1"`)
	for _, path := range []string{"/orders/9000", "/orders/9000/events"} {
		b.as("bob").get(path).is(404).silent("Pike")
		b.as("").get(path).redirects("/signin?next=" + strings.ReplaceAll(path, "/", "%2F"))
	}
	b.as("bob").post("/orders/9000/cancel", "key", "k").is(404)
	for _, odd := range []string{"/orders/9001", "/orders/x", "/orders/%3Cscript%3E"} {
		b.as("ann").get(odd).is(404)
	}
}

// TestTheHeaderCountsWhatIsLeftAfterBuying: the cart hears of the order a moment later; the page does not wait for it.
func TestTheHeaderCountsWhatIsLeftAfterBuying(t *testing.T) {
	t.Parallel()
	b, o := bought(t, "ann")
	b.add("1", "2") // as if the cart had not heard of it yet
	b.get("/orders/9000?notice=ordered").is(200).has(`data-count="0"`)
	b.add("2", "3")
	b.get("/orders/9000?notice=ordered").is(200).has(`data-count="3"`)
	o.CreatedAt -= 10_000_000
	b.get("/orders/9000").is(200).has(`data-count="5"`)
}

func TestAGuestSeesTheirOrderByTheirCookie(t *testing.T) {
	t.Parallel()
	b, form := quotedGuest(t)
	b.buy(form).redirects("/orders/9000?notice=ordered")
	b.get("/orders").is(200).says("Order 9000")
	b.get("/orders/9000").is(200).says("You bought as a guest.")
	delete(b.cookies, "rialto_cart")
	b.get("/orders/9000").redirects("/signin?next=%2Forders%2F9000")
}

func TestParcelsTellWhereTheyAre(t *testing.T) {
	t.Parallel()
	b, o := bought(t, "ann")
	o.Shipments = []*orderv1.Shipment{
		{ShipmentId: "s1", Status: "shipped", TrackingNumber: "RI1", Lines: []*orderv1.ShipmentLine{{ProductId: 1, Quantity: 1}}},
		{ShipmentId: "s2", Status: "preparing", Lines: []*orderv1.ShipmentLine{{ProductId: 4, Quantity: 1}}},
	}
	b.parcels["9000"] = []*shippingv1.Parcel{{ShipmentId: "s1", TrackingNumber: "RI1", Carrier: "Gondola Express", Scans: []*shippingv1.Scan{
		{At: 1, What: "picked_up", Place: "Reno"}, {At: 2, What: "in_transit"}, {At: 3, What: "lost_at_sea"},
	}}}
	b.get("/orders/9000").is(200).says("Parcel 1 of 2", "Parcel 2 of 2", "Tracking number RI1", "Gondola Express", "Picked up by the carrier", "Reno",
		"Lost at sea", "1 × Product 4", "1 of 2 parcels left the warehouse", "1 of 2 parcels packed")
}

func TestOrdersAreListedNewestFirstPageByPage(t *testing.T) {
	t.Parallel()
	b := setup(t).as("ann")
	b.get("/orders").is(200).says("No orders yet")
	for range ordersAPage + 2 {
		b.add("1", "1")
		b.buy(b.get("/checkout").form()).is(303)
	}
	a := b.get("/orders").is(200).says("Order 9021", "Order 9002", "Older", "$25.99").silent("Order 9001", "Newest").has(`src="/drawn/1.svg"`)
	if strings.Index(a.Body, "9021") > strings.Index(a.Body, "9002") {
		t.Error("the newest is not the first")
	}
	b.get("/orders?cursor=9002").is(200).says("Order 9001", "Order 9000", "Newest").silent("Older", "Order 9002")
	b.as("bob").get("/orders").says("No orders yet")
	b.as("").get("/orders").redirects("/signin?next=%2Forders")
}

func TestAnOrderOfManyThingsShowsSome(t *testing.T) {
	t.Parallel()
	b, o := bought(t, "ann")
	for n := range 6 {
		o.Items = append(o.Items, &orderv1.OrderItem{ProductId: int64(20 + n), Title: fmt.Sprint("Thing ", n), Quantity: 1})
	}
	b.get("/orders").is(200).says("Thing 2", "and 3 more").silent("Thing 3")
}

func TestWhatWasBoughtCanBeBoughtAgain(t *testing.T) {
	t.Parallel()
	b, _ := bought(t, "ann")
	b.get("/orders/9000").has(`action="/cart/items"`, `name="product_id" value="1"`, `name="seller_id" value="7"`)
	b.post("/cart/items", "product_id", "1", "seller_id", "7", "quantity", "1").redirects("/cart?notice=added")
}

func TestAnOrderIsCanceledOnce(t *testing.T) {
	t.Parallel()
	b, _ := bought(t, "ann")
	b.get("/orders/9000").says("Cancel this order").has(`action="/orders/9000/cancel"`, `name="key"`)
	a := b.post("/orders/9000/cancel", "key", "once").redirects("/orders/9000?notice=canceled")
	b.get(a.To).says("The order is canceled.", "The money is on its way back", "Being paid back to you.").silent("Cancel this order").
		has(`data-events="/orders/9000/events"`)
	b.post("/orders/9000/cancel", "key", "once").redirects("/orders/9000?notice=canceled")
}

func TestCancelingTooLateOrTooEarlyIsSaid(t *testing.T) {
	t.Parallel()
	b, o := bought(t, "ann")
	b.cancelErr = errs.Conflict("already_shipped", "Order 9000 has left the warehouse and can no longer be canceled. Return it instead.")
	b.post("/orders/9000/cancel", "key", "k").is(409).says("has left the warehouse", "Order 9000")
	b.cancelErr = errs.Conflict("order_in_progress", "Order 9000 is being paid right now. Try again in a moment.")
	b.post("/orders/9000/cancel", "key", "k").is(409).says("is being paid right now")
	b.cancelErr = errs.Unavailable("canceling", "Order 9000 is being canceled. Look again in a moment.")
	b.post("/orders/9000/cancel", "key", "k").redirects("/orders/9000?notice=canceling")
	b.cancelErr = errs.Unavailable("order_down", "Down.")
	b.post("/orders/9000/cancel", "key", "k").is(503)
	o.Status = "shipped"
	b.get("/orders/9000").silent("Cancel this order")
}

func TestThePageIsThereWithoutTracking(t *testing.T) {
	t.Parallel()
	b, _ := bought(t, "ann")
	b.failList = errs.Unavailable("down", "Down.")
	b.get("/orders/9000").is(200).says("Brass lamp", "Your parcel")
}
