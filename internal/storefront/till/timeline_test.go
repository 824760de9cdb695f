package till

import (
	"strings"
	"testing"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/ui"
)

// told writes a timeline as one line: done in plain words, what goes on in [brackets], what failed with a !, what comes in (round).
func told(o *orderv1.Order) string {
	var out []string
	for _, s := range timeline(o) {
		text := s.Text
		switch s.Stage {
		case ui.Current:
			text = "[" + text + "]"
		case ui.Failed:
			text += "!"
		case ui.Ahead:
			text = "(" + text + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func orderWith(status, payment string, shipments []string, happened ...string) *orderv1.Order {
	o := &orderv1.Order{OrderId: "1", Status: status, Payment: &orderv1.PaymentState{Status: payment}}
	for n, what := range happened {
		o.Timeline = append(o.Timeline, &orderv1.TimelineEntry{At: int64(n + 1), What: "order." + what})
	}
	for _, s := range shipments {
		o.Shipments = append(o.Shipments, &orderv1.Shipment{Status: s})
	}
	return o
}

func TestATimelineTellsTheStoryOfAnOrder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		order *orderv1.Order
		want  string
		final bool
	}{
		"being paid": {orderWith("pending", "pending", nil, "placed"),
			"Order placed, [Checking the payment], (Packed), (On its way), (Delivered)", false},
		"waiting for the bank": {orderWith("pending", "requires_action", nil, "placed", "payment_changed"),
			"Order placed, [Waiting for your approval], (Packed), (On its way), (Delivered)", false},
		"declined": {orderWith("canceled", "declined", nil, "placed", "canceled"),
			"Order placed, Payment declined!", true},
		"closed before it was paid": {orderWith("canceled", "voided", nil, "placed", "canceled"),
			"Order placed, Canceled before it was paid!", true},
		"confirmed": {orderWith("confirmed", "captured", []string{"preparing"}, "placed", "confirmed"),
			"Order placed, Paid and confirmed, [Being packed], (On its way), (Delivered)", false},
		"one of two packed": {orderWith("confirmed", "captured", []string{"picked", "preparing"}, "placed", "confirmed", "shipment_changed"),
			"Order placed, Paid and confirmed, [Packing], (On its way), (Delivered)", false},
		"all packed": {orderWith("confirmed", "captured", []string{"picked", "canceled"}, "placed", "confirmed", "shipment_changed"),
			"Order placed, Paid and confirmed, Packed, [On its way], (Delivered)", false},
		"shipped": {orderWith("shipped", "captured", []string{"shipped"}, "placed", "confirmed", "shipped"),
			"Order placed, Paid and confirmed, Packed, On its way, [Delivered]", false},
		"delivered": {orderWith("delivered", "captured", []string{"delivered"}, "placed", "confirmed", "shipped", "delivered"),
			"Order placed, Paid and confirmed, Packed, On its way, Delivered", true},
		"returned": {orderWith("returned", "captured", []string{"delivered"}, "placed", "confirmed", "shipped", "delivered", "returned"),
			"Order placed, Paid and confirmed, Packed, On its way, Delivered, Returned to us", true},
		"canceled, money on its way": {orderWith("canceled", "refunding", []string{"canceled"}, "placed", "confirmed", "canceled"),
			"Order placed, Paid and confirmed, Canceled!, [The money is on its way back]", false},
		"canceled and paid back": {orderWith("canceled", "refunded", []string{"canceled"}, "placed", "confirmed", "canceled", "payment_changed"),
			"Order placed, Paid and confirmed, Canceled!, Paid back", true},
		"canceled in part": {orderWith("shipped", "refunding", []string{"shipped", "canceled"}, "placed", "confirmed", "shipped"),
			"Order placed, Paid and confirmed, Packed, On its way, [Delivered], [Part of it was canceled and is being paid back]", false},
		"delivered, a part paid back": {orderWith("delivered", "refunded", []string{"delivered", "canceled"}, "placed", "confirmed", "shipped", "delivered", "payment_changed"),
			"Order placed, Paid and confirmed, Packed, On its way, Delivered, Part of it was canceled and paid back", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := told(c.order); got != c.want {
				t.Errorf("told %s\nwant %s", got, c.want)
			}
			if got := final(c.order); got != c.final {
				t.Errorf("final is %v", got)
			}
			if headline(c.order) == "" {
				t.Error("the headline is empty")
			}
		})
	}
}

func TestStepsHaveTheirTimes(t *testing.T) {
	t.Parallel()
	o := orderWith("delivered", "captured", []string{"delivered"}, "placed", "confirmed", "shipment_changed", "shipped", "delivered")
	for n, s := range timeline(o) {
		if s.At.UnixMicro() != int64(n+1) {
			t.Errorf("%s at %v", s.Text, s.At)
		}
	}
}
