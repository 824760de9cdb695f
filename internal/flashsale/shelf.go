package flashsale

import (
	"context"
	"fmt"
	"time"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	dropv1 "rialto/gen/rialto/drop/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
)

// unitPrice is what one unit costs, in minor units.
const unitPrice = 4_999

// article is one product of the sale.
type article struct {
	id     commerce.ProductID
	seller commerce.SellerID
}

// shelf is what is for sale: the product that everybody wants, spread over all warehouses, and another one that stands for the
// rest of the shop.
type shelf struct {
	product, other article
}

// stock makes both products, new ones for every sale so that its books are its own.
func (s *Sale) stock(ctx context.Context) (shelf, error) {
	name := s.now().UTC().Format("20060102-150405.000000")
	got, err := s.needs.Catalog.PutProducts(ctx, &catalogv1.PutProductsRequest{
		Source: "flashsale",
		Products: []*catalogv1.ProductInput{
			s.input("rush-"+name, "Flash sale: the last "+fmt.Sprint(s.opts.Stock)+" of their kind"),
			s.input("calm-"+name, "Not in the flash sale"),
		},
	})
	if err != nil {
		return shelf{}, err
	}
	var out [2]article
	for i, r := range got.GetResults() {
		if r.GetProductId() == 0 {
			return shelf{}, fmt.Errorf("the catalogue refused the product: %s", r.GetProblem())
		}
		out[i] = article{commerce.ProductID(r.GetProductId()), commerce.SellerID(r.GetSellerId())}
	}
	sh := shelf{out[0], out[1]}
	if err := s.fill(ctx, sh.product, s.opts.Stock); err != nil {
		return shelf{}, err
	}
	return sh, s.fill(ctx, sh.other, 1_000_000)
}

func (s *Sale) input(id, title string) *catalogv1.ProductInput {
	return &catalogv1.ProductInput{
		ExternalId: id, Title: title, Brand: "Rialto", CategoryPath: []string{"Flash sale"},
		Description: "Made by rialto flashsale to prove that nothing is sold twice.",
		Price:       &commercev1.Money{Amount: unitPrice, Currency: s.opts.Currency},
	}
}

// fill spreads units evenly over the warehouses, the first ones getting the rest.
func (s *Sale) fill(ctx context.Context, a article, units int64) error {
	got, err := s.needs.Inventory.ListWarehouses(ctx, &inventoryv1.ListWarehousesRequest{})
	if err != nil {
		return err
	}
	n := int64(len(got.GetWarehouses()))
	if n == 0 {
		return fmt.Errorf("the shop has no warehouse")
	}
	for i, w := range got.GetWarehouses() {
		part := units / n
		if int64(i) < units%n {
			part++
		}
		_, err := s.needs.Inventory.SetStock(ctx, &inventoryv1.SetStockRequest{
			ProductId: int64(a.id), SellerId: int64(a.seller), WarehouseId: w.GetWarehouseId(), AvailableQty: part,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// announce switches the waiting room on: the sale starts at a time, one unit a buyer.
func (s *Sale) announce(ctx context.Context, a article, start time.Time) error {
	_, err := s.needs.Drops.CreateDrop(ctx, &dropv1.CreateDropRequest{Drop: &dropv1.Drop{
		ProductId: int64(a.id), StartsAt: start.UnixMicro(), EndsAt: start.Add(time.Hour).UnixMicro(), LimitPerBuyer: 1, WaitingRoom: true,
	}})
	return err
}

func (s *Sale) end(ctx context.Context, a article) error {
	_, err := s.needs.Drops.EndDrop(ctx, &dropv1.EndDropRequest{ProductId: int64(a.id)})
	return err
}
