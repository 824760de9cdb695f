package catalog

import (
	"context"
	"fmt"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// PatchProduct implements the contract. A patch that changes nothing writes nothing.
func (s *Service) PatchProduct(ctx context.Context, req *catalogv1.PatchProductRequest) (*catalogv1.PatchProductResponse, error) {
	f := fieldsOfPatch(req, s.cfg.Currency)
	if problems := f.problems(s.cfg); len(problems) > 0 {
		return nil, errs.InvalidFields(problems...)
	}
	var patched *Product
	err := untilFresh(ctx, func() (err error) {
		patched, err = s.patch(ctx, req, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &catalogv1.PatchProductResponse{Product: patched.proto()}, nil
}

// patch decides the change on the product as it is now and saves it. ErrStale: decide again.
func (s *Service) patch(ctx context.Context, req *catalogv1.PatchProductRequest, f fields) (*Product, error) {
	found, err := s.productsByID(ctx, []commerce.ProductID{commerce.ProductID(req.GetProductId())})
	if err != nil {
		return nil, err
	}
	p := found[commerce.ProductID(req.GetProductId())]
	e := newEdit()
	changed, moved := f.apply(p)
	if e.moved = moved; changed {
		e.touch(p)
	}
	if f.price != nil {
		seller := commerce.SellerID(req.GetSellerId())
		sellers, err := s.knownSellers(ctx, []commerce.SellerID{seller})
		if err != nil {
			return nil, err
		}
		if err := s.priceOffer(e, p, sellers[seller], *f.price); err != nil {
			return nil, err
		}
	}
	return p, s.save(ctx, e)
}

// priceOffer sets the price of a seller's offer; the zero Seller means the featured one.
func (s *Service) priceOffer(e *edit, p *Product, seller Seller, price commerce.Money) error {
	if seller.ID == 0 {
		seller.ID = p.Featured
	}
	if p.OfferOf(seller.ID) == nil && len(p.Offers) >= MaxOffers {
		return errs.Conflict("too_many_offers", "Product %d has %d offers already, which is the most it can have.", p.ID, MaxOffers)
	}
	e.price(p, seller, s.cfg.HandlingDays, price)
	return nil
}

// productsByID reads products past the cache; all of them must exist.
func (s *Service) productsByID(ctx context.Context, ids []commerce.ProductID) (map[commerce.ProductID]*Product, error) {
	out := make(map[commerce.ProductID]*Product, len(ids))
	for len(ids) > 0 {
		n := min(len(ids), maxRows)
		found, err := s.store.Products(ctx, ids[:n])
		if err != nil {
			return nil, fmt.Errorf("read products: %w", err)
		}
		for _, p := range found {
			out[p.ID] = p
		}
		for _, id := range ids[:n] {
			if out[id] == nil {
				return nil, errs.NotFound("product_not_found", "There is no product %d.", id).
					With("product_ids", commerce.FormatID(id))
			}
		}
		ids = ids[n:]
	}
	return out, nil
}
