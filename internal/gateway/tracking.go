package gateway

import (
	"context"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
	"rialto/internal/door"
)

// tracking is an order reduced to where its parcels are.
type tracking struct {
	OrderID   string            `json:"order_id"`
	Status    string            `json:"status"`
	Shipments []trackedShipment `json:"shipments"`
}

// trackedShipment is a shipment with what the carrier told about it, oldest first.
type trackedShipment struct {
	Shipment
	Carrier string `json:"carrier,omitempty"`
	Scans   []scan `json:"scans"`
}

type scan struct {
	At    time.Time `json:"at"`
	What  string    `json:"what" example:"in_transit"`
	Place string    `json:"place,omitempty"`
}

// trackOrder asks order first: it says whether the order is the caller's.
func (g *Gateway) trackOrder(ctx context.Context, v *door.Visit, in *OrderKey) (*output[tracking], error) {
	o, err := g.needs.Order.Get(ctx, &orderv1.GetRequest{UserId: v.Who.UserID(), OrderId: in.OrderID})
	if err != nil {
		return nil, err
	}
	got, err := g.needs.Shipping.Track(ctx, &shippingv1.TrackRequest{UserId: v.Who.UserID(), OrderId: in.OrderID})
	if err != nil {
		return nil, err
	}
	parcels := map[string]*shippingv1.Parcel{}
	for _, p := range got.GetParcels() {
		parcels[p.GetShipmentId()] = p
	}
	return &output[tracking]{tracking{o.GetOrderId(), o.GetStatus(), each(o.GetShipments(), func(s *orderv1.Shipment) trackedShipment {
		return trackedOf(s, parcels[s.GetShipmentId()])
	})}}, nil
}

// trackedOf joins a shipment with its parcel, which is nil until it has a label. The order hears of a label a moment
// later than the carrier; the carrier's number wins.
func trackedOf(s *orderv1.Shipment, p *shippingv1.Parcel) trackedShipment {
	out := trackedShipment{shipmentOf(s), p.GetCarrier(), each(p.GetScans(), func(s *shippingv1.Scan) scan {
		return scan{commerce.FromMicros(s.GetAt()), s.GetWhat(), s.GetPlace()}
	})}
	if p.GetTrackingNumber() != "" {
		out.TrackingNumber = p.GetTrackingNumber()
	}
	return out
}
