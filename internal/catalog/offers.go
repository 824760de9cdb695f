package catalog

import (
	"context"
	"fmt"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

const maxKeys = 200

// GetOffers implements the contract: always from the store, in the order of the keys, an offer once.
func (s *Service) GetOffers(ctx context.Context, req *catalogv1.GetOffersRequest) (*catalogv1.GetOffersResponse, error) {
	if err := atMost("keys", len(req.GetKeys()), maxKeys); err != nil {
		return nil, err
	}
	ids := listed(req.GetKeys(), func(k *catalogv1.OfferKey) commerce.ProductID { return commerce.ProductID(k.GetProductId()) })
	found, err := s.store.Products(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read offers: %w", err)
	}
	products := make(map[commerce.ProductID]*Product, len(found))
	for _, p := range found {
		products[p.ID] = p
	}
	return &catalogv1.GetOffersResponse{Offers: pickOffers(products, req.GetKeys())}, nil
}

func pickOffers(products map[commerce.ProductID]*Product, keys []*catalogv1.OfferKey) []*catalogv1.OfferDetail {
	out := make([]*catalogv1.OfferDetail, 0, len(keys))
	seen := make(map[*Offer]bool, len(keys))
	for _, k := range keys {
		p := products[commerce.ProductID(k.GetProductId())]
		if p == nil {
			continue
		}
		seller := commerce.SellerID(k.GetSellerId())
		if seller == 0 {
			seller = p.Featured
		}
		if o := p.OfferOf(seller); o != nil && !seen[o] {
			seen[o] = true
			out = append(out, p.offerDetail(o))
		}
	}
	return out
}

// ListOffers implements the contract. Unknown product: not_found.
func (s *Service) ListOffers(ctx context.Context, req *catalogv1.ListOffersRequest) (*catalogv1.ListOffersResponse, error) {
	found, err := s.store.Products(ctx, []commerce.ProductID{commerce.ProductID(req.GetProductId())})
	if err != nil {
		return nil, fmt.Errorf("read offers: %w", err)
	}
	if len(found) == 0 {
		return nil, errs.NotFound("product_not_found", "There is no product %d.", req.GetProductId())
	}
	return &catalogv1.ListOffersResponse{Offers: found[0].offersProto()}, nil
}
