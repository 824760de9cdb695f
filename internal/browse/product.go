package browse

import (
	"context"
	"fmt"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/platform/errs"
)

// ProductPage implements the contract. variants lists the whole family, the product itself included, and is empty for a
// product that stands alone.
func (s *Service) ProductPage(ctx context.Context, req *browsev1.ProductPageRequest) (*browsev1.ProductPageResponse, error) {
	late, cancel := context.WithTimeout(ctx, s.cfg.Optional)
	defer cancel()
	id := req.GetProductId()
	found, err := s.needs.Catalog.GetProducts(ctx, &catalogv1.GetProductsRequest{ProductIds: []int64{id}})
	if err != nil {
		return nil, fmt.Errorf("read product: %w", err)
	}
	if len(found.GetProducts()) == 0 {
		return nil, errs.NotFound("product_not_found", "There is no product %d.", id)
	}
	product := found.GetProducts()[0]
	variants, err := s.variants(ctx, product)
	if err != nil {
		return nil, err
	}
	return s.productPage(late, product, variants), nil
}

// variants returns the family of a product, nothing where it stands alone.
func (s *Service) variants(ctx context.Context, p *catalogv1.Product) ([]*catalogv1.Product, error) {
	if p.GetFamilyId() == p.GetProductId() {
		return nil, nil
	}
	family, err := s.needs.Catalog.ListFamily(ctx, &catalogv1.ListFamilyRequest{FamilyId: p.GetFamilyId()})
	if err != nil {
		return nil, fmt.Errorf("list variants: %w", err)
	}
	if len(family.GetProducts()) < 2 {
		return nil, nil
	}
	return family.GetProducts(), nil
}

// productPage asks for the stock of everything on the page at once.
func (s *Service) productPage(late context.Context, product *catalogv1.Product, variants []*catalogv1.Product) *browsev1.ProductPageResponse {
	ids := []int64{product.GetProductId()}
	for _, v := range variants {
		if v.GetProductId() != product.GetProductId() {
			ids = append(ids, v.GetProductId())
		}
	}
	stock := s.askStock(late, ids).wait(late)
	page := &browsev1.ProductPageResponse{
		Card:     dress([]*catalogv1.Product{product}, stock)[0],
		Variants: dress(variants, stock),
	}
	if units, known := stock.of(product); known {
		page.Sellable = &units
	}
	return page
}
