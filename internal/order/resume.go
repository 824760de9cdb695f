package order

import (
	"context"
	"errors"
	"fmt"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// sweepLimit bounds one look for due work; what is left is found by the next.
const sweepLimit = 200

// resume takes sagas whose lease has run out or whose pause is over and has them driven on. It is crash recovery and the
// retry of a step without answer in one: list what is due, then one guarded update per row decides who has it. It does not
// wait for the drivers: one saga whose neighbour hangs must not hold up the others.
func (s *Service) resume(ctx context.Context) error {
	due, err := limited(ctx, func(ctx context.Context) ([]*Saga, error) { return s.store.Due(ctx, s.micros(), sweepLimit) })
	if err != nil {
		return err
	}
	for _, saga := range due {
		select {
		case s.slots <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		s.drivers.Go(func() {
			defer func() { <-s.slots }()
			if err := s.takeOver(ctx, saga); err != nil {
				s.log.Warn("resume a saga", "order", saga.OrderID, "error", err)
			}
		})
	}
	if len(due) == sweepLimit {
		s.wakeSweeper() // after a crash in a rush there is more: do not wait for the tick
	}
	return nil
}

// limited ends a look that hangs, so that the next one is not kept waiting.
func limited[T any](ctx context.Context, look func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	return look(ctx)
}

func (s *Service) takeOver(ctx context.Context, saga *Saga) error {
	o, err := limited(ctx, func(ctx context.Context) (*Order, error) { return s.take(ctx, saga) })
	if err != nil || o == nil {
		return err
	}
	saga.State = Running
	if saga.Data.Problem != nil {
		saga.State = Undoing
	}
	s.drive(ctx, &run{saga: saga, order: o, resumed: true})
	return nil
}

// take claims a saga and reads its order; nil: it is not for this worker.
func (s *Service) take(ctx context.Context, saga *Saga) (*Order, error) {
	mine, err := s.store.Claim(ctx, saga, s.now().Add(s.cfg.Lease).UnixMicro())
	if err != nil || !mine {
		return nil, err
	}
	if indexOf(s.stepsOf(saga), saga.Step) < 0 { // a newer version's: this one must not guess
		s.log.Error("ALARM a saga is at a step that this version does not know", "order", saga.OrderID, "step", saga.Step)
		return nil, s.store.Advance(ctx, s.noted(saga, NeedsPerson, "unknown step"))
	}
	return s.store.Get(ctx, saga.UserID, saga.OrderID)
}

// endHolds decides what becomes of stock whose deadline has passed: only order knows whether somebody may still pay.
func (s *Service) endHolds(ctx context.Context) error {
	got, err := limited(ctx, func(ctx context.Context) (*inventoryv1.ListHoldsResponse, error) {
		return s.needs.Inventory.ListHolds(ctx, &inventoryv1.ListHoldsRequest{OlderThan: s.micros(), Limit: sweepLimit})
	})
	if err != nil {
		return err
	}
	var all error
	for _, h := range got.GetHolds() {
		all = errors.Join(all, s.endHold(ctx, h))
	}
	return all
}

func (s *Service) endHold(ctx context.Context, h *inventoryv1.Hold) error {
	ctx, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	saga, err := s.store.SagaOf(ctx, SagaKey{commerce.UserID(h.GetUserId()), commerce.OrderID(h.GetOrderId()), Placing, ""})
	products := []int64{h.GetProductId()}
	switch {
	case err == nil && saga.State != Done:
		// The saga is alive: the gateway may yet say that the money was taken. Its own limits end it.
		_, err = s.needs.Inventory.Extend(ctx, &inventoryv1.ExtendRequest{
			UserId: h.GetUserId(), OrderId: h.GetOrderId(), ProductIds: products, Deadline: s.now().Add(s.cfg.Hold).UnixMicro(),
		})
	case err == nil || errs.Is(err, errs.KindNotFound):
		_, err = s.needs.Inventory.Release(ctx, &inventoryv1.ReleaseRequest{
			UserId: h.GetUserId(), OrderId: h.GetOrderId(), ProductIds: products, Reason: "expired",
		})
	}
	if err != nil {
		return fmt.Errorf("hold of order %s: %w", h.GetOrderId(), err)
	}
	return nil
}
