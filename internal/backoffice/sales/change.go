package sales

import (
	"context"
	"slices"

	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
)

// cancelOrder cancels in the buyer's name, once per key of the page.
func (s pages) cancelOrder(p *page.Page) error {
	o, err := s.order(p)
	if err != nil {
		return err
	}
	got, err := s.Needs.Order.Cancel(p.Ctx, &orderv1.CancelRequest{
		UserId: o.GetUserId(), OrderId: o.GetOrderId(), IdempotencyKey: p.Value("key"),
	})
	if err != nil {
		return refuse(p, err, s.orderPage)
	}
	notice := "order-canceled"
	if got.GetOrder().GetStatus() != "canceled" { // some parcels had left
		notice = "canceled-in-part"
	}
	return p.Redirect("/admin/orders/" + o.GetOrderId() + "?notice=" + notice)
}

// retryOrder makes what is stuck due at once.
func (s pages) retryOrder(p *page.Page) error {
	o, err := s.order(p)
	if err != nil {
		return err
	}
	_, err = s.Needs.Order.RetrySaga(p.Ctx, &orderv1.RetrySagaRequest{UserId: o.GetUserId(), OrderId: o.GetOrderId()})
	if err != nil {
		return refuse(p, err, s.orderPage)
	}
	return p.Redirect("/admin/orders/" + o.GetOrderId() + "?notice=order-retried")
}

// moveShipment takes the next step of a parcel of this order, as people in the warehouse would. Each step can be repeated.
func (s pages) moveShipment(p *page.Page) error {
	f := s.Needs.Fulfillment
	moves := map[string]func(context.Context, *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error){
		"pick": f.Pick, "hand-over": f.HandOver, "deliver": f.Deliver,
	}
	move, known := moves[p.R.PathValue("step")]
	if !known {
		return errs.NotFound("step_not_found", "There is no such step of a shipment.")
	}
	o, err := s.order(p)
	if err != nil {
		return err
	}
	id := p.R.PathValue("shipment_id")
	if !slices.ContainsFunc(o.GetShipments(), func(sh *orderv1.Shipment) bool { return sh.GetShipmentId() == id }) {
		return errs.NotFound("shipment_not_found", "This order has no such shipment.")
	}
	if _, err := move(p.Ctx, &fulfillmentv1.ShipmentRequest{ShipmentId: id}); err != nil {
		return refuse(p, err, s.orderPage)
	}
	return p.Redirect("/admin/orders/" + o.GetOrderId() + "?notice=shipment-moved")
}
