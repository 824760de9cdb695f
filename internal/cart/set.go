package cart

import (
	"context"
	"fmt"

	cartv1 "rialto/gen/rialto/cart/v1"
	"rialto/internal/commerce"
)

// SetItem sets a line's quantity; 0 removes it. A product that is not in the cart: not_found item_not_found.
func (s *Service) SetItem(ctx context.Context, req *cartv1.SetItemRequest) (*cartv1.Cart, error) {
	if err := refuse(checkUser(req.GetUserId()), checkProduct(req.GetProductId()), checkQuantity(req.GetQuantity(), 0)); err != nil {
		return nil, err
	}
	return s.change(ctx, req.GetUserId(), func(c *Cart) error {
		return c.Set(commerce.ProductID(req.GetProductId()), req.GetQuantity())
	})
}

// RemoveItem removes a line; a missing one is already gone.
func (s *Service) RemoveItem(ctx context.Context, req *cartv1.RemoveItemRequest) (*cartv1.Cart, error) {
	if err := refuse(checkUser(req.GetUserId()), checkProduct(req.GetProductId())); err != nil {
		return nil, err
	}
	return s.change(ctx, req.GetUserId(), func(c *Cart) error {
		c.Remove(commerce.ProductID(req.GetProductId()))
		return nil
	})
}

// change applies a rule to a user's cart and shows the result.
func (s *Service) change(ctx context.Context, user int64, rule func(*Cart) error) (*cartv1.Cart, error) {
	c, err := s.store.Change(ctx, commerce.UserID(user), s.now(), rule)
	if err != nil {
		return nil, fmt.Errorf("change cart: %w", err)
	}
	return s.view(ctx, c, offers{}, "")
}
