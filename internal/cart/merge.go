package cart

import (
	"context"
	"fmt"
	"strconv"

	cartv1 "rialto/gen/rialto/cart/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Merge moves a guest's lines into a customer's cart.
//
// The two carts have different keys, so this is two transactions with a parcel between them: the lines leave the guest's
// cart into a Move (one transaction, the guest's key), then arrive in the customer's (one transaction, the customer's key,
// with a note of the move's id that makes a second arrival do nothing), and the move is forgotten. A crash in between
// loses nothing: the same call again, or the sweep, finds the move and lets it arrive. Of a guest with more products than
// there is room for, the rest stay with the guest.
func (s *Service) Merge(ctx context.Context, req *cartv1.MergeRequest) (*cartv1.Cart, error) {
	from, to := commerce.UserID(req.GetFromUserId()), commerce.UserID(req.GetToUserId())
	if err := checkMerge(from, to); err != nil {
		return nil, err
	}
	own, err := s.store.Cart(ctx, to)
	if err != nil {
		return nil, fmt.Errorf("read cart: %w", err)
	}
	m := Move{ID: s.deps.IDs.Next(), From: from, To: to, At: s.now()}
	if err := s.store.Park(ctx, m, func(guest *Cart, m *Move) { guest.Give(m, own) }); err != nil {
		return nil, fmt.Errorf("take the guest's lines: %w", err)
	}
	if err := s.arriveAll(ctx, from, to); err != nil {
		return nil, err
	}
	if own, err = s.store.Cart(ctx, to); err != nil {
		return nil, fmt.Errorf("read cart: %w", err)
	}
	return s.view(ctx, own, offers{}, "")
}

func checkMerge(from, to commerce.UserID) error {
	var fields []*errs.Field
	if from <= 0 {
		fields = append(fields, &errs.Field{Name: "from_user_id", Problem: "must be a positive id"})
	}
	if to <= 0 {
		fields = append(fields, &errs.Field{Name: "to_user_id", Problem: "must be a positive id"})
	}
	if from == to && to > 0 {
		fields = append(fields, &errs.Field{Name: "to_user_id", Problem: "must be another user than from_user_id"})
	}
	return refuse(fields...)
}

// arriveAll lets every parcel from one user to the other arrive, this call's and those of interrupted ones.
func (s *Service) arriveAll(ctx context.Context, from, to commerce.UserID) error {
	parked, err := s.store.Parked(ctx, from)
	if err != nil {
		return fmt.Errorf("read moves: %w", err)
	}
	for _, m := range parked {
		if m.To != to {
			continue
		}
		if err := s.arrive(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// arrive puts a move's lines into the customer's cart, once, and forgets the move.
func (s *Service) arrive(ctx context.Context, m Move) error {
	err := s.store.ChangeOnce(ctx, m.To, s.now(), "merge/"+strconv.FormatInt(m.ID, 10), func(c *Cart) error {
		c.Take(m)
		return nil
	})
	if err != nil {
		return fmt.Errorf("put the guest's lines in: %w", err)
	}
	if err := s.store.Unpark(ctx, m); err != nil {
		return fmt.Errorf("forget move: %w", err)
	}
	return nil
}
