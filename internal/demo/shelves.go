package demo

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/demo/goods"
	"rialto/internal/platform/errs"
)

const (
	callProducts = 500
	callNames    = 1000
	stockHands   = 64 // stock rows that are written at once: they share a commit
)

// fillShelves puts products into the catalogue, and their stock into the warehouses while the next ones go in.
func (s *Service) fillShelves(ctx context.Context, c *goods.Catalogue, progress Progress) error {
	got, err := s.needs.Inventory.ListWarehouses(ctx, &inventoryv1.ListWarehousesRequest{})
	if err != nil {
		return fmt.Errorf("list warehouses: %w", err)
	}
	stocks := make(chan *inventoryv1.SetStockRequest, 8*callProducts)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(stocks)
		return s.putProducts(ctx, c, progress, func(p goods.Product, r *catalogv1.PutResult) error {
			for _, stock := range stockOf(p, r, got.GetWarehouses()) {
				select {
				case stocks <- stock:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	})
	for range stockHands {
		group.Go(func() error {
			for stock := range stocks {
				_, err := s.needs.Inventory.SetStock(ctx, stock)
				if err != nil && !errs.HasCode(err, "below_reserved") { // people have bought more than there was: what is there stays
					return fmt.Errorf("set stock: %w", err)
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// putProducts hands what became of each offer to stock.
func (s *Service) putProducts(ctx context.Context, c *goods.Catalogue, progress Progress, stock func(goods.Product, *catalogv1.PutResult) error) error {
	for from := 0; from < len(c.Products); {
		batch, offers, to := s.batch(c.Products, from)
		resp, err := s.needs.Catalog.PutProducts(ctx, &catalogv1.PutProductsRequest{Source: Source, Products: batch})
		if err != nil {
			return fmt.Errorf("put products: %w", err)
		}
		for i, r := range resp.GetResults() {
			if r.GetProductId() == 0 {
				return fmt.Errorf("product %s was refused: %s", batch[i].GetExternalId(), r.GetProblem())
			}
			if err := stock(offers[i], r); err != nil {
				return err
			}
		}
		from = to
		progress("products", int64(to), int64(len(c.Products)))
	}
	return nil
}

// batch is one call's rows from there on, a product's offers together, with the product of each row.
func (s *Service) batch(products []goods.Product, from int) (rows []*catalogv1.ProductInput, of []goods.Product, to int) {
	for to = from; to < len(products) && len(rows) < callProducts-1; to++ {
		for _, in := range []*catalogv1.ProductInput{products[to].Input, products[to].Rival} {
			if in != nil {
				s.priced(in)
				rows, of = append(rows, in), append(of, products[to])
			}
		}
	}
	return rows, of, to
}

// priced leaves only the prices that this shop can have, its own currency first.
func (s *Service) priced(in *catalogv1.ProductInput) {
	all := append([]*commercev1.Money{in.GetPrice()}, in.GetMorePrices()...)
	in.Price, in.MorePrices = nil, nil
	for _, currency := range s.cfg.Currencies {
		for _, m := range all {
			switch {
			case m.GetCurrency() != currency:
			case in.GetPrice() == nil:
				in.Price = m
			default:
				in.MorePrices = append(in.MorePrices, m)
			}
		}
	}
}

// stockOf spreads an offer's units over some warehouses, beginning at one that its number chooses: not everything is
// everywhere, so that distance matters, and not every product needs a row in each.
func stockOf(p goods.Product, r *catalogv1.PutResult, in []*inventoryv1.Warehouse) (rows []*inventoryv1.SetStockRequest) {
	places := int64(2)
	switch {
	case p.Stock < 6:
		places = min(1, p.Stock)
	case p.Stock >= 90:
		places = min(4, int64(len(in)))
	}
	first := p.Start()
	for i := range places {
		rows = append(rows, &inventoryv1.SetStockRequest{
			ProductId: r.GetProductId(), SellerId: r.GetSellerId(), WarehouseId: in[(first+3*int(i))%len(in)].GetWarehouseId(),
			AvailableQty: (p.Stock + i) / places,
		})
	}
	return rows
}

// index waits until everything can be found.
func (s *Service) index(ctx context.Context, progress Progress) error {
	progress("search", 0, 1)
	if _, err := s.needs.Search.Rebuild(ctx, &searchv1.RebuildRequest{}); err != nil {
		return err
	}
	progress("search", 1, 1)
	return nil
}

// productIDs returns what the catalogue calls the products; one that is missing is an error.
func (s *Service) productIDs(ctx context.Context, c *goods.Catalogue) ([]int64, error) {
	ids := make([]int64, len(c.Products))
	for from := 0; from < len(ids); from += callNames {
		to := min(from+callNames, len(ids))
		req := &catalogv1.MapExternalRequest{Source: Source}
		for _, p := range c.Products[from:to] {
			req.ExternalIds = append(req.ExternalIds, p.Input.GetExternalId())
		}
		resp, err := s.needs.Catalog.MapExternal(ctx, req)
		if err != nil {
			return nil, err
		}
		for i, name := range req.GetExternalIds() {
			if ids[from+i] = resp.GetProductIds()[name]; ids[from+i] == 0 {
				return nil, fmt.Errorf("product %s is missing: the first stage comes first", name)
			}
		}
	}
	return ids, nil
}
