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
			Status: string(o.Payment.Status), Method: o.Payment.Method, DeclineCode: o.Payment.DeclineCode, Refunded: o.Payment.Refunded,
		},
		Tenders: tendersToProto(o.Tenders), Refunds: refundsToProto(o.Refunds),
	}
	if o.Payment.Status == PaymentRequiresAction {
		out.Payment.NextActionType, out.Payment.NextActionUrl = o.Payment.ActionType, o.Payment.ActionURL
		out.Payment.Reference, out.Payment.Account, out.Payment.PayUntil = o.Payment.Reference, o.Payment.Account, o.Payment.PayUntil
	}
	for _, h := range o.History {
		out.Timeline = append(out.Timeline, &orderv1.TimelineEntry{At: h.At, What: h.What})
	}
	return out
}

func tendersToProto(tenders []Tender) []*orderv1.TenderState {
	out := make([]*orderv1.TenderState, 0, len(tenders))
	for _, t := range tenders {
		out = append(out, &orderv1.TenderState{Method: string(t.Method), Amount: t.Amount, Label: t.Label})
	}
	return out
}

func refundsToProto(refunds []Refund) []*orderv1.OrderRefund {
	out := make([]*orderv1.OrderRefund, 0, len(refunds))
	for _, r := range refunds {
		p := &orderv1.OrderRefund{
			RefundId: r.ID, Amount: r.amount(), Gateway: r.Gateway, GiftCard: r.GiftCard, Status: string(r.state()), Reason: r.Reason,
			Shipping: r.Shipping, At: r.At,
		}
		for _, l := range r.Lines {
			p.Lines = append(p.Lines, &orderv1.RefundLine{ProductId: l.ProductID, SellerId: l.SellerID, Quantity: l.Quantity, Net: l.Net, Tax: l.Tax})
		}
		out = append(out, p)
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
