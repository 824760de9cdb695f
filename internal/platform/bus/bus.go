// Package bus is the event log between rooms: topics, a cursor per consumer group, at least once, in order per key.
//
// The one idea: Bus is the generated client of rialto.bus.v1, so the log in this process and the log of another process
// are the same value. The embedded log is bus/eventsdb; a consumer is a Subscription that Consume drives.
// The package promises no order between keys, and no exactly-once: consumers drop repeats (outbox.Once, or a version).
package bus

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/gen/rialto/bus/v1/busv1connect"
)

// The topics; in brackets what their key is.
const (
	OrderEvents       = "order-events"       // order_id
	InventoryEvents   = "inventory-events"   // product_id
	PaymentEvents     = "payment-events"     // order_id
	ReviewEvents      = "review-events"      // product_id
	UserActivity      = "user-activity"      // user_id
	CatalogEvents     = "catalog-events"     // product_id
	SignalEvents      = "signal-events"      // product_id
	FulfillmentEvents = "fulfillment-events" // order_id
	GiftCardEvents    = "giftcard-events"    // order_id
)

// Bus is the log, here or elsewhere.
type Bus = busv1connect.BusServiceClient

// Subscription is one consumer group of a room.
type Subscription struct {
	Group  string // stable name: it owns a cursor
	Topics []string
	// Handle makes the effects of a batch durable. An error means the whole batch comes again after a pause.
	Handle func(ctx context.Context, events []*busv1.Event) error
}

const (
	fetchMax  = 500
	fetchWait = 5 * time.Second
	// gather lets a burst of events become one batch, whose effects and cursor share their flushes to disk; it is the
	// delay that an event has at rest.
	gather   = 40 * time.Millisecond
	pauseMin = 100 * time.Millisecond
	pauseMax = 5 * time.Second
)

// Consume drives a subscription until ctx ends. A batch that fails is tried again with growing pauses, for ever: an
// event is never skipped.
func Consume(ctx context.Context, b Bus, sub Subscription, log *slog.Logger) error {
	pause := pauseMin
	for ctx.Err() == nil {
		err := step(ctx, b, sub)
		if err == nil {
			pause = pauseMin
			continue
		}
		if ctx.Err() != nil {
			return nil
		}
		log.Warn("consume events", "group", sub.Group, "error", err, "again_in", pause)
		wait(ctx, pause)
		pause = min(2*pause, pauseMax)
	}
	return nil
}

func step(ctx context.Context, b Bus, sub Subscription) error {
	got, err := b.Fetch(ctx, &busv1.FetchRequest{
		Group: sub.Group, Topics: sub.Topics, Max: fetchMax, WaitMs: int32(fetchWait.Milliseconds()),
	})
	if err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	if len(got.GetEvents()) == 0 {
		return nil
	}
	if err := sub.Handle(ctx, got.GetEvents()); err != nil {
		return fmt.Errorf("handle %d events from %s: %w", len(got.GetEvents()), got.GetEvents()[0].GetEventId(), err)
	}
	if _, err := b.Ack(ctx, &busv1.AckRequest{Group: sub.Group, Position: got.GetPosition()}); err != nil {
		return fmt.Errorf("acknowledge: %w", err)
	}
	if len(got.GetEvents()) < fetchMax {
		wait(ctx, gather)
	}
	return nil
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// Payload reads an event's payload; fields that a newer writer added are ignored.
func Payload(e *busv1.Event, into proto.Message) error {
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal([]byte(e.GetPayload()), into); err != nil {
		return fmt.Errorf("payload of %s: %w", e.GetEventId(), err)
	}
	return nil
}
