package sales

import (
	"context"

	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
)

// cancelOrder cancels in the buyer's name, once per key of the page.
func (s pages) cancelOrder(p *page.Page) error {
	o, err := s.Needs.Order.Find(p.Ctx, &orderv1.FindRequest{OrderId: p.R.PathValue("order_id")})
	if err != nil {
		return err
	}
	_, err = s.Needs.Order.Cancel(p.Ctx, &orderv1.CancelRequest{
		UserId: o.GetUserId(), OrderId: o.GetOrderId(), IdempotencyKey: p.Value("key"),
	})
	if err != nil {
		return refuse(p, err, s.orderPage)
	}
	return p.Redirect("/admin/orders/" + o.GetOrderId() + "?notice=order-canceled")
}

// retryOrder makes what is stuck due at once.
func (s pages) retryOrder(p *page.Page) error {
	o, err := s.Needs.Order.Find(p.Ctx, &orderv1.FindRequest{OrderId: p.R.PathValue("order_id")})
	if err != nil {
		return err
	}
	_, err = s.Needs.Order.RetrySaga(p.Ctx, &orderv1.RetrySagaRequest{UserId: o.GetUserId(), OrderId: o.GetOrderId()})
	if err != nil {
		return refuse(p, err, s.orderPage)
	}
	return p.Redirect("/admin/orders/" + o.GetOrderId() + "?notice=order-retried")
}

// moveShipment takes the next step of a parcel, as people in the warehouse would.
func (s pages) moveShipment(p *page.Page) error {
	f := s.Needs.Fulfillment
	steps := map[string]func(context.Context, *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error){
		"pick": f.Pick, "hand-over": f.HandOver, "deliver": f.Deliver,
	}
	step, known := steps[p.R.PathValue("step")]
	if !known {
		return errs.NotFound("step_not_found", "There is no such step of a shipment.")
	}
	if _, err := step(p.Ctx, &fulfillmentv1.ShipmentRequest{ShipmentId: p.R.PathValue("shipment_id")}); err != nil {
		return refuse(p, err, s.orderPage)
	}
	return p.Redirect("/admin/orders/" + p.R.PathValue("order_id") + "?notice=shipment-moved")
}
