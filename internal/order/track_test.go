package order_test

import (
	"fmt"
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

// parcel is fulfilment's news of an order's parcel from a warehouse.
func (b *bundle) parcel(o *orderv1.Order, warehouse int64, status string) *busv1.Event {
	b.Helper()
	change := &fulfillmentv1.ShipmentChanged{UserId: buyer, OrderId: o.GetOrderId(), Status: status, Version: 2}
	for _, sh := range o.GetShipments() {
		if sh.GetWarehouseId() == warehouse {
			change.ShipmentId = sh.GetShipmentId()
		}
	}
	if status == "picked" {
		change.TrackingNumber = fmt.Sprint("RT", warehouse)
	}
	return b.news(change)
}

func (b *bundle) news(change *fulfillmentv1.ShipmentChanged) *busv1.Event {
	b.Helper()
	e, err := outbox.Event(bus.FulfillmentEvents, "fulfillment."+change.GetStatus(), change.GetShipmentId(), change.GetOrderId(), 2, 1, change)
	b.must(err)
	return e
}

func TestAnOrderFollowsItsParcels(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		o := b.confirmed()
		for _, step := range []struct {
			warehouse             int64
			told, parcel, ordered string
		}{
			{3, "picked", "picked", "confirmed"},
			{3, "handed_over", "shipped", "confirmed"},
			{3, "delivered", "delivered", "confirmed"},
			{1, "picked", "picked", "confirmed"},
			{1, "handed_over", "shipped", "shipped"},
			{1, "delivered", "delivered", "delivered"},
		} {
			b.must(b.hear(b.parcel(o, step.warehouse, step.told)))
			now := b.order(o.GetOrderId())
			for _, sh := range now.GetShipments() {
				if sh.GetWarehouseId() == step.warehouse && (sh.GetStatus() != step.parcel || sh.GetTrackingNumber() != fmt.Sprint("RT", step.warehouse)) {
					t.Errorf("after %s the parcel is %v", step.told, sh)
				}
			}
			if now.GetStatus() != step.ordered {
				t.Errorf("after %s from %d the order is %s, want %s", step.told, step.warehouse, now.GetStatus(), step.ordered)
			}
		}
		if b.events() != "placed confirmed shipment_changed shipment_changed shipment_changed shipment_changed shipped delivered" {
			t.Errorf("events: %s", b.events())
		}
		b.balanced()
	})
}

func TestNewsOfParcelsMayComeInAnyOrderAndAnyNumber(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		for i, order := range permutations([]string{"3 picked", "3 handed_over", "3 delivered", "1 handed_over", "1 delivered"}) {
			id := fmt.Sprint("q", i)
			b.quote(id)
			b.shop.Stock.Put(11, 1, 3, 1)
			b.shop.Stock.Put(11, 1, 1, 1)
			b.shop.Stock.Put(12, 1, 1, 1)
			placed, err := b.Place(b.Context(), meant(placing(id, id, ordertest.Approve)))
			b.must(err)
			o := placed.GetOrder()
			for _, step := range order {
				var warehouse int64
				var told string
				fmt.Sscan(step, &warehouse, &told)
				e := b.parcel(o, warehouse, told)
				b.must(b.hear(e, e))
			}
			now := b.order(o.GetOrderId())
			if now.GetStatus() != "delivered" || int(now.GetVersion()) != len(now.GetTimeline()) {
				t.Fatalf("%v ends in %v", order, now)
			}
		}
	})
}

func permutations(in []string) [][]string {
	if len(in) < 2 {
		return [][]string{in}
	}
	var out [][]string
	for i := range in {
		rest := append(append([]string(nil), in[:i]...), in[i+1:]...)
		for _, p := range permutations(rest) {
			out = append(out, append([]string{in[i]}, p...))
		}
	}
	return out
}

func TestARepeatedFactWritesNothing(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		o := b.confirmed()
		e := b.parcel(o, 3, "handed_over")
		b.must(b.hear(e))
		before := b.order(o.GetOrderId()).GetVersion()
		b.must(b.hear(e, b.parcel(o, 3, "picked"), e, b.parcel(o, 3, "canceled")))
		if now := b.order(o.GetOrderId()).GetVersion(); now != before {
			t.Errorf("version %d became %d", before, now)
		}
	})
}

func TestAParcelThatIsNotSentDoesNotHoldUpTheOrder(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		o := b.confirmed()
		b.must(b.hear(b.parcel(o, 3, "handed_over"), b.parcel(o, 1, "canceled")))
		if now := b.order(o.GetOrderId()); now.GetStatus() != "shipped" {
			t.Errorf("got %v", now)
		}
		b.must(b.hear(b.parcel(o, 1, "handed_over"), b.parcel(o, 3, "delivered")))
		now := b.order(o.GetOrderId())
		for _, sh := range now.GetShipments() {
			if sh.GetWarehouseId() == 1 && sh.GetStatus() != "canceled" {
				t.Errorf("a canceled parcel came back: %v", sh)
			}
		}
		if now.GetStatus() != "delivered" {
			t.Errorf("got %v", now)
		}
	})
}

func TestACanceledOrderIsNotRevivedByItsParcels(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		o := b.confirmed()
		_, err := b.Cancel(b.Context(), canceling(o.GetOrderId()))
		b.must(err)
		before := b.order(o.GetOrderId())
		for _, told := range []string{"canceled", "picked", "handed_over", "delivered"} {
			b.must(b.hear(b.parcel(o, 3, told), b.parcel(o, 1, told)))
		}
		if now := b.order(o.GetOrderId()); now.GetStatus() != "canceled" || now.GetVersion() != before.GetVersion() {
			t.Errorf("got %v", now)
		}
		b.balanced()
	})
}

func TestNewsOfUnknownParcelsIsPassedOver(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		o := b.confirmed()
		known := b.parcel(o, 3, "handed_over")
		b.must(b.hear(
			b.news(&fulfillmentv1.ShipmentChanged{UserId: buyer, OrderId: "404", ShipmentId: "1", Status: "picked"}),
			b.news(&fulfillmentv1.ShipmentChanged{UserId: 8, OrderId: o.GetOrderId(), ShipmentId: "1", Status: "picked"}),
			b.news(&fulfillmentv1.ShipmentChanged{UserId: buyer, OrderId: o.GetOrderId(), ShipmentId: "404", Status: "picked"}),
			b.news(&fulfillmentv1.ShipmentChanged{UserId: buyer, OrderId: o.GetOrderId(), ShipmentId: o.GetShipments()[0].GetShipmentId(), Status: "teleported"}),
			known,
		))
		if now := b.order(o.GetOrderId()); now.GetVersion() != 3 {
			t.Errorf("got %v", now)
		}
	})
}

func TestNewsThatCannotBeWrittenComesAgain(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		o := b.confirmed()
		e := b.parcel(o, 3, "handed_over")
		for _, f := range []ordertest.Fault{ordertest.FailBefore, ordertest.FailAfter} {
			b.line.BreakNext("Update", f)
			if err := b.hear(e); err == nil {
				t.Error("the bus would believe that it was heard")
			}
		}
		b.must(b.hear(e))
		if now := b.order(o.GetOrderId()); now.GetVersion() != 3 {
			t.Errorf("got %v", now)
		}
	})
}
