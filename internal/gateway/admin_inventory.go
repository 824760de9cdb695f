package gateway

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/door"
	"rialto/internal/platform/errs"
)

func (g *Gateway) adminInventoryRoutes() {
	route(g, huma.Operation{
		OperationID: "get-stock", Method: http.MethodGet, Path: "/v1/admin/inventory/{product_id}", Tags: []string{"admin"},
		Summary: "Stock of a product by seller and warehouse",
	}, rule{access: door.Operator}, g.getStock)
	route(g, huma.Operation{
		OperationID: "set-stock", Method: http.MethodPut, Path: "/v1/admin/inventory/{product_id}/{warehouse_id}", Tags: []string{"admin"},
		Summary:   "Set how many units are on hand, reserved ones included; booked as adjusted",
		Responses: map[string]*huma.Response{"409": problemResponse("below_reserved")},
	}, rule{access: door.Operator}, g.setStock)
}

// stock is every row of one product. Sellable is what can still be bought: on hand less reserved.
type stock struct {
	ProductID  id         `json:"product_id"`
	Warehouses []stockRow `json:"warehouses"`
}

type stockRow struct {
	WarehouseID  id    `json:"warehouse_id"`
	SellerID     id    `json:"seller_id"`
	AvailableQty int64 `json:"available_qty" doc:"On hand, reserved ones included."`
	ReservedQty  int64 `json:"reserved_qty"`
	Sellable     int64 `json:"sellable"`
}

func stockRowOf(r *inventoryv1.StockRow) stockRow {
	return stockRow{
		idOf(r.GetWarehouseId()), idOf(r.GetSellerId()), r.GetAvailableQty(), r.GetReservedQty(), r.GetAvailableQty() - r.GetReservedQty(),
	}
}

type stockInput struct {
	ProductID id `path:"product_id"`
}

// getStock tells a product without stock, which has no rows, from one that does not exist.
func (g *Gateway) getStock(ctx context.Context, _ *door.Visit, in *stockInput) (*output[stock], error) {
	got, err := g.needs.Inventory.GetStock(ctx, &inventoryv1.GetStockRequest{ProductId: in.ProductID.int64()})
	if err != nil {
		return nil, err
	}
	if len(got.GetRows()) == 0 {
		if _, err := g.sellerOf(ctx, in.ProductID, ""); err != nil {
			return nil, err
		}
	}
	return &output[stock]{stock{idOf(in.ProductID.int64()), each(got.GetRows(), stockRowOf)}}, nil
}

type setStockInput struct {
	ProductID   id `path:"product_id"`
	WarehouseID id `path:"warehouse_id"`
	Body        stockQuantity
}

type stockQuantity struct {
	AvailableQty int64 `json:"available_qty" minimum:"0" maximum:"1000000000"`
	SellerID     id    `json:"seller_id,omitempty" doc:"Default: the featured offer's."`
}

// stockSet is one row after it was counted.
type stockSet struct {
	ProductID    id    `json:"product_id"`
	WarehouseID  id    `json:"warehouse_id"`
	SellerID     id    `json:"seller_id"`
	AvailableQty int64 `json:"available_qty"`
	ReservedQty  int64 `json:"reserved_qty"`
	Sellable     int64 `json:"sellable"`
}

// setStock finds the seller first: rows are kept by seller, and staff usually mean the one whose offer is shown.
func (g *Gateway) setStock(ctx context.Context, _ *door.Visit, in *setStockInput) (*output[stockSet], error) {
	seller, err := g.sellerOf(ctx, in.ProductID, in.Body.SellerID)
	if err != nil {
		return nil, err
	}
	got, err := g.needs.Inventory.SetStock(ctx, &inventoryv1.SetStockRequest{
		ProductId: in.ProductID.int64(), SellerId: seller, WarehouseId: in.WarehouseID.int64(), AvailableQty: in.Body.AvailableQty,
	})
	if err != nil {
		return nil, err
	}
	r := stockRowOf(got.GetRow())
	return &output[stockSet]{stockSet{
		idOf(in.ProductID.int64()), r.WarehouseID, r.SellerID, r.AvailableQty, r.ReservedQty, r.Sellable,
	}}, nil
}

// sellerOf returns the seller of a product's offer: the one named, or the featured one.
func (g *Gateway) sellerOf(ctx context.Context, product, seller id) (int64, error) {
	got, err := g.needs.Catalog.GetOffers(ctx, &catalogv1.GetOffersRequest{Keys: []*catalogv1.OfferKey{
		{ProductId: product.int64(), SellerId: seller.int64()},
	}})
	if err != nil {
		return 0, err
	}
	if len(got.GetOffers()) == 0 {
		return 0, errs.NotFound("product_not_found", "There is no such product, or this seller does not offer it.")
	}
	return got.GetOffers()[0].GetOffer().GetSellerId(), nil
}
