package fulfillment

import (
	"context"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
)

// Orders knows where a parcel goes.
type Orders interface {
	Get(context.Context, *orderv1.GetRequest) (*orderv1.Order, error)
}

// Stock decides whether sold units may leave: conflict reservation_canceled means that the order was canceled first.
type Stock interface {
	Consume(context.Context, *inventoryv1.ConsumeRequest) (*inventoryv1.ConsumeResponse, error)
}

// Carrier books labels and keeps the track of each parcel, both once per shipment.
type Carrier interface {
	CreateLabel(context.Context, *shippingv1.CreateLabelRequest) (*shippingv1.CreateLabelResponse, error)
	RecordScan(context.Context, *shippingv1.RecordScanRequest) (*shippingv1.RecordScanResponse, error)
}
