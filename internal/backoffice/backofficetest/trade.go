package backofficetest

import (
	"context"
	"slices"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/platform/errs"
)

// order

func (t *Town) order(id string) (*orderv1.Order, error) {
	for _, o := range t.Orders {
		if o.GetOrderId() == id {
			return o, nil
		}
	}
	return nil, errs.NotFound("order_not_found", "There is no order %.20s.", id)
}

func (t *Town) Find(_ context.Context, q *orderv1.FindRequest) (*orderv1.Order, error) {
	leave, err := t.enter("order")
	defer leave()
	if err != nil {
		return nil, err
	}
	return t.order(q.GetOrderId())
}

func (t *Town) ListAll(_ context.Context, q *orderv1.ListAllRequest) (*orderv1.ListResponse, error) {
	leave, err := t.enter("order")
	defer leave()
	if err != nil {
		return nil, err
	}
	var all []*orderv1.Order
	for _, o := range t.Orders {
		whose := q.GetUserId() == 0 && q.GetEmail() == "" || q.GetUserId() != 0 && q.GetUserId() == o.GetUserId() || q.GetEmail() != "" && q.GetEmail() == o.GetEmail()
		if whose && (q.GetStatus() == "" || q.GetStatus() == o.GetStatus()) {
			all = append(all, o)
		}
	}
	part, next, ok := cut(all, q.GetCursor(), q.GetLimit())
	if !ok || len(q.GetEmail()) > 254 {
		return nil, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is none"})
	}
	return &orderv1.ListResponse{Orders: part, NextCursor: next}, nil
}

func (t *Town) Cancel(_ context.Context, q *orderv1.CancelRequest) (*orderv1.CancelResponse, error) {
	leave, err := t.enter("order")
	defer leave()
	if err == nil {
		err = t.changed("Cancel", q)
	}
	if err != nil {
		return nil, err
	}
	o, err := t.order(q.GetOrderId())
	if err == nil && o.GetStatus() == "confirmed" {
		o.Status = "canceled"
	}
	return &orderv1.CancelResponse{Order: o}, err
}

func (t *Town) ListSagas(_ context.Context, q *orderv1.ListSagasRequest) (*orderv1.ListSagasResponse, error) {
	leave, err := t.enter("order sagas")
	defer leave()
	if err != nil {
		return nil, err
	}
	out := &orderv1.ListSagasResponse{Sagas: t.Sagas[q.GetOrderId()]}
	for _, sagas := range t.Sagas {
		for _, s := range sagas {
			if q.GetOrderId() == "" && s.GetState() == "needs_person" {
				out.Sagas = append(out.Sagas, s)
			}
		}
	}
	return out, nil
}

func (t *Town) RetrySaga(_ context.Context, q *orderv1.RetrySagaRequest) (*orderv1.RetrySagaResponse, error) {
	leave, err := t.enter("order")
	defer leave()
	if err == nil {
		err = t.changed("RetrySaga", q)
	}
	return &orderv1.RetrySagaResponse{}, err
}

// payment, shipping, fulfillment, analytics

func (t *Town) Get(_ context.Context, q *paymentv1.OrderPaymentRequest) (*paymentv1.Payment, error) {
	leave, err := t.enter("payment")
	defer leave()
	found := t.Payments[q.GetOrderId()]
	if err == nil && found.GetUserId() != q.GetUserId() {
		err = errs.NotFound("payment_not_found", "There is no payment of this order.")
	}
	if err != nil {
		return nil, err
	}
	return found, nil
}

func (t *Town) Track(_ context.Context, q *shippingv1.TrackRequest) (*shippingv1.TrackResponse, error) {
	leave, err := t.enter("shipping")
	defer leave()
	return &shippingv1.TrackResponse{Parcels: t.Parcels[q.GetOrderId()]}, err
}

func (t *Town) ListPicks(context.Context, *fulfillmentv1.ListPicksRequest) (*fulfillmentv1.ListPicksResponse, error) {
	return &fulfillmentv1.ListPicksResponse{}, nil
}

func (t *Town) Pick(_ context.Context, q *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	return t.move("Pick", q)
}

func (t *Town) HandOver(_ context.Context, q *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	return t.move("HandOver", q)
}

func (t *Town) Deliver(_ context.Context, q *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	return t.move("Deliver", q)
}

func (t *Town) move(step string, q *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	leave, err := t.enter("fulfillment")
	defer leave()
	if err == nil {
		err = t.changed(step, q)
	}
	return &fulfillmentv1.Shipment{}, err
}

func (t *Town) Sales(_ context.Context, q *analyticsv1.SalesRequest) (*analyticsv1.SalesResponse, error) {
	leave, err := t.enter("analytics")
	defer leave()
	if err != nil {
		return nil, err
	}
	t.Asked = append(t.Asked, q)
	return t.Sold, nil
}

func (t *Town) Summary(context.Context, *analyticsv1.SummaryRequest) (*analyticsv1.SummaryResponse, error) {
	leave, err := t.enter("analytics")
	defer leave()
	return &analyticsv1.SummaryResponse{HistoryLines: t.History}, err
}

// inventory

func (t *Town) ListWarehouses(context.Context, *inventoryv1.ListWarehousesRequest) (*inventoryv1.ListWarehousesResponse, error) {
	leave, err := t.enter("inventory")
	defer leave()
	if err != nil {
		return nil, err
	}
	return &inventoryv1.ListWarehousesResponse{Warehouses: t.Warehouses}, nil
}

func (t *Town) ListStock(_ context.Context, q *inventoryv1.ListStockRequest) (*inventoryv1.ListStockResponse, error) {
	leave, err := t.enter("inventory")
	defer leave()
	if err != nil {
		return nil, err
	}
	var all []*inventoryv1.StockRow
	for _, r := range t.Stock {
		low := q.MaxSellable == nil || r.GetAvailableQty()-r.GetReservedQty() <= q.GetMaxSellable()
		if low && (q.GetWarehouseId() == 0 || q.GetWarehouseId() == r.GetWarehouseId()) {
			all = append(all, r)
		}
	}
	part, next, ok := cut(all, q.GetCursor(), q.GetLimit())
	if !ok {
		return nil, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is none"})
	}
	return &inventoryv1.ListStockResponse{Rows: part, NextCursor: next}, nil
}

func (t *Town) GetStock(_ context.Context, q *inventoryv1.GetStockRequest) (*inventoryv1.GetStockResponse, error) {
	leave, err := t.enter("inventory")
	defer leave()
	out := &inventoryv1.GetStockResponse{}
	for _, r := range t.Stock {
		if r.GetProductId() == q.GetProductId() {
			out.Rows = append(out.Rows, r)
		}
	}
	return out, err
}

func (t *Town) SetStock(_ context.Context, q *inventoryv1.SetStockRequest) (*inventoryv1.SetStockResponse, error) {
	leave, err := t.enter("inventory")
	defer leave()
	if err == nil {
		err = t.changed("SetStock", q)
	}
	at := slices.IndexFunc(t.Stock, func(r *inventoryv1.StockRow) bool {
		return r.GetProductId() == q.GetProductId() && r.GetSellerId() == q.GetSellerId() && r.GetWarehouseId() == q.GetWarehouseId()
	})
	switch {
	case err != nil:
		return nil, err
	case at >= 0 && q.GetAvailableQty() < t.Stock[at].GetReservedQty():
		return nil, errs.Conflict("below_reserved", "Stock cannot be set below what is reserved.")
	case at >= 0:
		t.Stock[at].AvailableQty = q.GetAvailableQty()
	default:
		t.Stock = append(t.Stock, &inventoryv1.StockRow{
			ProductId: q.GetProductId(), SellerId: q.GetSellerId(), WarehouseId: q.GetWarehouseId(), AvailableQty: q.GetAvailableQty(),
		})
	}
	return &inventoryv1.SetStockResponse{}, nil
}

func (t *Town) Ledger(_ context.Context, q *inventoryv1.LedgerRequest) (*inventoryv1.LedgerResponse, error) {
	leave, err := t.enter("inventory")
	defer leave()
	if err != nil {
		return nil, err
	}
	part, next, ok := cut(t.Ledgers[q.GetProductId()], q.GetCursor(), q.GetLimit())
	if !ok {
		return nil, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is none"})
	}
	return &inventoryv1.LedgerResponse{Entries: part, NextCursor: next}, nil
}
