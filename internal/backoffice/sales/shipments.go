package sales

import (
	orderv1 "rialto/gen/rialto/order/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/page"
)

// parcelsOf asks where the parcels are; before any shipment there are none.
func (s pages) parcelsOf(p *page.Page, o *orderv1.Order) ([]*shippingv1.Parcel, error) {
	if len(o.GetShipments()) == 0 {
		return nil, nil
	}
	got, err := s.Needs.Shipping.Track(p.Ctx, &shippingv1.TrackRequest{UserId: o.GetUserId(), OrderId: o.GetOrderId()})
	return got.GetParcels(), err
}

// parcel is that of a shipment; nil before its label is made.
func (v *orderView) parcel(shipment string) *shippingv1.Parcel {
	for _, parcel := range v.Parcels.Is {
		if parcel.GetShipmentId() == shipment {
			return parcel
		}
	}
	return nil
}

// titleOf names a product of this order, as it was called when it was bought.
func (v *orderView) titleOf(product int64) string {
	for _, i := range v.Order.GetItems() {
		if i.GetProductId() == product {
			return i.GetTitle()
		}
	}
	return v.Products.Title(product)
}

// nextStep is what a person can do next with a shipment, by where it is; "" where nothing is left to do.
func nextStep(status string) (step, words string) {
	switch status {
	case "preparing":
		return "pick", "Pick and pack"
	case "picked":
		return "hand-over", "Hand over"
	case "shipped":
		return "deliver", "Mark delivered"
	}
	return "", ""
}
