package gateway

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/door"
	"rialto/internal/platform/errs"
)

func (g *Gateway) adminMoveRoutes() {
	route(g, huma.Operation{
		OperationID: "stock-history", Method: http.MethodGet, Path: "/v1/admin/inventory/{product_id}/ledger", Tags: []string{"admin"},
		Summary: "What happened to a product's stock, newest first",
	}, rule{access: door.Operator}, g.stockHistory)
	route(g, huma.Operation{
		OperationID: "move-stock", Method: http.MethodPost, Path: "/v1/admin/inventory/{product_id}/moves", Tags: []string{"admin"},
		Summary:     "Move units between two warehouses; booked as adjusted on both",
		Description: "With an Idempotency-Key a repeat moves nothing. Only units that nobody has reserved move.",
		Responses:   map[string]*huma.Response{"409": problemResponse("not_enough_to_move")},
	}, rule{access: door.Operator}, g.moveStock)
	route(g, huma.Operation{
		OperationID: "set-hot", Method: http.MethodPut, Path: "/v1/admin/inventory/{product_id}/hot", Tags: []string{"admin"},
		DefaultStatus: http.StatusNoContent,
		Summary:       "Flag a product as hot ahead of a peak, or let it be judged by what happens again",
	}, rule{access: door.Operator}, g.setHot)
}

type stockHistoryInput struct {
	ProductID id `path:"product_id"`
	Paging
}

// stockChange is one row of the append-only ledger.
type stockChange struct {
	At          time.Time `json:"at"`
	Kind        string    `json:"kind" enum:"received,reserved,released,shipped,returned,adjusted"`
	Quantity    int64     `json:"quantity"`
	WarehouseID id        `json:"warehouse_id"`
	SellerID    id        `json:"seller_id"`
	OrderID     string    `json:"order_id,omitempty"`
	Version     int64     `json:"version" doc:"Of the stock row after it."`
}

func (g *Gateway) stockHistory(ctx context.Context, _ *door.Visit, in *stockHistoryInput) (*output[list[stockChange]], error) {
	got, err := g.needs.Inventory.Ledger(ctx, &inventoryv1.LedgerRequest{
		ProductId: in.ProductID.int64(), Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	return &output[list[stockChange]]{listOf(got.GetEntries(), func(e *inventoryv1.LedgerEntry) stockChange {
		return stockChange{
			commerce.FromMicros(e.GetAt()), e.GetKind(), e.GetQuantity(), idOf(e.GetWarehouseId()), idOf(e.GetSellerId()),
			e.GetOrderId(), e.GetVersion(),
		}
	}, got.GetNextCursor())}, nil
}

type moveInput struct {
	ProductID id     `path:"product_id"`
	Key       string `header:"Idempotency-Key" maxLength:"58" doc:"Optional: names the move, so that a repeat moves nothing."`
	Body      newMove
}

type newMove struct {
	FromWarehouseID id    `json:"from_warehouse_id"`
	ToWarehouseID   id    `json:"to_warehouse_id"`
	Quantity        int64 `json:"quantity" minimum:"1" maximum:"1000000000"`
	SellerID        id    `json:"seller_id,omitempty" doc:"Default: the featured offer's."`
}

// move is both rows after it.
type move struct {
	From stockRow `json:"from"`
	To   stockRow `json:"to"`
}

// moveStock names the move by the caller's key, or by a new id where nothing was asked of repeats.
func (g *Gateway) moveStock(ctx context.Context, _ *door.Visit, in *moveInput) (*output[move], error) {
	if in.Body.FromWarehouseID == in.Body.ToWarehouseID {
		return nil, errs.InvalidFields(errs.Field{Name: "to_warehouse_id", Problem: "must be another warehouse than from_warehouse_id"})
	}
	seller, err := g.sellerOf(ctx, in.ProductID, in.Body.SellerID)
	if err != nil {
		return nil, err
	}
	name := "staff:" + in.Key
	if in.Key == "" {
		name = strconv.FormatInt(g.deps.IDs.Next(), 10)
	}
	got, err := g.needs.Inventory.MoveStock(ctx, &inventoryv1.MoveStockRequest{
		MoveId: name, ProductId: in.ProductID.int64(), SellerId: seller, FromWarehouseId: in.Body.FromWarehouseID.int64(),
		ToWarehouseId: in.Body.ToWarehouseID.int64(), Quantity: in.Body.Quantity,
	})
	if err != nil {
		return nil, err
	}
	return &output[move]{move{stockRowOf(got.GetFrom()), stockRowOf(got.GetTo())}}, nil
}

type hotInput struct {
	ProductID id `path:"product_id"`
	Body      hotUntil
}

type hotUntil struct {
	Until *time.Time `json:"until,omitempty" doc:"Absent: no longer flagged."`
}

func (g *Gateway) setHot(ctx context.Context, _ *door.Visit, in *hotInput) (*nothing, error) {
	_, err := g.needs.Inventory.SetHot(ctx, &inventoryv1.SetHotRequest{ProductId: in.ProductID.int64(), Until: microsOf(in.Body.Until)})
	return nil, err
}
