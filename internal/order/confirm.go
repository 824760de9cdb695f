package order

import (
	"context"
	"fmt"
)

// confirm is the last step. What was held is made final, each asked for until it is; then order, shipments, history, event and
// the end of the saga are one commit.
func (s *Service) confirm(ctx context.Context, r *run) error {
	for _, keep := range []func(context.Context, *run) error{s.keepCoupons, s.keepLimits, s.spendGiftCard} {
		if err := keep(ctx, r); err != nil {
			return fmt.Errorf("keep what was held: %w", err)
		}
	}
	shipments, data := s.shipmentsOf(r.saga.Data.Allocations), r.saga.Data
	return s.finish(ctx, r, "confirmed", func(o *Order) error {
		o.Payment = Payment{Method: o.Payment.Method, Status: PaymentCaptured, Promised: data.Promised}
		if data.Promised {
			o.Payment.Status = PaymentPromised
		}
		if t := o.gateway(); t != nil {
			t.Label = data.Label
		}
		o.Shipments = shipments
		return o.MoveTo(Confirmed, "order.confirmed", s.micros())
	})
}

// closeCanceled ends a saga that turned round.
func (s *Service) closeCanceled(ctx context.Context, r *run) error {
	problem := r.saga.Data.Problem
	return s.finish(ctx, r, "canceled", func(o *Order) error {
		o.Problem = problem
		o.Payment = Payment{Method: o.Payment.Method, Status: PaymentVoided}
		if problem != nil && problem.DeclineCode != "" {
			o.Payment.Status, o.Payment.DeclineCode = PaymentDeclined, problem.DeclineCode
		}
		return o.MoveTo(Canceled, "order.canceled", s.micros())
	})
}

// finish changes the order and ends its saga in one commit, forgetting the card's token. Only when that is durable is the
// saga over for this worker too.
func (s *Service) finish(ctx context.Context, r *run, what string, change func(*Order) error) error {
	done := *r.saga
	done.Data.Token, done.Error = "", ""
	if err := s.updateOrder(ctx, r, s.noted(&done, Done, what), change); err != nil {
		return err
	}
	r.saga = &done
	return nil
}

// updateOrder changes the order and keeps the run's copy current.
func (s *Service) updateOrder(ctx context.Context, r *run, saga *Saga, change func(*Order) error) error {
	o, err := s.store.Update(ctx, r.saga.UserID, r.saga.OrderID, saga, change)
	if err != nil {
		return fmt.Errorf("write the order: %w", err)
	}
	r.order = o
	return nil
}
