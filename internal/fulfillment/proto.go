package fulfillment

import (
	busv1 "rialto/gen/rialto/bus/v1"
	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

// answer turns a step's result into the method's.
func answer(sh Shipment, err error) (*fulfillmentv1.Shipment, error) {
	if err != nil {
		return nil, err
	}
	return sh.proto(), nil
}

func (sh Shipment) proto() *fulfillmentv1.Shipment {
	lines := make([]*fulfillmentv1.ShipmentLine, len(sh.Lines))
	for i, l := range sh.Lines {
		lines[i] = &fulfillmentv1.ShipmentLine{ProductId: l.ProductID, Quantity: l.Quantity}
	}
	return &fulfillmentv1.Shipment{
		ShipmentId:     sh.ID,
		UserId:         sh.UserID,
		OrderId:        sh.OrderID,
		SellerId:       sh.SellerID,
		WarehouseId:    sh.WarehouseID,
		Status:         string(sh.Status),
		LabelNumber:    sh.Label,
		TrackingNumber: sh.Tracking,
		Lines:          lines,
		Version:        sh.Version,
		CreatedAt:      sh.CreatedAt,
		DeliverBy:      sh.DeliverBy,
		Method:         sh.Method,
	}
}

// Event is what fulfillment-events says of the shipment's newest change; the store writes it beside the change.
func (sh Shipment) Event() (*busv1.Event, error) {
	e, err := outbox.Event(bus.FulfillmentEvents, "fulfillment."+string(sh.Status), sh.ID, sh.OrderID, sh.Version, sh.UpdatedAt,
		&fulfillmentv1.ShipmentChanged{
			UserId:         sh.UserID,
			OrderId:        sh.OrderID,
			ShipmentId:     sh.ID,
			Status:         string(sh.Status),
			TrackingNumber: sh.Tracking,
			At:             sh.UpdatedAt,
			Version:        sh.Version,
		})
	if err != nil {
		return nil, err
	}
	e.UserId = sh.UserID
	return e, nil
}
