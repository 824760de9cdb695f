package notification_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	notificationv1 "rialto/gen/rialto/notification/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/notification"
	"rialto/internal/notification/notificationtest"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

var ctx = context.Background()

// bundle is a room on a fresh store that knows order "o1" of user 7 and the guest order "g1" of user 8.
type bundle struct {
	*notification.Service
	store *notificationtest.Memory
	world *notificationtest.Neighbours
	post  *notificationtest.Post
	log   *bytes.Buffer
}

func setup(t *testing.T, failures int) bundle {
	t.Helper()
	b := bundle{
		store: notificationtest.NewMemory(),
		post:  notificationtest.NewPost(failures),
		log:   &bytes.Buffer{},
		world: &notificationtest.Neighbours{
			Orders: map[string]*orderv1.Order{"o1": sampleOrder("o1", 7, ""), "g1": sampleOrder("g1", 8, "guest@example.com")},
			Emails: map[int64]string{7: "ada@example.com", 8: ""},
		},
	}
	b.Service = notification.New(b.store, b.world, b.world, b.post,
		notification.Deps{Now: time.Now, Log: slog.New(slog.NewTextHandler(b.log, nil))})
	return b
}

func sampleOrder(id string, user int64, email string) *orderv1.Order {
	return &orderv1.Order{
		OrderId: id, UserId: user, Email: email, Status: "confirmed", Currency: "USD", Total: 1_000, CreatedAt: 1_000,
		Items:   []*orderv1.OrderItem{{ProductId: 17, Title: "Blue mug", Quantity: 1, UnitPrice: 1_000}},
		Address: &commercev1.Address{Name: "Ada Lovelace", Line1: "12 Oak Street", City: "Portland", Country: "US"},
	}
}

func orderEvent(t *testing.T, typ, order string, user, version int64) *busv1.Event {
	t.Helper()
	e, err := outbox.Event(bus.OrderEvents, typ, order, order, version, 1_000, &orderv1.OrderEvent{OrderId: order, UserId: user})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (b bundle) hear(events ...*busv1.Event) error {
	return b.Subscriptions()[0].Handle(ctx, events)
}

// mails returns "kind to" of every mail, sorted by order and kind.
func (b bundle) mails(t *testing.T) []string {
	t.Helper()
	mails, err := b.store.Scan(ctx, notification.Place{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range mails {
		out = append(out, string(m.Kind)+" "+m.To)
	}
	return out
}

func TestTheRoomHearsOrders(t *testing.T) {
	t.Parallel()
	subs := setup(t, 0).Subscriptions()
	if len(subs) != 1 || subs[0].Group != "notification" || !slices.Equal(subs[0].Topics, []string{bus.OrderEvents}) {
		t.Fatalf("subscriptions %+v", subs)
	}
}

func TestOneMailPerEventHoweverOftenItIsHeard(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	batch := []*busv1.Event{
		orderEvent(t, "order.placed", "o1", 7, 1), orderEvent(t, "order.confirmed", "o1", 7, 2),
		orderEvent(t, "order.shipment_changed", "o1", 7, 3), orderEvent(t, "order.shipped", "o1", 7, 4),
		orderEvent(t, "order.delivered", "o1", 7, 5), orderEvent(t, "order.canceled", "g1", 8, 2),
	}
	for range 3 {
		if err := b.hear(append(batch, batch...)...); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"order_canceled guest@example.com", "order_confirmed ada@example.com",
		"order_delivered ada@example.com", "order_shipped ada@example.com",
	}
	if got := b.mails(t); !slices.Equal(got, want) {
		t.Fatalf("mails %q, want %q", got, want)
	}
}

func TestAMailIsNamedByItsEvent(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	if err := b.hear(orderEvent(t, "order.confirmed", "o1", 7, 2)); err != nil {
		t.Fatal(err)
	}
	mails, _ := b.store.Scan(ctx, notification.Place{}, 1)
	m := mails[0]
	if m.ID != "order-events/o1/2" || m.UserID != 7 || m.OrderID != "o1" || m.Subject != "Order o1 confirmed" ||
		!strings.Contains(m.Text, "1 × Blue mug") || m.At == 0 || m.TryAt != m.At {
		t.Fatalf("mail %+v", m)
	}
}

func TestANeighbourThatIsDownDelaysTheMail(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	b.world.Down = errors.New("no answer")
	e := orderEvent(t, "order.confirmed", "o1", 7, 2)
	if err := b.hear(e); err == nil {
		t.Fatal("the event would be acknowledged without its mail")
	}
	b.world.Down = nil
	if err := b.hear(e); err != nil || len(b.mails(t)) != 1 {
		t.Fatalf("%v, mails %q", err, b.mails(t))
	}
}

func TestWhatCanNeverBeMailedDoesNotBlockTheRest(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	b.world.Orders["nobody"] = sampleOrder("nobody", 9, "")
	b.world.Orders["silent"] = sampleOrder("silent", 8, "")
	err := b.hear(orderEvent(t, "order.confirmed", "unknown", 7, 2), orderEvent(t, "order.confirmed", "nobody", 9, 2),
		orderEvent(t, "order.confirmed", "silent", 8, 2), orderEvent(t, "order.confirmed", "o1", 7, 2))
	if err != nil || !slices.Equal(b.mails(t), []string{"order_confirmed ada@example.com"}) {
		t.Fatalf("%v, mails %q", err, b.mails(t))
	}
	if got := strings.Count(b.log.String(), "mail not written"); got != 3 {
		t.Fatalf("%d of 3 were logged:\n%s", got, b.log)
	}
}

func TestAnUnreadablePayloadIsNotSkipped(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	e := orderEvent(t, "order.confirmed", "o1", 7, 2)
	e.Payload = "{"
	if err := b.hear(e); err == nil {
		t.Fatal("a mail would be lost without a word")
	}
}

func TestTheMailboxIsWalkedPageByPage(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		m := notificationtest.Sample("order-events/" + id)
		m.At = int64(id[0]-'a')/2 + 1
		notificationtest.AddSent(t, b.store, m)
	}
	var got []string
	req := &notificationv1.ListMailboxRequest{Limit: 2, To: "ada@example.com"}
	for {
		resp, err := b.ListMailbox(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range resp.GetItems() {
			got = append(got, strings.TrimPrefix(m.GetMailId(), "order-events/"))
		}
		if req.Cursor = resp.GetNextCursor(); req.Cursor == "" {
			break
		}
	}
	if !slices.Equal(got, []string{"e", "d", "c", "b", "a"}) {
		t.Fatalf("got %q", got)
	}
}
