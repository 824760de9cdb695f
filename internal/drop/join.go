package drop

import (
	"context"
	"errors"
	"fmt"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// How soon somebody who waits should ask again, in milliseconds.
const (
	askSoonest = 1_000
	askLatest  = 30_000
)

// maxDraws is how often a place is drawn anew when another user has it: once in 2^40 joins even with millions of places.
const maxDraws = 8

// Join gives a user their one place in a drop's waiting room, and the same again to a repeat. A drop without a waiting room
// gives no ticket, and everybody is admitted once it is open. No drop: not_found drop_not_found.
func (s *Service) Join(ctx context.Context, req *dropv1.JoinRequest) (*dropv1.Ticket, error) {
	if req.GetUserId() <= 0 {
		return nil, errs.InvalidFields(errs.Field{Name: "user_id", Problem: "must be a positive id"})
	}
	r, err := s.find(ctx, req.GetProductId())
	switch {
	case err != nil:
		return nil, err
	case r == nil:
		return nil, noDrop()
	case !r.Waiting:
		now := s.now()
		return &dropv1.Ticket{Admitted: r.State(now) == StateOpen, StartsAt: r.StartsAt, AskAgainMs: untilStart(r, now)}, nil
	}
	t, err := s.store.Ticket(ctx, r.Product, r.ID, commerce.UserID(req.GetUserId()))
	if errors.Is(err, ErrNoTicket) {
		t, err = s.join(ctx, r, commerce.UserID(req.GetUserId()))
	}
	if err != nil {
		return nil, fmt.Errorf("take a place: %w", err)
	}
	return s.show(r, t), nil
}

// join gives the user a place: any before the start, the last from then on.
func (s *Service) join(ctx context.Context, r *room, user commerce.UserID) (t Ticket, err error) {
	t = Ticket{Product: r.Product, Drop: r.ID, User: user, JoinedAt: s.now()}
	early := t.JoinedAt < r.StartsAt
	for range maxDraws {
		if early {
			if t.Place, err = drawPlace(s.deps.Rand); err != nil {
				return t, err
			}
		} else {
			t.Place, t.Behind = r.arrivals.next(t.JoinedAt-r.StartsAt), r.Joined+r.joins.Load()
		}
		stored, err := s.store.Join(ctx, t)
		if errors.Is(err, ErrPlaceTaken) {
			continue
		}
		if err == nil {
			r.joins.Add(1)
		}
		return stored, err
	}
	return t, ErrPlaceTaken
}

// show tells a user how their place stands.
func (s *Service) show(r *room, t Ticket) *dropv1.Ticket {
	now := s.now()
	out := &dropv1.Ticket{
		Ticket:   s.signer.write(t, goodUntil(r.Drop, t, s.cfg.TicketTTL.Microseconds(), now)),
		StartsAt: r.StartsAt,
	}
	switch {
	case now < r.StartsAt:
		// Not everybody at the same moment: up to two seconds later, by their place.
		out.Ahead, out.AskAgainMs = max(0, r.Joined+r.joins.Load()-1), untilStart(r, now)+int64(t.Place%2000)
	case t.Place <= r.AdmittedTo:
		out.Admitted = true
	default:
		out.Ahead = r.ahead(t)
		out.WaitMs = int64(float64(out.Ahead+1) / s.rate(r) * 1000)
		out.AskAgainMs = min(max(out.WaitMs/4, askSoonest), askLatest)
	}
	return out
}

// ahead is about how many wait before a place: random places lie evenly, later ones know how many had come before.
func (r *room) ahead(t Ticket) int64 {
	before := t.Behind
	if t.Place.Early() {
		before = int64(t.Place.share() * float64(r.Early))
	}
	return max(0, before-r.Admitted)
}

// untilStart is when to ask again about a drop that has not begun; 0 for one that has.
func untilStart(r *room, now int64) int64 { return min(max(0, (r.StartsAt-now+999)/1000), askLatest) }

func noDrop() error { return errs.NotFound("drop_not_found", "There is no drop of this product.") }
