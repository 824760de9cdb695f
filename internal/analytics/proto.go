package analytics

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

// Event is what signal-events says of signals that moved together. The event is named by its first product and that
// product's version, which no other event has. Signals of one product come in several events whose order is not
// promised: a reader keeps the signal with the highest version and drops the rest.
func Event(signals []Signal, at int64) (*busv1.Event, error) {
	changed := &analyticsv1.SignalChanged{}
	for _, sig := range signals {
		changed.Signals = append(changed.Signals, sig.proto())
	}
	first := strconv.FormatInt(signals[0].ProductID, 10)
	return outbox.Event(bus.SignalEvents, "signal.changed", first, first, signals[0].Version, at, changed)
}

func (sig Signal) proto() *analyticsv1.Signal {
	return &analyticsv1.Signal{
		ProductId: sig.ProductID, SalesVelocity: sig.Velocity, Conversion: sig.Conversion, UnitsSold: sig.UnitsSold, Version: sig.Version,
	}
}

func (p Purchase) proto() *analyticsv1.Purchase {
	return &analyticsv1.Purchase{
		Row: p.Row, Basket: p.Basket, Buyer: p.Buyer, ProductId: p.ProductID, Quantity: p.Quantity, UnitPrice: p.UnitPrice,
		Currency: p.Currency, OrderedAt: p.OrderedAt,
	}
}

// receiptOf merges the lines of an order by product.
func receiptOf(o *orderv1.OrderEvent, canceled bool) Receipt {
	sums := map[int64]ProductSales{}
	for _, i := range o.GetItems() {
		line := sums[i.GetProductId()]
		line.ProductID = i.GetProductId()
		line.Units += i.GetQuantity()
		line.Revenue += i.GetQuantity() * i.GetUnitPrice()
		sums[line.ProductID] = line
	}
	return Receipt{
		OrderID: o.GetOrderId(), Canceled: canceled, Currency: o.GetCurrency(), Lines: slices.SortedFunc(maps.Values(sums), byProduct),
	}
}

func byProduct(a, b ProductSales) int { return cmp.Compare(a.ProductID, b.ProductID) }

func (t Total) proto() *analyticsv1.Sold {
	return &analyticsv1.Sold{Orders: t.Orders, Units: t.Units, Revenue: t.Revenue}
}

func (p ProductSales) proto() *analyticsv1.ProductSales {
	return &analyticsv1.ProductSales{ProductId: p.ProductID, Units: p.Units, Revenue: p.Revenue}
}

func purchaseOf(p *analyticsv1.Purchase) Purchase {
	return Purchase{
		Row: p.GetRow(), Basket: p.GetBasket(), Buyer: p.GetBuyer(), ProductID: p.GetProductId(), Quantity: p.GetQuantity(),
		UnitPrice: p.GetUnitPrice(), Currency: p.GetCurrency(), OrderedAt: p.GetOrderedAt(),
	}
}
