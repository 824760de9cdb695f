package drop

import (
	"context"
	"errors"
	"fmt"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// latest is the last time a drop may name: the end of the year 9999.
const latest = 253_402_300_799_999_999

// maxListed is how many drops a list has at most.
const maxListed = 200

// CreateDrop announces a drop. No start is now, no end is when it is ended by hand.
func (s *Service) CreateDrop(ctx context.Context, req *dropv1.CreateDropRequest) (*dropv1.Drop, error) {
	d, now := dropOf(req.GetDrop()), s.now()
	if d.StartsAt == 0 {
		d.StartsAt = now
	}
	if err := d.check(now); err != nil {
		return nil, err
	}
	d.ID = ID(s.deps.IDs.Next())
	switch err := s.store.Create(ctx, d, now); {
	case errors.Is(err, ErrDropExists):
		return nil, errs.Conflict("drop_exists", "There is a drop of product %d already. Change it, or end it first.", d.Product)
	case err != nil:
		return nil, fmt.Errorf("store drop: %w", err)
	}
	return s.current(ctx, int64(d.Product))
}

// UpdateDrop changes limit, times and waiting room of a drop that has not ended. A start that has come stays.
func (s *Service) UpdateDrop(ctx context.Context, req *dropv1.UpdateDropRequest) (*dropv1.Drop, error) {
	d, now := dropOf(req.GetDrop()), s.now()
	old, err := s.find(ctx, int64(d.Product))
	switch {
	case err != nil:
		return nil, err
	case old == nil || (req.GetDrop().GetDropId() != 0 && ID(req.GetDrop().GetDropId()) != old.ID):
		return nil, noDrop()
	}
	if d.StartsAt == 0 {
		d.StartsAt = old.StartsAt
	}
	if err := d.check(now); err != nil {
		return nil, err
	}
	if d.StartsAt != old.StartsAt && old.StartsAt <= now {
		return nil, errs.Conflict("drop_open", "The drop has begun: its start cannot be changed any more.")
	}
	d.ID = old.ID
	switch err := s.store.Update(ctx, d, now); {
	case errors.Is(err, ErrNoDrop):
		return nil, noDrop()
	case err != nil:
		return nil, fmt.Errorf("change drop: %w", err)
	}
	return s.current(ctx, int64(d.Product))
}

// EndDrop ends a product's drop now; one that has ended stays as it is.
func (s *Service) EndDrop(ctx context.Context, req *dropv1.EndDropRequest) (*dropv1.Drop, error) {
	d, err := s.store.End(ctx, commerce.ProductID(req.GetProductId()), s.now())
	switch {
	case errors.Is(err, ErrNoDrop):
		return nil, noDrop()
	case err != nil:
		return nil, fmt.Errorf("end drop: %w", err)
	}
	if _, err := s.reload(ctx); err != nil {
		return nil, err
	}
	return d.proto(s.now(), 0), nil
}

// ListDrops lists drops, newest first, at most 200.
func (s *Service) ListDrops(ctx context.Context, _ *dropv1.ListDropsRequest) (*dropv1.ListDropsResponse, error) {
	rows, err := s.store.List(ctx, maxListed)
	if err != nil {
		return nil, fmt.Errorf("list drops: %w", err)
	}
	live, err := s.rooms(ctx)
	if err != nil {
		return nil, err
	}
	resp, now := &dropv1.ListDropsResponse{}, s.now()
	for _, d := range rows {
		rate := 0.0
		if r := live[d.Product]; r != nil && r.ID == d.ID && d.Waiting && d.State(now) != StateEnded {
			rate = s.rate(r)
		}
		resp.Drops = append(resp.Drops, d.proto(now, rate))
	}
	return resp, nil
}

// GetDrop returns the drop of a product that has not ended, from memory; none: not_found drop_not_found.
func (s *Service) GetDrop(ctx context.Context, req *dropv1.GetDropRequest) (*dropv1.Drop, error) {
	r, err := s.find(ctx, req.GetProductId())
	switch {
	case err != nil:
		return nil, err
	case r == nil:
		return nil, noDrop()
	}
	rate := 0.0
	if r.Waiting {
		rate = s.rate(r)
	}
	return r.proto(s.now(), rate), nil
}

// current answers a change with the drop as it is now.
func (s *Service) current(ctx context.Context, product int64) (*dropv1.Drop, error) {
	if _, err := s.reload(ctx); err != nil {
		return nil, err
	}
	return s.GetDrop(ctx, &dropv1.GetDropRequest{ProductId: product})
}

// check refuses what somebody asks for and cannot be.
func (d Drop) check(now int64) error {
	var problems []errs.Field
	bad := func(ok bool, name, problem string) {
		if !ok {
			problems = append(problems, errs.Field{Name: name, Problem: problem})
		}
	}
	bad(d.Product > 0, "product_id", "must be a positive id")
	bad(d.StartsAt >= 0 && d.StartsAt <= latest, "starts_at", "must be between 1970 and 9999")
	bad(d.EndsAt == 0 || (d.EndsAt > max(d.StartsAt, now) && d.EndsAt <= latest), "ends_at", "must be after the start and after now, or absent")
	bad(d.Limit >= 0 && d.Limit <= commerce.MaxQuantity, "limit_per_buyer", fmt.Sprintf("must be between 1 and %d, or 0 for no limit", commerce.MaxQuantity))
	if problems == nil {
		return nil
	}
	return errs.InvalidFields(problems...)
}

func dropOf(d *dropv1.Drop) Drop {
	return Drop{
		Product: commerce.ProductID(d.GetProductId()), StartsAt: d.GetStartsAt(), EndsAt: d.GetEndsAt(),
		Limit: d.GetLimitPerBuyer(), Waiting: d.GetWaitingRoom(),
	}
}

// proto shows the drop as it stands at a time. Who ended it early ended it then.
func (d Drop) proto(now int64, rate float64) *dropv1.Drop {
	ends := d.EndsAt
	if d.EndedAt > 0 {
		ends = d.EndedAt
	}
	return &dropv1.Drop{
		ProductId: int64(d.Product), DropId: int64(d.ID), StartsAt: d.StartsAt, EndsAt: ends, LimitPerBuyer: d.Limit,
		WaitingRoom: d.Waiting, State: d.State(now), Joined: d.Joined, Admitted: d.Admitted, Rate: rate,
	}
}
