package sales

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	commercev1 "rialto/gen/rialto/commerce/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	notificationv1 "rialto/gen/rialto/notification/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

func TestAnOrderWithEverythingThatHappened(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Parcels["5001"] = []*shippingv1.Parcel{{
		ShipmentId: "s5001", TrackingNumber: "RP1", Carrier: "Rialto Post",
		Scans: []*shippingv1.Scan{{What: "label_created", Place: "Rialto Post"}, {What: "somewhere_else", Place: "Nowhere"}},
	}}
	open(t, town).Get("/admin/orders/5001").Has(http.StatusOK,
		"Order 5001", "Placed 3 Mar 2026, 12:00 UTC by ann@example.org", // who and when
		"Ann Arbor", "Account since", "1 Pike St", "98101 Seattle", "5 Mar 2026", "/admin/orders?of=5001",
		`href="/admin/products/101"`, `src="/drawn/lamp.svg"`, "Lamps &amp; Co", "$20.00", // what
		"$46.99", "Two days", "Captured", "ch_1", // the money
		"Placing the order", "Reserve stock", `<code class="code">reserve</code>`, "done: the order is confirmed", "12 ms", // the steps
		"From Seattle", "2 × Brass lamp", "Label made, Rialto Post", "somewhere_else, Nowhere", "RP1", "Pick and pack", // the parcel
		"Reserved", `href="/admin/inventory/101"`, // the stock
		"Order 5001 confirmed", "Hello Ann,\nthank you.", "order.placed", "&#34;orderId&#34;: &#34;5001&#34;", // the mail, the events
		"Cancel and refund", "!Try again now", "!Seller 7", "!Warehouse 1")
}

// TestOrdersInEachState shows what can be done with an order, and what is said of it.
func TestOrdersInEachState(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		name  string
		made  func(*backofficetest.Town, *orderv1.Order)
		words []string
	}{
		{"waiting for the buyer", func(town *backofficetest.Town, o *orderv1.Order) {
			o.Status, o.Shipments = "pending", nil
			town.Sagas["5001"] = []*orderv1.Saga{{Kind: "place", State: "waiting", Step: "authorize", Log: []*orderv1.SagaLogEntry{{Step: "authorize", What: "wait"}}}}
			town.Payments["5001"].Status = "requires_action"
		}, []string{"Waits at: Authorise the payment.", "waits for the buyer", "None yet; they are made when the order is confirmed.", "Requires action", "Cancel and refund"}},
		{"before any payment", func(town *backofficetest.Town, o *orderv1.Order) {
			o.Status = "pending"
			delete(town.Payments, "5001")
			town.Sagas["5001"] = []*orderv1.Saga{{Kind: "place", State: "running", Step: "reserve", Attempt: 3}}
		}, []string{"No money has been asked for.", "Works at: Reserve stock, for the 3. time."}},
		{"going back", func(town *backofficetest.Town, o *orderv1.Order) {
			town.Sagas["5001"][0].State, town.Sagas["5001"][0].Step = "undoing", "authorize"
		}, []string{"Goes back; now at: Authorise the payment."}},
		{"declined", func(town *backofficetest.Town, o *orderv1.Order) {
			o.Status = "canceled"
			town.Payments["5001"] = &paymentv1.Payment{UserId: backofficetest.Ann, Status: "declined", DeclineCode: "insufficient_funds", Amount: backofficetest.USD(4699)}
			town.Sagas["5001"][0].Log[1].What = "refused: payment_declined"
		}, []string{"Not enough money on the card", "refused, goes back: the payment was declined", "!Cancel and refund"}},
		{"stuck", func(town *backofficetest.Town, o *orderv1.Order) {
			town.Sagas["5001"] = append(town.Sagas["5001"], &orderv1.Saga{Kind: "cancel", State: "needs_person", Step: "refund", LastError: "no answer from the bank"})
		}, []string{"This checkout needs a person", "Try again now", "Canceling the order", "Had no answer for a day at: Refund what was paid.", "no answer from the bank"}},
		{"refunded", func(town *backofficetest.Town, o *orderv1.Order) {
			o.Status, o.Discount, o.Coupon = "canceled", 400, "TENTH"
			town.Payments["5001"].Refunded, town.Payments["5001"].Refunds = 4699, []*paymentv1.Refund{{Amount: 4699, Status: "done"}}
		}, []string{"Refund of $46.99", "Refunded", "−$4.00", "TENTH"}},
		{"picked", func(_ *backofficetest.Town, o *orderv1.Order) { o.Shipments[0].Status = "picked" }, []string{"Hand over", "!Pick and pack"}},
		{"shipped", func(_ *backofficetest.Town, o *orderv1.Order) { o.Status, o.Shipments[0].Status = "shipped", "shipped" },
			[]string{"Mark delivered", "!Cancel and refund"}},
		{"delivered", func(_ *backofficetest.Town, o *orderv1.Order) {
			o.Status, o.Shipments[0].Status = "delivered", "delivered"
		}, []string{"!Mark delivered", "!Cancel and refund"}},
		{"of a guest", func(_ *backofficetest.Town, o *orderv1.Order) { o.UserId, o.Email = 12, "gil@example.org" },
			[]string{"by gil@example.org", "a guest", "!Account since", "No money has been asked for."}},
		{"with nothing beside it", func(town *backofficetest.Town, o *orderv1.Order) {
			town.Mails, town.Events, town.Ledgers, town.Sagas = nil, nil, nil, nil
		}, []string{"Nothing has been sent about this order.", "Nothing has been told of this order yet.", "No movement of stock names this order.", "No steps are on record."}},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			town := backofficetest.NewTown()
			s.made(town, town.Orders[0])
			open(t, town).Get("/admin/orders/5001").Has(http.StatusOK, s.words...)
		})
	}
}

// TestARoomThatIsDownCostsItsPanel: each room alone, and all of them together.
func TestARoomThatIsDownCostsItsPanel(t *testing.T) {
	t.Parallel()
	panels := map[string]string{ // room → what is still there, or stands in for it
		"identity": "1 Pike St", "order sagas": "What the checkout did", "payment": "Payment", "shipping": "From Seattle",
		"notification": "Mail", "inventory": "From Warehouse 1", "bus": "Events", "catalog": "Seller 7",
	}
	all := backofficetest.NewTown()
	for room, still := range panels {
		t.Run(room, func(t *testing.T) {
			t.Parallel()
			town := backofficetest.NewTown()
			town.Down[room] = errs.Unavailable("down", "The room is being repaired.")
			words := []string{"Order 5001", "Brass lamp", "$46.99", still}
			if room != "catalog" { // which costs names only
				words = append(words, "The room is being repaired. The rest of the page is right")
			}
			open(t, town).Get("/admin/orders/5001").Has(http.StatusOK, words...)
		})
		all.Down[room] = errors.New("dial tcp 10.0.0.7:5432: connection refused")
	}
	open(t, all).Get("/admin/orders/5001").Has(http.StatusOK, "Order 5001", "Brass lamp", "$46.99", "went wrong on our side", "!10.0.0.7")
}

func TestNoSuchOrder(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	for _, id := range []string{"404", "x", "5001x", "-1", "123456789012345678901", "%3Cscript%3E", "..%2f"} {
		desk.Get("/admin/orders/"+id).Has(http.StatusNotFound, "There is no", "!<script>")
	}
	for _, deed := range []string{"cancel", "retry", "shipments/s1/pick"} {
		desk.Post("/admin/orders/404/"+deed, form("key", "k")).Has(http.StatusNotFound)
	}
	if len(town.Asked) > 0 {
		t.Errorf("something was changed: %v", town.Asked)
	}
}

func TestTheLedgerIsReadBackToTheOrder(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	at := commerce.Micros(backofficetest.Noon)
	line := func(order string, at int64) *inventoryv1.LedgerEntry {
		return &inventoryv1.LedgerEntry{SellerId: backofficetest.Seller, WarehouseId: backofficetest.Chicago, Kind: "shipped", Quantity: 2, OrderId: order, At: at}
	}
	var ledger []*inventoryv1.LedgerEntry
	for n := range 3 * ledgerLines {
		ledger = append(ledger, line(fmt.Sprint(n), at+int64(3*ledgerLines-n)))
	}
	town.Ledgers[backofficetest.Lamp] = append(ledger, line("5001", at))
	open(t, town).Get("/admin/orders/5001").Has(http.StatusOK, "Shipped", "Chicago")
	town.Orders[0].CreatedAt = at + int64(3*ledgerLines) // an order that is newer than all of it: one page is enough
	open(t, town).Get("/admin/orders/5001").Has(http.StatusOK, "No movement of stock names this order.")
}

func TestManyPiecesOfOneProductAskItsLedgerOnce(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Orders[0].Items = append(town.Orders[0].Items, town.Orders[0].Items[0])
	got := open(t, town).Get("/admin/orders/5001")
	if n := strings.Count(got.Body, `data-label="Warehouse"`); n != 1 {
		t.Errorf("%d lines of stock, want 1", n)
	}
}

// TestHostileOrders: whatever any room stored is shown, and does nothing.
func TestHostileOrders(t *testing.T) {
	t.Parallel()
	h := backofficetest.Hostile
	town := backofficetest.NewTown()
	o := town.Orders[0]
	o.Address = &commercev1.Address{Name: h("name"), Line1: h("line1"), Line2: h("line2"), City: h("city"), Region: h("region"), PostalCode: h("code"), Country: h("country")}
	o.Items[0].Title, o.Email, o.Coupon, o.Discount, o.Delivery = h("title"), h("email"), h("coupon"), 1, h("delivery")
	o.Shipments[0].Status = h("shipment")
	o.Shipments = append(o.Shipments, &orderv1.Shipment{ShipmentId: h("id"), Status: "preparing"})
	town.Users[backofficetest.Customer].Name, town.Users[backofficetest.Customer].Email = h("user"), h("account")
	town.Sellers[0].Name, town.Warehouses[0].Name = h("seller"), h("warehouse")
	town.Products[0].ImageUrls = []string{h("picture")}
	town.Sagas["5001"][0] = &orderv1.Saga{
		Kind: h("kind"), Step: h("step"), State: h("state"), LastError: h("error"),
		Log: []*orderv1.SagaLogEntry{{Step: h("logged"), What: h("what")}, {Step: "reserve", What: "refused: " + h("reason")}},
	}
	pay := town.Payments["5001"]
	pay.Status, pay.DeclineCode, pay.GatewayId, pay.Refunds = h("paid"), h("decline"), h("gateway"), []*paymentv1.Refund{{Status: h("refund")}}
	town.Parcels["5001"] = []*shippingv1.Parcel{{
		ShipmentId: "s5001", TrackingNumber: h("tracking"), Carrier: h("carrier"), Scans: []*shippingv1.Scan{{What: h("scan"), Place: h("place")}},
	}}
	town.Ledgers[backofficetest.Lamp][0].Kind = h("movement")
	town.Mails = []*notificationv1.Mail{{To: h("to"), Subject: h("subject"), Text: h("text"), OrderId: "5001"}}
	town.Events[0].Type, town.Events[0].Payload = h("type"), h("payload")
	open(t, town).Get("/admin/orders/5001").Shows("name", "line1", "line2", "city", "region", "code", "country", "title", "email", "coupon", "delivery",
		"shipment", "user", "seller", "warehouse", "kind", "step", "state", "error", "logged", "what", "reason", "paid", "decline", "gateway", "refund",
		"tracking", "carrier", "scan", "place", "movement", "to", "subject", "text", "type", "payload")
}
