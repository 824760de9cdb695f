package drop

import (
	"context"
	"errors"
	"fmt"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/fault"
)

// maxFingerprint is the longest fingerprint of a payment or an address, in bytes.
const maxFingerprint = 200

// Take counts an order's units against the limits of its buyer, by user, payment and address; repeats change nothing.
func (s *Service) Take(ctx context.Context, req *dropv1.TakeRequest) (*dropv1.TakeResponse, error) {
	t := Take{
		commerce.ProductID(req.GetProductId()), commerce.OrderID(req.GetOrderId()), commerce.UserID(req.GetUserId()),
		req.GetQuantity(), req.GetPayment(), req.GetAddress(),
	}
	problems := t.problems()
	if err := commerce.CheckQuantity(t.Quantity); err != nil {
		problems = append(problems, errs.Field{Name: "quantity", Problem: fmt.Sprintf("must be between 1 and %d", commerce.MaxQuantity)})
	}
	if problems != nil {
		return nil, errs.InvalidFields(problems...)
	}
	done, err := s.store.Take(ctx, t, s.now())
	fault.Point("drop.taken")
	if errors.Is(err, ErrLimit) {
		return nil, s.overLimit(ctx, t)
	}
	return answer("take units of a drop", done, err)
}

// Keep makes a take final. The waiting room hears that an order got done.
func (s *Service) Keep(ctx context.Context, req *dropv1.TakeOrderRequest) (*dropv1.TakeResponse, error) {
	got, err := s.finish(ctx, "keep a take", req, s.store.Keep)
	fault.Point("drop.kept")
	return got, err
}

// Give gives a take back once, a kept one too. The waiting room hears that an order got done.
func (s *Service) Give(ctx context.Context, req *dropv1.TakeOrderRequest) (*dropv1.TakeResponse, error) {
	got, err := s.finish(ctx, "give a take back", req, s.store.Give)
	fault.Point("drop.given")
	return got, err
}

func (s *Service) finish(ctx context.Context, doing string, req *dropv1.TakeOrderRequest, do func(context.Context, Take, int64) (Done, error)) (*dropv1.TakeResponse, error) {
	t := Take{Product: commerce.ProductID(req.GetProductId()), Order: commerce.OrderID(req.GetOrderId()), User: commerce.UserID(req.GetUserId())}
	if problems := t.problems(); problems != nil {
		return nil, errs.InvalidFields(problems...)
	}
	done, err := do(ctx, t, s.now())
	if err == nil && done.Changed && done.Drop != 0 {
		s.heard(t.Product, done.Drop)
	}
	return answer(doing, done, err)
}

// heard counts an order of a drop as done.
func (s *Service) heard(product commerce.ProductID, drop ID) {
	if live := s.live.Load(); live != nil {
		if r := (*live)[product]; r != nil && r.ID == drop {
			r.meter.done.Add(1)
		}
	}
}

// overLimit says what the limit is, where the drop is still there to be asked.
func (s *Service) overLimit(ctx context.Context, t Take) error {
	product := commerce.FormatID(t.Product)
	refused := errs.Conflict("purchase_limit", "One buyer may not have more of product %s.", product).With("product_id", product)
	r, err := s.find(ctx, int64(t.Product))
	if err != nil || r == nil || r.Limit == 0 {
		return refused
	}
	refused.Message = fmt.Sprintf("One buyer may have %d of product %s.", r.Limit, product)
	return refused.With("limit", fmt.Sprint(r.Limit))
}

func (t Take) problems() (problems []errs.Field) {
	bad := func(ok bool, name, problem string) {
		if !ok {
			problems = append(problems, errs.Field{Name: name, Problem: problem})
		}
	}
	bad(t.Product > 0, "product_id", "must be a positive id")
	bad(t.User > 0, "user_id", "must be a positive id")
	bad(t.Order != "" && len(t.Order) <= 20, "order_id", "must have 1 to 20 characters")
	bad(len(t.Payment) <= maxFingerprint, "payment", fmt.Sprintf("must be at most %d bytes", maxFingerprint))
	bad(len(t.Address) <= maxFingerprint, "address", fmt.Sprintf("must be at most %d bytes", maxFingerprint))
	return problems
}

// answer gives the store's errors their kind and code.
func answer(doing string, done Done, err error) (*dropv1.TakeResponse, error) {
	switch {
	case errors.Is(err, ErrGiven):
		return nil, errs.Conflict("take_given", "The order gave its units of the drop back.").Because(err)
	case errors.Is(err, ErrNoTake):
		return nil, errs.NotFound("take_not_found", "The order took nothing of this drop.").Because(err)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	return &dropv1.TakeResponse{State: string(done.State)}, nil
}
