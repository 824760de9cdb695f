package fulfillment

import (
	"context"
	"errors"
	"fmt"

	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// verb is one step that staff report and the simulation takes: it starts from one status and ends in the next.
type verb struct {
	name     string
	from, to Status
	// do asks the neighbours and returns the shipment with what the step added to it. Conflict shipment_canceled means
	// that the parcel must not go on.
	do func(context.Context, Shipment) (Shipment, error)
}

// raceLimit bounds how often a step starts over because the row moved while neighbours were asked. A shipment has only
// three moves in its life, so more than this cannot be a race.
const raceLimit = 4

// take carries out a step. A shipment that is past it already is returned as it is.
func (s *Service) take(ctx context.Context, id string, v verb) (Shipment, error) {
	for range raceLimit {
		sh, err := s.get(ctx, id)
		if err != nil {
			return Shipment{}, err
		}
		if ready, err := v.ready(sh); err != nil || !ready {
			return sh, err
		}
		moved, err := s.attempt(ctx, sh, v)
		if !errors.Is(err, ErrStale) {
			return moved, err
		}
	}
	return Shipment{}, errs.Unavailable("shipment_busy", "Shipment %.40s keeps changing, try again.", id)
}

// attempt asks the neighbours and moves the row; a parcel that must not go on is moved to Canceled instead.
func (s *Service) attempt(ctx context.Context, sh Shipment, v verb) (Shipment, error) {
	next, err := v.do(ctx, sh)
	if errs.HasCode(err, canceledCode) {
		if _, err := s.move(ctx, sh, sh, Canceled); err != nil {
			return Shipment{}, fmt.Errorf("cancel shipment: %w", err)
		}
		return Shipment{}, err
	}
	if err != nil {
		return Shipment{}, fmt.Errorf("%s shipment: %w", v.name, err)
	}
	return s.move(ctx, sh, next, v.to)
}

// move writes the new status with the step that follows it.
func (s *Service) move(ctx context.Context, from, to Shipment, status Status) (Shipment, error) {
	to.Status = status
	to.UpdatedAt = commerce.Micros(s.now())
	return s.store.Advance(ctx, from, to.awaiting(stepAfter(status)))
}

// rank orders the statuses of a parcel that arrives.
var rank = map[Status]int{ToPick: 0, Picked: 1, HandedOver: 2, Delivered: 3}

const canceledCode = "shipment_canceled"

// ready reports whether the step can start. False without an error: it was taken already.
func (v verb) ready(sh Shipment) (bool, error) {
	switch {
	case sh.Status == Canceled:
		return false, errCanceled(sh.ID)
	case rank[sh.Status] >= rank[v.to]:
		return false, nil
	case sh.Status != v.from:
		return false, errs.Conflict("wrong_step", "Shipment %s is %s: it cannot %s yet.", sh.ID, sh.Status, v.name)
	}
	return true, nil
}

func errCanceled(id string) error {
	return errs.Conflict(canceledCode, "Shipment %s was canceled.", id)
}

// get finds a shipment for staff.
func (s *Service) get(ctx context.Context, id string) (Shipment, error) {
	if id == "" || len(id) > maxID {
		return Shipment{}, errs.InvalidFields(errs.Field{Name: "shipment_id", Problem: fmt.Sprintf("must have 1 to %d characters", maxID)})
	}
	sh, err := s.store.Get(ctx, id)
	if errors.Is(err, ErrMissing) {
		return Shipment{}, errs.NotFound("shipment_not_found", "There is no shipment %q.", id)
	}
	if err != nil {
		return Shipment{}, fmt.Errorf("get shipment: %w", err)
	}
	return sh, nil
}

// maxID is the longest shipment id that is looked up.
const maxID = 60
