package inventory

import (
	"fmt"

	busv1 "rialto/gen/rialto/bus/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

// Changed returns the event that reports a stock row as a change of this kind left it. Stores write it in the transaction of
// the change.
func Changed(s Stock, kind Kind) (*busv1.Event, error) {
	return outbox.Event(bus.InventoryEvents, "inventory.stock_changed", s.Key(), commerce.FormatID(s.ProductID), s.Version, s.UpdatedAt,
		&inventoryv1.StockChanged{
			ProductId: int64(s.ProductID), SellerId: int64(s.SellerID), WarehouseId: int64(s.WarehouseID),
			AvailableQty: s.Available, ReservedQty: s.Reserved, Version: s.Version, Kind: string(kind),
		})
}

// Key returns "PRODUCT/SELLER/WAREHOUSE", the aggregate of the row's events.
func (p Place) Key() string {
	return fmt.Sprintf("%d/%d/%d", p.ProductID, p.SellerID, p.WarehouseID)
}
