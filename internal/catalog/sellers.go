package catalog

import (
	"context"
	"fmt"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

const maxSellers = 1000

// ListSellers implements the contract.
func (s *Service) ListSellers(ctx context.Context, _ *catalogv1.ListSellersRequest) (*catalogv1.ListSellersResponse, error) {
	sellers, err := s.store.Sellers(ctx, maxSellers)
	if err != nil {
		return nil, fmt.Errorf("list sellers: %w", err)
	}
	resp := &catalogv1.ListSellersResponse{Sellers: make([]*catalogv1.Seller, len(sellers))}
	for i, seller := range sellers {
		resp.Sellers[i] = seller.proto()
	}
	return resp, nil
}

// HouseSeller implements the contract. The house seller is the one with the configured name.
func (s *Service) HouseSeller(ctx context.Context, _ *catalogv1.HouseSellerRequest) (*catalogv1.HouseSellerResponse, error) {
	sellers, err := s.sellersNamed(ctx, []row{{}})
	if err != nil {
		return nil, err
	}
	return &catalogv1.HouseSellerResponse{Seller: sellers[""].proto()}, nil
}

// sellersNamed returns the sellers of acceptable rows by name, made where they are missing; "" is the house seller.
func (s *Service) sellersNamed(ctx context.Context, rows []row) (map[string]Seller, error) {
	names := map[string]bool{}
	var wanted []Seller
	for _, r := range rows {
		name := r.seller
		if name == "" {
			name = s.cfg.HouseSeller
		}
		if r.problem == "" && !names[name] {
			names[name] = true
			wanted = append(wanted, Seller{ID: commerce.SellerID(s.ids.Next()), Name: name})
		}
	}
	if len(wanted) == 0 {
		return nil, nil
	}
	sellers, err := s.store.EnsureSellers(ctx, wanted)
	if err != nil {
		return nil, fmt.Errorf("find sellers: %w", err)
	}
	out := make(map[string]Seller, len(sellers)+1)
	for _, seller := range sellers {
		out[seller.Name] = seller
		if seller.Name == s.cfg.HouseSeller {
			out[""] = seller
		}
	}
	return out, nil
}

// knownSellers returns sellers by id; all of them must exist. 0, the featured one, is left out.
func (s *Service) knownSellers(ctx context.Context, ids []commerce.SellerID) (map[commerce.SellerID]Seller, error) {
	out := map[commerce.SellerID]Seller{}
	if len(ids) > 0 && ids[0] == 0 {
		ids = ids[1:]
	}
	if len(ids) == 0 {
		return out, nil
	}
	sellers, err := s.store.SellersByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read sellers: %w", err)
	}
	for _, seller := range sellers {
		out[seller.ID] = seller
	}
	for _, id := range ids {
		if _, known := out[id]; !known {
			return nil, errs.NotFound("seller_not_found", "There is no seller %d.", id)
		}
	}
	return out, nil
}
