package fulfillment_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/fulfillment"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

// noon is when the order of these tests is confirmed.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

// orderEvent is an order of user 7 with one parcel from warehouse 1 and one from warehouse 2.
func orderEvent(t *testing.T, typ string, version int64) *busv1.Event {
	t.Helper()
	shipment := func(id string, warehouse int64, lines ...*orderv1.ShipmentLine) *orderv1.Shipment {
		return &orderv1.Shipment{ShipmentId: id, SellerId: 3, WarehouseId: warehouse, Status: "preparing", Lines: lines}
	}
	e, err := outbox.Event(bus.OrderEvents, typ, "o1", "o1", version, noon.UnixMicro(), &orderv1.OrderEvent{
		OrderId: "o1", UserId: 7, Delivery: "two_day", ArrivesBy: noon.Add(48 * time.Hour).UnixMicro(),
		Shipments: []*orderv1.Shipment{
			shipment("s1", 1, &orderv1.ShipmentLine{ProductId: 17, Quantity: 2}),
			shipment("s2", 2, &orderv1.ShipmentLine{ProductId: 18, Quantity: 1}),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (b bundle) hear(t *testing.T, events ...*busv1.Event) {
	t.Helper()
	subs := b.Subscriptions()
	if len(subs) != 1 || subs[0].Group != "fulfillment" || !slices.Equal(subs[0].Topics, []string{bus.OrderEvents}) {
		t.Fatalf("subscriptions %+v", subs)
	}
	if err := subs[0].Handle(ctx, events); err != nil {
		t.Fatalf("handle: %v", err)
	}
}

func TestAConfirmedOrderOpensOnePickPerShipmentHoweverOftenItIsHeard(t *testing.T) {
	t.Parallel()
	b := setup(t, fulfillment.Config{})
	confirmed := orderEvent(t, "order.confirmed", 2)
	b.hear(t, confirmed, confirmed)
	b.hear(t, confirmed)
	all, err := b.store.Scan(ctx, "", 0, 10)
	if err != nil || len(all) != 2 {
		t.Fatalf("%d shipments, %v", len(all), err)
	}
	got := all[1]
	want := fulfillment.Shipment{
		WarehouseID: 2, ID: "s2", UserID: 7, OrderID: "o1", SellerID: 3, Status: fulfillment.ToPick, Method: "two_day",
		Lines: []fulfillment.Line{{ProductID: 18, Quantity: 1}}, DeliverBy: noon.Add(48 * time.Hour).UnixMicro(),
		CreatedAt: got.CreatedAt, UpdatedAt: got.CreatedAt, Version: 1, Next: fulfillment.PickStep,
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
	if len(b.told(t)) != 0 {
		t.Fatalf("opening a pick tells nothing, told %q", b.told(t))
	}
}

func TestACanceledOrderClosesItsOpenShipmentsOnly(t *testing.T) {
	t.Parallel()
	b := setup(t, fulfillment.Config{})
	b.hear(t, orderEvent(t, "order.confirmed", 2))
	if _, err := b.Pick(ctx, req("s1")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.HandOver(ctx, req("s1")); err != nil {
		t.Fatal(err)
	}
	b.hear(t, orderEvent(t, "order.canceled", 3), orderEvent(t, "order.canceled", 3))
	if b.status(t, "s1") != fulfillment.HandedOver || b.status(t, "s2") != fulfillment.Canceled {
		t.Fatalf("s1 %s, s2 %s", b.status(t, "s1"), b.status(t, "s2"))
	}
}

func TestOrderAndCancelInOneBatchLeaveNothingToPick(t *testing.T) {
	t.Parallel()
	b := setup(t, fulfillment.Config{})
	b.hear(t, orderEvent(t, "order.placed", 1), orderEvent(t, "order.confirmed", 2), orderEvent(t, "order.canceled", 3))
	if b.status(t, "s1") != fulfillment.Canceled || b.status(t, "s2") != fulfillment.Canceled {
		t.Fatalf("s1 %s, s2 %s", b.status(t, "s1"), b.status(t, "s2"))
	}
}

func TestAnUnreadablePayloadIsNotSkipped(t *testing.T) {
	t.Parallel()
	b := setup(t, fulfillment.Config{})
	e := orderEvent(t, "order.confirmed", 2)
	e.Payload = "{"
	if err := b.Subscriptions()[0].Handle(ctx, []*busv1.Event{e}); err == nil {
		t.Fatal("a pick would be lost without a word")
	}
}
