package notification

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	orderv1 "rialto/gen/rialto/order/v1"
)

var update = flag.Bool("update", false, "write testdata again")

// sampleOrder is bought on a Tuesday and travels in two parcels.
func sampleOrder() *orderv1.Order {
	day := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	return &orderv1.Order{
		OrderId: "123", UserId: 7, Status: "confirmed", Currency: "USD",
		Subtotal: 4_997, Discount: 500, Tax: 459, Shipping: 599, Total: 5_555,
		Items: []*orderv1.OrderItem{
			{ProductId: 17, Title: "Blue mug,\r\n0.3 l", Quantity: 2, UnitPrice: 1_249},
			{ProductId: 18, Title: "Tea towel “Lisboa”", Quantity: 1, UnitPrice: 2_499},
		},
		Shipments: []*orderv1.Shipment{
			{Status: "shipped", TrackingNumber: "RX100", Lines: []*orderv1.ShipmentLine{{ProductId: 17, Quantity: 2}}},
			{Status: "preparing", Lines: []*orderv1.ShipmentLine{{ProductId: 18, Quantity: 1}}},
			{Status: "canceled", Lines: []*orderv1.ShipmentLine{{ProductId: 18, Quantity: 9}}},
		},
		Payment: &orderv1.PaymentState{Status: "captured"},
		Address: &commercev1.Address{
			Name: "Ada Lovelace", Line1: "12 Oak Street", City: "Portland", Region: "OR", PostalCode: "97201", Country: "US",
		},
		Delivery: "two_day", ArrivesBy: day.Add(72 * time.Hour).UnixMicro(), CreatedAt: day.UnixMicro(),
	}
}

func TestMailsReadAsTheyShould(t *testing.T) {
	t.Parallel()
	for name, mail := range map[string]struct {
		kind   Kind
		change func(*orderv1.Order)
	}{
		"confirmed":          {OrderConfirmed, func(*orderv1.Order) {}},
		"confirmed_bare":     {OrderConfirmed, bare},
		"shipped":            {OrderShipped, func(*orderv1.Order) {}},
		"shipped_one_parcel": {OrderShipped, func(o *orderv1.Order) { o.Shipments = o.Shipments[:1] }},
		"delivered":          {OrderDelivered, func(o *orderv1.Order) { o.Shipments = o.Shipments[:1] }},
		"canceled_refund":    {OrderCanceled, func(o *orderv1.Order) { o.Status = "canceled" }},
		"canceled_refunded":  {OrderCanceled, func(o *orderv1.Order) { o.Status, o.Payment.Status = "canceled", "refunded" }},
		"canceled_declined":  {OrderCanceled, func(o *orderv1.Order) { o.Status, o.Payment.Status = "canceled", "declined" }},
		"canceled_uncharged": {OrderCanceled, func(o *orderv1.Order) { o.Status, o.Payment = "canceled", nil }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sampleOrder()
			mail.change(o)
			subject, text, err := compose(mail.kind, o)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, "Subject: "+subject+"\n\n"+text)
		})
	}
}

// bare leaves only what every order has: one item, no promise, no discount, yen.
func bare(o *orderv1.Order) {
	o.Items, o.Discount, o.ArrivesBy, o.Currency = o.Items[1:], 0, 0, "JPY"
	o.Payment, o.Address = nil, &commercev1.Address{}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s changed (go test -update writes it again); got:\n%s", file, got)
	}
}

func TestNoMailHasAnEmptyPromiseOrATemplateLeft(t *testing.T) {
	t.Parallel()
	for _, kind := range kindOf {
		subject, text, err := compose(kind, &orderv1.Order{OrderId: "9", Currency: "USD"})
		if err != nil {
			t.Fatalf("%s of an order that is nearly empty: %v", kind, err)
		}
		for _, bad := range []string{"<no value>", "{{", "0001", "arrives by\n", "\n\n\n"} {
			if strings.Contains(subject+text, bad) {
				t.Errorf("%s has %q in:\n%s", kind, bad, text)
			}
		}
	}
}
