package notification

import (
	"context"
	"fmt"
	"log/slog"

	"golang.org/x/sync/errgroup"

	busv1 "rialto/gen/rialto/bus/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
)

// Consumer is the name of this room's consumer group and of its inbox rows.
const Consumer = "notification"

// hands is how many mails are written or sent at a time, so that their commits share one disk flush.
const hands = 16

// Subscriptions is what the room hears.
func (s *Service) Subscriptions() []bus.Subscription {
	return []bus.Subscription{{Group: Consumer, Topics: []string{bus.OrderEvents}, Handle: s.handle}}
}

// handle answers a batch. One failure brings the whole batch again; what is written stays written.
func (s *Service) handle(ctx context.Context, events []*busv1.Event) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(hands)
	for _, e := range events {
		kind, known := kindOf[e.GetType()]
		if !known {
			continue
		}
		g.Go(func() error {
			if err := s.answer(ctx, e, kind); err != nil {
				return fmt.Errorf("answer event %s: %w", e.GetEventId(), err)
			}
			return nil
		})
	}
	return g.Wait()
}

// answer writes the mail of one event. An order that order does not know, and a person without address, cannot be
// written to however often we try: that is logged, and verify finds the order without its mail.
func (s *Service) answer(ctx context.Context, e *busv1.Event, kind Kind) error {
	var told orderv1.OrderEvent
	if err := bus.Payload(e, &told); err != nil {
		return err
	}
	o, err := s.orders.Get(ctx, &orderv1.GetRequest{UserId: told.GetUserId(), OrderId: told.GetOrderId()})
	if errs.Is(err, errs.KindNotFound) {
		s.log.Error("mail not written: no such order", slog.String("event_id", e.GetEventId()))
		return nil
	}
	if err != nil {
		return fmt.Errorf("get order: %w", err)
	}
	to, err := s.address(ctx, o)
	if err != nil {
		return err
	}
	if to == "" {
		s.log.Error("mail not written: nobody to write to", slog.String("event_id", e.GetEventId()))
		return nil
	}
	return s.write(ctx, e.GetEventId(), kind, to, o)
}

// address is the contact given with the order, else the account's; "" = there is none.
func (s *Service) address(ctx context.Context, o *orderv1.Order) (string, error) {
	if o.GetEmail() != "" {
		return o.GetEmail(), nil
	}
	u, err := s.users.GetUser(ctx, &identityv1.GetUserRequest{UserId: o.GetUserId()})
	if errs.Is(err, errs.KindNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("get user: %w", err)
	}
	return u.GetUser().GetEmail(), nil
}

// write makes the text, keeps the mail and wakes the sender.
func (s *Service) write(ctx context.Context, eventID string, kind Kind, to string, o *orderv1.Order) error {
	subject, text, err := compose(kind, o)
	if err != nil {
		return fmt.Errorf("compose: %w", err)
	}
	now := commerce.Micros(s.now())
	m := Mail{
		UserID: o.GetUserId(), ID: eventID, Kind: kind, OrderID: o.GetOrderId(), To: to, Subject: subject, Text: text,
		At: now, TryAt: now,
	}
	if err := s.store.Add(ctx, m); err != nil {
		return fmt.Errorf("keep mail: %w", err)
	}
	select {
	case s.added <- struct{}{}:
	default:
	}
	return nil
}
