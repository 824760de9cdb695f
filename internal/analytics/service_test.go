package analytics_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/analytics"
	"rialto/internal/analytics/analyticstest"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"

	"google.golang.org/protobuf/proto"
)

var ctx = context.Background()

// bundle is a room on a fresh store.
type bundle struct {
	*analytics.Service
	store *analyticstest.Memory
}

func setup(t *testing.T) bundle {
	t.Helper()
	return on(t, analyticstest.NewMemory(), analytics.Defaults())
}

func on(t *testing.T, store *analyticstest.Memory, cfg analytics.Config) bundle {
	t.Helper()
	s, err := analytics.New(cfg, store, analytics.Deps{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return bundle{s, store}
}

func (b bundle) hear(t *testing.T, events ...*busv1.Event) {
	t.Helper()
	if err := b.Subscriptions()[0].Handle(ctx, events); err != nil {
		t.Fatalf("handle: %v", err)
	}
}

func event(t *testing.T, topic, typ, aggregate string, version int64, payload proto.Message) *busv1.Event {
	t.Helper()
	e, err := outbox.Event(topic, typ, aggregate, aggregate, version, time.Now().UnixMicro(), payload)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// confirmed is an order of so many units of each product; canceled is its end.
func confirmed(t *testing.T, order string, units int64, products ...int64) *busv1.Event {
	return orderEvent(t, "order.confirmed", order, 2, units, products)
}

func canceled(t *testing.T, order string, units int64, products ...int64) *busv1.Event {
	return orderEvent(t, "order.canceled", order, 3, units, products)
}

func orderEvent(t *testing.T, typ, order string, version, units int64, products []int64) *busv1.Event {
	t.Helper()
	o := &orderv1.OrderEvent{OrderId: order, UserId: 7}
	for _, p := range products {
		o.Items = append(o.Items, &orderv1.OrderItem{ProductId: p, Quantity: units})
	}
	return event(t, bus.OrderEvents, typ, order, version, o)
}

func activity(t *testing.T, version int64, kinds ...string) *busv1.Event {
	t.Helper()
	batch := &analyticsv1.ActivityBatch{}
	for _, k := range kinds {
		batch.Activities = append(batch.Activities, &analyticsv1.Activity{Kind: k, ProductId: 17})
	}
	return event(t, bus.UserActivity, "activity.batch", "7", version, batch)
}

// signals returns what was told, by product.
func (b bundle) signals(t *testing.T) map[int64]*analyticsv1.Signal {
	t.Helper()
	resp, err := b.Signals(ctx, &analyticsv1.SignalsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[int64]*analyticsv1.Signal{}
	for _, sig := range resp.GetSignals() {
		out[sig.GetProductId()] = sig
	}
	return out
}

func TestTimesThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*analytics.Config){
		"half-life":         func(c *analytics.Config) { c.HalfLife = 0 },
		"history half-life": func(c *analytics.Config) { c.HistoryHalfLife = -time.Hour },
		"tell interval":     func(c *analytics.Config) { c.TellEvery = 2 * time.Hour },
		"sweep interval":    func(c *analytics.Config) { c.SweepEvery = time.Millisecond },
	} {
		cfg := analytics.Defaults()
		change(&cfg)
		if _, err := analytics.New(cfg, nil, analytics.Deps{}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
