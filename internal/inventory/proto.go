package inventory

import (
	"cmp"
	"fmt"
	"slices"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// problems gathers the bad fields of one request, so that all are named at once.
type problems []errs.Field

func (p *problems) check(ok bool, name, problem string, args ...any) {
	if !ok {
		*p = append(*p, errs.Field{Name: name, Problem: fmt.Sprintf(problem, args...)})
	}
}

func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return errs.InvalidFields(p...)
}

const (
	notAnID    = "must be a positive id"
	notACursor = "must be the next_cursor of an earlier page"
)

// order checks whose order it is.
func (p *problems) order(userID int64, orderID string) {
	p.check(userID > 0, "user_id", notAnID)
	p.check(orderID != "" && len(orderID) <= 20, "order_id", "must be 1 to 20 characters")
}

// claims reads the products of a request about one order: without repeats, by id.
func claims(userID int64, orderID string, productIDs []int64) ([]Claim, error) {
	var bad problems
	bad.order(userID, orderID)
	bad.check(len(productIDs) > 0 && len(productIDs) <= commerce.MaxLines, "product_ids", "must be 1 to %d ids", commerce.MaxLines)
	var out []Claim
	for i, id := range productIDs[:min(len(productIDs), commerce.MaxLines)] {
		bad.check(id > 0, fmt.Sprintf("product_ids[%d]", i), notAnID)
		out = append(out, Claim{commerce.ProductID(id), commerce.OrderID(orderID), commerce.UserID(userID)})
	}
	if err := bad.err(); err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b Claim) int { return cmp.Compare(a.ProductID, b.ProductID) })
	return slices.Compact(out), nil
}

// pageSize reads a limit: 0 means the default.
func (p *problems) pageSize(limit int32, usual, most int) int {
	p.check(limit >= 0 && int(limit) <= most, "limit", "must be between 1 and %d", most)
	if limit == 0 {
		return usual
	}
	return int(limit)
}

func place(productID, sellerID, warehouseID int64) Place {
	return Place{commerce.ProductID(productID), commerce.SellerID(sellerID), commerce.WarehouseID(warehouseID)}
}

func (s Stock) proto() *inventoryv1.StockRow {
	return &inventoryv1.StockRow{
		ProductId: int64(s.ProductID), SellerId: int64(s.SellerID), WarehouseId: int64(s.WarehouseID),
		AvailableQty: s.Available, ReservedQty: s.Reserved, Version: s.Version,
	}
}

func (o Offer) proto() *inventoryv1.OfferStock {
	return &inventoryv1.OfferStock{ProductId: int64(o.ProductID), SellerId: int64(o.SellerID), Quantity: o.Quantity}
}

func (a Allocation) proto() *inventoryv1.Allocation {
	return &inventoryv1.Allocation{
		ProductId: int64(a.ProductID), SellerId: int64(a.SellerID), WarehouseId: int64(a.WarehouseID), Quantity: a.Quantity,
	}
}

func (w Warehouse) proto() *inventoryv1.Warehouse {
	return &inventoryv1.Warehouse{
		WarehouseId: int64(w.ID), Name: w.Name, City: w.City, Region: w.Region, Country: w.Country,
		Latitude: w.Latitude, Longitude: w.Longitude,
	}
}

// protos turns a list of domain values into messages.
func protos[T interface{ proto() P }, P any](list []T) []P {
	out := make([]P, len(list))
	for i, v := range list {
		out[i] = v.proto()
	}
	return out
}
