package drop

import (
	"context"
	"strconv"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Admit says, from memory, whether a user may check out these products now. Products without a drop cost a look into a map.
func (s *Service) Admit(ctx context.Context, req *dropv1.AdmitRequest) (*dropv1.AdmitResponse, error) {
	if n := len(req.GetProductIds()); n > commerce.MaxLines {
		return nil, errs.InvalidFields(errs.Field{Name: "product_ids", Problem: "must be at most 100"})
	}
	live, err := s.rooms(ctx)
	if err != nil {
		return nil, err
	}
	resp := &dropv1.AdmitResponse{}
	if len(live) == 0 {
		return resp, nil
	}
	now := s.now()
	for _, product := range req.GetProductIds() {
		r := live[commerce.ProductID(product)]
		if r == nil || r.State(now) == StateEnded {
			continue
		}
		if err := s.admit(r, req, now); err != nil {
			return nil, err
		}
		if r.Limit > 0 || r.Waiting {
			resp.ProductIds = append(resp.ProductIds, product)
		}
	}
	return resp, nil
}

// admit says why the user may not check out a drop's product now, or nil.
func (s *Service) admit(r *room, req *dropv1.AdmitRequest, now int64) error {
	product := commerce.FormatID(r.Product)
	if r.State(now) == StateAnnounced {
		return errs.Conflict("drop_not_open", "The sale of product %s has not begun.", product).
			With("product_id", product).With("starts_at", strconv.FormatInt(r.StartsAt, 10))
	}
	if !r.Waiting {
		return nil
	}
	t, ok := s.signer.find(req.GetTicket(), r.Drop, commerce.UserID(req.GetUserId()), now)
	switch {
	case !ok:
		return errs.Conflict("waiting_room", "Many want product %s: take a place in its waiting room first.", product).With("product_id", product)
	case t.Place > r.AdmittedTo:
		return errs.Conflict("waiting_room", "It is not your turn to buy product %s yet.", product).With("product_id", product)
	}
	return nil
}
