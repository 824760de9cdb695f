package gateway

import (
	"context"

	"google.golang.org/protobuf/proto"

	busv1 "rialto/gen/rialto/bus/v1"
	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	notificationv1 "rialto/gen/rialto/notification/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/platform/errs"
)

type fakeInventory struct{ *shop }

func (f fakeInventory) ListWarehouses(_ context.Context, q *inventoryv1.ListWarehousesRequest) (*inventoryv1.ListWarehousesResponse, error) {
	return answer(f.shop, "ListWarehouses", q, func() (*inventoryv1.ListWarehousesResponse, error) {
		return &inventoryv1.ListWarehousesResponse{Warehouses: []*inventoryv1.Warehouse{{WarehouseId: 3, Name: "Seattle", Country: "US"}}}, nil
	})
}

func (f fakeInventory) CreateWarehouse(_ context.Context, q *inventoryv1.CreateWarehouseRequest) (*inventoryv1.CreateWarehouseResponse, error) {
	return answer(f.shop, "CreateWarehouse", q, func() (*inventoryv1.CreateWarehouseResponse, error) {
		w := proto.CloneOf(q.GetWarehouse())
		w.WarehouseId = 4
		return &inventoryv1.CreateWarehouseResponse{Warehouse: w}, nil
	})
}

func (f fakeInventory) SetStock(_ context.Context, q *inventoryv1.SetStockRequest) (*inventoryv1.SetStockResponse, error) {
	return answer(f.shop, "SetStock", q, func() (*inventoryv1.SetStockResponse, error) {
		if q.GetAvailableQty() < 2 {
			return nil, errs.Conflict("below_reserved", "2 units are reserved.")
		}
		return &inventoryv1.SetStockResponse{Row: &inventoryv1.StockRow{
			ProductId: q.GetProductId(), SellerId: q.GetSellerId(), WarehouseId: q.GetWarehouseId(), AvailableQty: q.GetAvailableQty(), ReservedQty: 2,
		}}, nil
	})
}

func (f fakeInventory) SpreadStock(_ context.Context, q *inventoryv1.SpreadStockRequest) (*inventoryv1.SpreadStockResponse, error) {
	return answer(f.shop, "SpreadStock", q, func() (*inventoryv1.SpreadStockResponse, error) {
		return &inventoryv1.SpreadStockResponse{Changed: 1}, nil
	})
}

func (f fakeInventory) GetStock(_ context.Context, q *inventoryv1.GetStockRequest) (*inventoryv1.GetStockResponse, error) {
	return answer(f.shop, "GetStock", q, func() (*inventoryv1.GetStockResponse, error) {
		out := &inventoryv1.GetStockResponse{}
		if q.GetProductId() == productID {
			out.Rows = append(out.Rows, &inventoryv1.StockRow{ProductId: productID, SellerId: sellerID, WarehouseId: 3, AvailableQty: 10, ReservedQty: 2})
		}
		return out, nil
	})
}

func (f fakeInventory) Ledger(_ context.Context, q *inventoryv1.LedgerRequest) (*inventoryv1.LedgerResponse, error) {
	return answer(f.shop, "StockLedger", q, func() (*inventoryv1.LedgerResponse, error) {
		return &inventoryv1.LedgerResponse{Entries: []*inventoryv1.LedgerEntry{
			{SellerId: sellerID, WarehouseId: 3, Kind: "reserved", Quantity: 2, OrderId: "9001", Version: 5, At: 1_700_000_000_000_000},
		}, NextCursor: "4"}, nil
	})
}

func (f fakeInventory) MoveStock(_ context.Context, q *inventoryv1.MoveStockRequest) (*inventoryv1.MoveStockResponse, error) {
	return answer(f.shop, "MoveStock", q, func() (*inventoryv1.MoveStockResponse, error) {
		if q.GetQuantity() > 8 {
			return nil, errs.Conflict("not_enough_to_move", "Only 8 units can be moved.")
		}
		row := func(warehouse, units int64) *inventoryv1.StockRow {
			return &inventoryv1.StockRow{ProductId: q.GetProductId(), SellerId: q.GetSellerId(), WarehouseId: warehouse, AvailableQty: units}
		}
		return &inventoryv1.MoveStockResponse{From: row(q.GetFromWarehouseId(), 10-q.GetQuantity()), To: row(q.GetToWarehouseId(), q.GetQuantity())}, nil
	})
}

func (f fakeInventory) SetHot(_ context.Context, q *inventoryv1.SetHotRequest) (*inventoryv1.SetHotResponse, error) {
	return answer(f.shop, "SetHot", q, func() (*inventoryv1.SetHotResponse, error) { return &inventoryv1.SetHotResponse{}, nil })
}

func (f fakeInventory) SoldOut(_ context.Context, q *inventoryv1.SoldOutRequest) (*inventoryv1.SoldOutResponse, error) {
	return answer(f.shop, "SoldOut", q, func() (*inventoryv1.SoldOutResponse, error) {
		return &inventoryv1.SoldOutResponse{ProductIds: q.GetProductIds()}, nil
	})
}

type fakePayment struct{ *shop }

func (f fakePayment) Webhook(_ context.Context, q *paymentv1.WebhookRequest) (*paymentv1.WebhookResponse, error) {
	return answer(f.shop, "Webhook", q, func() (*paymentv1.WebhookResponse, error) {
		if q.GetSignature() != "t=1,v1=good" {
			return nil, errs.Unauthenticated("The signature does not match.")
		}
		return &paymentv1.WebhookResponse{}, nil
	})
}

type fakeShipping struct{ *shop }

func (f fakeShipping) Track(_ context.Context, q *shippingv1.TrackRequest) (*shippingv1.TrackResponse, error) {
	return answer(f.shop, "Track", q, func() (*shippingv1.TrackResponse, error) {
		return &shippingv1.TrackResponse{Parcels: []*shippingv1.Parcel{{
			ShipmentId: "71", TrackingNumber: "RX71", Carrier: "rialto", Scans: []*shippingv1.Scan{{At: 1_700_000_000_000_000, What: "picked_up"}},
		}}}, nil
	})
}

type fakeFulfillment struct{ *shop }

func (f fakeFulfillment) ListPicks(_ context.Context, q *fulfillmentv1.ListPicksRequest) (*fulfillmentv1.ListPicksResponse, error) {
	return answer(f.shop, "ListPicks", q, func() (*fulfillmentv1.ListPicksResponse, error) {
		return &fulfillmentv1.ListPicksResponse{Shipments: []*fulfillmentv1.Shipment{{ShipmentId: "71", OrderId: "9001", Status: "to_pick"}}}, nil
	})
}

func (f fakeFulfillment) step(name, status string, q *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	return answer(f.shop, name, q, func() (*fulfillmentv1.Shipment, error) {
		if q.GetShipmentId() != "71" {
			return nil, errs.NotFound("shipment_not_found", "There is no such shipment.")
		}
		return &fulfillmentv1.Shipment{ShipmentId: "71", OrderId: "9001", Status: status}, nil
	})
}

func (f fakeFulfillment) Pick(_ context.Context, q *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	return f.step("Pick", "picked", q)
}

func (f fakeFulfillment) HandOver(_ context.Context, q *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	return f.step("HandOver", "handed_over", q)
}

func (f fakeFulfillment) Deliver(_ context.Context, q *fulfillmentv1.ShipmentRequest) (*fulfillmentv1.Shipment, error) {
	return f.step("Deliver", "delivered", q)
}

type fakeNotification struct{ *shop }

func (f fakeNotification) ListMailbox(_ context.Context, q *notificationv1.ListMailboxRequest) (*notificationv1.ListMailboxResponse, error) {
	return answer(f.shop, "ListMailbox", q, func() (*notificationv1.ListMailboxResponse, error) {
		return &notificationv1.ListMailboxResponse{Items: []*notificationv1.Mail{{MailId: "m1", To: q.GetTo(), Subject: "Your order", Kind: "order_confirmed"}}}, nil
	})
}

type fakeBus struct{ *shop }

func (f fakeBus) Publish(_ context.Context, q *busv1.PublishRequest) (*busv1.PublishResponse, error) {
	return answer(f.shop, "Publish", q, func() (*busv1.PublishResponse, error) {
		f.events = append(f.events, q.GetEvents()...)
		return &busv1.PublishResponse{}, nil
	})
}
