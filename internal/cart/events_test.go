package cart_test

import (
	"fmt"
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	cartv1 "rialto/gen/rialto/cart/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

// confirmed is the event of an order of two kettles and five teapots.
func confirmed(t *testing.T, order string, typ string) *busv1.Event {
	t.Helper()
	e, err := outbox.Event(bus.OrderEvents, typ, order, order, 2, 1, &orderv1.OrderEvent{
		OrderId: order, UserId: user, Items: []*orderv1.OrderItem{
			{ProductId: kettle, SellerId: house, Quantity: 2}, {ProductId: teapot, SellerId: house, Quantity: 5},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func deliver(t *testing.T, b *bundle, events ...*busv1.Event) {
	t.Helper()
	subs := b.Subscriptions()
	if len(subs) != 1 || subs[0].Group != "cart" || fmt.Sprint(subs[0].Topics) != "[order-events]" {
		t.Fatalf("subscriptions %+v", subs)
	}
	if err := subs[0].Handle(t.Context(), events); err != nil {
		t.Fatalf("handle: %v", err)
	}
}

func TestAConfirmedOrderTakesWhatItOrderedOutOfTheCartOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 3)
	b.add(t, user, teapot, 1)
	e := confirmed(t, "1", "order.confirmed")
	deliver(t, b, e, e)
	deliver(t, b, e)
	wantItems(t, b.get(t, user), "17/3×1")
}

func TestOtherEventsAndOtherPeoplesCartsAreLeftAlone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 2)
	b.add(t, guest, kettle, 2)
	deliver(t, b, confirmed(t, "1", "order.placed"), confirmed(t, "2", "order.canceled"))
	wantItems(t, b.get(t, user), "17/3×2")
	deliver(t, b, confirmed(t, "1", "order.confirmed"))
	wantItems(t, b.get(t, guest), "17/3×2")
}

func TestALineOfAnotherSellerWasNotOrdered(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, err := b.AddItem(t.Context(), &cartv1.AddItemRequest{UserId: user, ProductId: kettle, SellerId: rival, Quantity: 2}); err != nil {
		t.Fatal(err)
	}
	deliver(t, b, confirmed(t, "1", "order.confirmed"))
	wantItems(t, b.get(t, user), "17/4×2")
}

func TestAnOrderThatEmptiesTheCartTakesTheCouponAlong(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 2)
	if _, err := b.SetCoupon(t.Context(), &cartv1.SetCouponRequest{UserId: user, Coupon: "TEN"}); err != nil {
		t.Fatal(err)
	}
	deliver(t, b, confirmed(t, "1", "order.confirmed"))
	if c := b.get(t, user); c.Coupon != "" {
		t.Fatalf("cart %v", c)
	}
}

func TestABatchIsWorkedOffWhateverItsSize(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 999)
	var events []*busv1.Event
	for i := range 300 {
		events = append(events, confirmed(t, fmt.Sprint(i), "order.confirmed"))
	}
	deliver(t, b, events...)
	wantItems(t, b.get(t, user), "17/3×399")
}

func TestAnEventThatFailsComesAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 3)
	handle := b.Subscriptions()[0].Handle
	broken := confirmed(t, "2", "order.confirmed")
	broken.Payload = "{"
	if err := handle(t.Context(), []*busv1.Event{confirmed(t, "1", "order.confirmed"), broken}); err == nil {
		t.Fatal("a broken payload was taken")
	}
	b.store.FailAfter(0, errLost)
	if err := handle(t.Context(), []*busv1.Event{confirmed(t, "3", "order.confirmed")}); err == nil {
		t.Fatal("a failed write was taken for done")
	}
	b.store.FailAfter(-1, nil)
	deliver(t, b, confirmed(t, "1", "order.confirmed"))
	wantItems(t, b.get(t, user), "17/3×1")
}
