package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	"rialto/internal/door"
)

// step is one of fulfilment's, which all look alike.
type step = func(context.Context, *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error)

func (g *Gateway) adminShipmentRoutes() {
	route(g, huma.Operation{
		OperationID: "list-picks", Method: http.MethodGet, Path: "/v1/admin/picks", Tags: []string{"admin"},
		Summary: "The pick list, oldest first",
	}, rule{access: door.Operator}, g.listPicks)
	for _, s := range []struct {
		name, summary string
		do            step
	}{
		{"pick", "Picked and packed; the label is booked", g.needs.Fulfillment.Pick},
		{"hand-over", "Given to the carrier; the stock is consumed", g.needs.Fulfillment.HandOver},
		{"deliver", "Arrived", g.needs.Fulfillment.Deliver},
	} {
		route(g, huma.Operation{
			OperationID: s.name + "-shipment", Method: http.MethodPost, Path: "/v1/admin/shipments/{shipment_id}/" + s.name,
			Tags: []string{"admin"}, Summary: s.summary,
			Responses: map[string]*huma.Response{"409": problemResponse("wrong_step, shipment_canceled")},
		}, rule{access: door.Operator}, shipmentStep(s.do))
	}
}

// pick is a shipment as the warehouse sees it.
type pick struct {
	ShipmentID     string         `json:"shipment_id"`
	OrderID        string         `json:"order_id"`
	UserID         id             `json:"user_id"`
	SellerID       id             `json:"seller_id"`
	WarehouseID    id             `json:"warehouse_id"`
	Status         string         `json:"status" enum:"to_pick,picked,handed_over,delivered,canceled"`
	Method         string         `json:"method"`
	LabelNumber    string         `json:"label_number,omitempty"`
	TrackingNumber string         `json:"tracking_number,omitempty"`
	Lines          []shipmentLine `json:"lines"`
	CreatedAt      *time.Time     `json:"created_at,omitempty"`
	DeliverBy      *time.Time     `json:"deliver_by,omitempty"`
}

func pickOf(s *fulfillmentv1.Shipment) pick {
	return pick{
		s.GetShipmentId(), s.GetOrderId(), idOf(s.GetUserId()), idOf(s.GetSellerId()), idOf(s.GetWarehouseId()), s.GetStatus(),
		s.GetMethod(), s.GetLabelNumber(), s.GetTrackingNumber(),
		each(s.GetLines(), func(l *fulfillmentv1.ShipmentLine) shipmentLine {
			return shipmentLine{idOf(l.GetProductId()), l.GetQuantity()}
		}),
		timeOf(s.GetCreatedAt()), timeOf(s.GetDeliverBy()),
	}
}

type picksInput struct {
	WarehouseID id     `query:"warehouse_id" doc:"Default: all."`
	Status      string `query:"status" enum:"to_pick,picked,handed_over,delivered,canceled" doc:"Default: the open ones."`
	Paging
}

func (g *Gateway) listPicks(ctx context.Context, _ *door.Visit, in *picksInput) (*output[list[pick]], error) {
	got, err := g.needs.Fulfillment.ListPicks(ctx, &fulfillmentv1.ListPicksRequest{
		WarehouseId: in.WarehouseID.int64(), Status: in.Status, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	return &output[list[pick]]{listOf(got.GetShipments(), pickOf, got.GetNextCursor())}, nil
}

type shipmentInput struct {
	ShipmentID string `path:"shipment_id" maxLength:"40"`
}

// shipmentStep makes the handler of a step. A repeat of a step is no error: fulfilment answers with the shipment as it is.
func shipmentStep(do step) func(context.Context, *door.Visit, *shipmentInput) (*output[pick], error) {
	return func(ctx context.Context, _ *door.Visit, in *shipmentInput) (*output[pick], error) {
		got, err := do(ctx, &fulfillmentv1.ShipmentRequest{ShipmentId: in.ShipmentID})
		if err != nil {
			return nil, err
		}
		return &output[pick]{pickOf(got)}, nil
	}
}
