package order

import (
	"context"
	"fmt"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/platform/errs"
)

const (
	defaultWait = 3 * time.Second
	maxWait     = 10 * time.Second
)

func placeWait(req *orderv1.PlaceRequest) time.Duration {
	if req.GetWaitMs() <= 0 {
		return defaultWait
	}
	return min(time.Duration(req.GetWaitMs())*time.Millisecond, maxWait)
}

// replay answers a key that is known: the same request gets the order that the key made, or joined because its quote had
// become that order; another request is refused.
func (s *Service) replay(ctx context.Context, known *Known, key, hash string, wait time.Duration) (*orderv1.PlaceResponse, error) {
	if known.Hash != hash {
		return nil, errs.Invalid("idempotency_mismatch", "This Idempotency-Key was used for another request. Use a new key.")
	}
	settled, err := s.await(ctx, known.Order, wait)
	if err != nil {
		return nil, err
	}
	out := placed(settled, true)
	out.Joined = settled.IdempotencyKey != key
	return out, nil
}

// await reads an order until its saga has settled or the time is up. Twins wait in any process, so the row is asked, not
// this process's memory.
func (s *Service) await(ctx context.Context, o *Order, limit time.Duration) (*Order, error) {
	deadline := s.now().Add(limit)
	for pause := 10 * time.Millisecond; !o.settled() && s.now().Before(deadline); pause = min(2*pause, 100*time.Millisecond) {
		if err := sleep(ctx, pause); err != nil {
			return nil, err
		}
		var err error
		if o, err = s.store.Get(ctx, o.UserID, o.ID); err != nil {
			return nil, fmt.Errorf("wait for the order: %w", err)
		}
	}
	return o, nil
}

// settled reports whether the saga has decided, or waits for the buyer, who must be told.
func (o *Order) settled() bool {
	return o.Status != Pending || o.Payment.Status == PaymentRequiresAction
}

func placed(o *Order, replayed bool) *orderv1.PlaceResponse {
	return &orderv1.PlaceResponse{
		Order: orderToProto(o), Replayed: replayed, Settled: o.Status != Pending, Problem: problemToProto(o),
	}
}
