package order

import (
	commercev1 "rialto/gen/rialto/commerce/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
)

func orderToProto(o *Order) *orderv1.Order {
	out := &orderv1.Order{
		OrderId: string(o.ID), UserId: int64(o.UserID), Status: string(o.Status), Version: o.Version,
		Currency: o.Currency, Subtotal: o.Subtotal, Discount: o.Discount, Tax: o.Tax, Shipping: o.Shipping, Total: o.Total,
		Items: itemsToProto(o.Items), Shipments: shipmentsToProto(o.Shipments), Address: addressToProto(o.Address),
		Delivery: o.Delivery, ArrivesBy: o.ArrivesBy, Email: o.Email, Coupon: o.Coupon, CreatedAt: o.CreatedAt,
		QuoteToken: o.QuoteID,
		Payment: &orderv1.PaymentState{
			Status: string(o.Payment.Status), Method: o.Payment.Method, DeclineCode: o.Payment.DeclineCode,
		},
	}
	if o.Payment.Status == PaymentRequiresAction {
		out.Payment.NextActionType, out.Payment.NextActionUrl = o.Payment.ActionType, o.Payment.ActionURL
	}
	for _, h := range o.History {
		out.Timeline = append(out.Timeline, &orderv1.TimelineEntry{At: h.At, What: h.What})
	}
	return out
}

func itemsToProto(items []Item) []*orderv1.OrderItem {
	out := make([]*orderv1.OrderItem, 0, len(items))
	for _, it := range items {
		out = append(out, &orderv1.OrderItem{
			ProductId: int64(it.ProductID), SellerId: int64(it.SellerID), Title: it.Title, Quantity: it.Quantity,
			UnitPrice: it.UnitPrice, Discount: it.Discount, Tax: it.Tax,
		})
	}
	return out
}

func shipmentsToProto(shipments []Shipment) []*orderv1.Shipment {
	out := make([]*orderv1.Shipment, 0, len(shipments))
	for _, sh := range shipments {
		p := &orderv1.Shipment{
			ShipmentId: sh.ID, SellerId: int64(sh.SellerID), WarehouseId: int64(sh.WarehouseID), Status: string(sh.Status),
			TrackingNumber: sh.TrackingNumber,
		}
		for _, l := range sh.Lines {
			p.Lines = append(p.Lines, &orderv1.ShipmentLine{ProductId: int64(l.ProductID), Quantity: l.Quantity})
		}
		out = append(out, p)
	}
	return out
}

func allocationsOf(in []*inventoryv1.Allocation) []Allocation {
	out := make([]Allocation, 0, len(in))
	for _, a := range in {
		out = append(out, Allocation{a.GetProductId(), a.GetSellerId(), a.GetWarehouseId(), a.GetQuantity()})
	}
	return out
}

func problemToProto(o *Order) *orderv1.Problem {
	if o.Problem == nil {
		return nil
	}
	p := o.Problem
	out := &orderv1.Problem{
		Code: p.Code, Detail: p.Detail, FreshQuoteToken: p.FreshQuote, ProductIds: p.ProductIDs, DeclineCode: p.DeclineCode,
	}
	for _, c := range p.Changed {
		out.Changed = append(out.Changed, &pricingv1.LineChange{ProductId: c.ProductID, Reason: c.Reason, OldAmount: c.Old, NewAmount: c.New})
	}
	return out
}

func addressToProto(a commerce.Address) *commercev1.Address {
	return &commercev1.Address{
		Name: a.Name, Line1: a.Line1, Line2: a.Line2, City: a.City, Region: a.Region, PostalCode: a.PostalCode, Country: a.Country,
	}
}

func sagaToProto(s *Saga) *orderv1.Saga {
	out := &orderv1.Saga{
		UserId: int64(s.UserID), OrderId: string(s.OrderID), Step: s.Step, State: string(s.State), Attempt: s.Attempt,
		DueAt: s.DueAt, LastError: s.Error, Kind: string(s.Kind), StartedAt: s.Started,
	}
	for _, e := range s.Log {
		out.Log = append(out.Log, &orderv1.SagaLogEntry{At: e.At, Step: e.Step, What: e.What})
	}
	return out
}
