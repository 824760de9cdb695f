package cart

import (
	"context"
	"fmt"

	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// AddItem adds a quantity of an offer. One call to catalog judges the offer and prices the answer, one transaction writes.
func (s *Service) AddItem(ctx context.Context, req *cartv1.AddItemRequest) (*cartv1.AddItemResponse, error) {
	if err := checkAdd(req); err != nil {
		return nil, err
	}
	c, err := s.store.Cart(ctx, commerce.UserID(req.GetUserId()))
	if err != nil {
		return nil, fmt.Errorf("read cart: %w", err)
	}
	known := offers{}
	detail, err := s.askFor(ctx, req, c, known)
	if err != nil {
		return nil, err
	}
	line, err := s.newLine(req, c, detail)
	if err != nil {
		return nil, err
	}
	replaced := false
	c, err = s.store.Change(ctx, c.User, s.now(), func(c *Cart) (err error) {
		replaced, err = c.Add(line)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("add to cart: %w", err)
	}
	shown, err := s.view(ctx, c, known, "")
	if err != nil {
		return nil, err
	}
	return &cartv1.AddItemResponse{Cart: shown, Replaced: replaced}, nil
}

func checkAdd(req *cartv1.AddItemRequest) error {
	var seller *errs.Field
	if req.GetSellerId() < 0 {
		seller = &errs.Field{Name: "seller_id", Problem: "must be a positive id, or 0 for the featured offer"}
	}
	return refuse(checkUser(req.GetUserId()), checkProduct(req.GetProductId()), seller,
		checkQuantity(req.GetQuantity(), 1), checkCurrency(req.GetCurrency()))
}

// askFor asks for the wanted offer and, by the way, for those of the other lines, which the answer shows. The product's
// own line is left out, so that the one answer about the product is the wanted offer, the featured one for seller 0.
func (s *Service) askFor(ctx context.Context, req *cartv1.AddItemRequest, c Cart, known offers) (*catalogv1.OfferDetail, error) {
	product := commerce.ProductID(req.GetProductId())
	lines := []Line{{Product: product, Seller: commerce.SellerID(req.GetSellerId())}}
	for _, l := range c.Lines {
		if l.Product != product {
			lines = append(lines, l)
		}
	}
	if err := s.ask(ctx, known, lines); err != nil {
		return nil, err
	}
	for o, d := range known {
		if o.product == product && d != nil {
			return d, nil
		}
	}
	return nil, errs.NotFound("product_not_found", "There is no such product, or this seller does not offer it.")
}

// newLine makes the line to add, priced in the cart's currency, or the one that an empty cart shall have.
func (s *Service) newLine(req *cartv1.AddItemRequest, c Cart, d *catalogv1.OfferDetail) (Line, error) {
	currency := req.GetCurrency()
	if currency == "" {
		currency = s.currency(c, "")
	}
	price, ok := priceIn(d, currency)
	switch {
	case len(d.GetOffer().GetPrices()) == 0:
		return Line{}, errs.Conflict("no_price", "The product cannot be bought: nobody asks a price for it.")
	case !ok:
		return Line{}, errs.Invalid("currency_unavailable", "The product has no price in %s.", currency)
	}
	return Line{
		Product: commerce.ProductID(d.GetOffer().GetProductId()), Seller: commerce.SellerID(d.GetOffer().GetSellerId()),
		Quantity: req.GetQuantity(), Added: price,
	}, nil
}
