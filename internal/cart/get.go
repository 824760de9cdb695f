package cart

import (
	"context"
	"fmt"

	cartv1 "rialto/gen/rialto/cart/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// GetCart returns the cart with today's prices; an unknown user has an empty one. It never writes.
func (s *Service) GetCart(ctx context.Context, req *cartv1.GetCartRequest) (*cartv1.Cart, error) {
	if err := refuse(checkUser(req.GetUserId()), checkCurrency(req.GetCurrency())); err != nil {
		return nil, err
	}
	c, err := s.store.Cart(ctx, commerce.UserID(req.GetUserId()))
	if err != nil {
		return nil, fmt.Errorf("read cart: %w", err)
	}
	return s.view(ctx, c, offers{}, req.GetCurrency())
}

// refuse makes one error of the problems that are there.
func refuse(problems ...*errs.Field) error {
	var fields []errs.Field
	for _, p := range problems {
		if p != nil {
			fields = append(fields, *p)
		}
	}
	if fields == nil {
		return nil
	}
	return errs.InvalidFields(fields...)
}

func checkUser(id int64) *errs.Field {
	if id > 0 {
		return nil
	}
	return &errs.Field{Name: "user_id", Problem: "must be a positive id"}
}

func checkProduct(id int64) *errs.Field {
	if id > 0 {
		return nil
	}
	return &errs.Field{Name: "product_id", Problem: "must be a positive id"}
}

func checkQuantity(q, least int64) *errs.Field {
	if q >= least && q <= commerce.MaxQuantity {
		return nil
	}
	return &errs.Field{Name: "quantity", Problem: fmt.Sprintf("must be between %d and %d, not %d", least, commerce.MaxQuantity, q)}
}

// checkCurrency lets an empty currency pass: it means "whichever the cart has".
func checkCurrency(code string) *errs.Field {
	if code == "" || commerce.ValidCurrency(code) {
		return nil
	}
	return &errs.Field{Name: "currency", Problem: "must be three upper-case letters such as USD"}
}
