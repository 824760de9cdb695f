package searchtest

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"google.golang.org/protobuf/proto"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

// Shop is every neighbour of search in memory: what it holds is the truth, and each change gives the event that tells of it.
type Shop struct {
	mu       sync.Mutex
	products map[int64]*catalogv1.Product
	stock    map[int64]map[string]*inventoryv1.StockChanged // rows by product
	signals  map[int64]*analyticsv1.Signal

	down           error // what every call fails with, while it is set
	availabilities int
}

// NewShop returns an empty one.
func NewShop() *Shop {
	return &Shop{
		products: map[int64]*catalogv1.Product{}, stock: map[int64]map[string]*inventoryv1.StockChanged{}, signals: map[int64]*analyticsv1.Signal{},
	}
}

// Product returns a sample product as the catalogue tells of it, at a price in cents of USD.
func Product(id int64, title string, cents int64) *catalogv1.Product {
	offer := &catalogv1.Offer{ProductId: id, SellerId: 1, Prices: []*commercev1.Money{{Amount: cents, Currency: "USD"}}}
	return &catalogv1.Product{
		ProductId: id, FamilyId: id, Title: title, Brand: "Nordwind", CategoryPath: []string{"Sports", "Running"},
		Featured: offer, Offers: []*catalogv1.Offer{offer}, CreatedAt: id,
	}
}

// Put adds or replaces a product, one version up.
func (s *Shop) Put(p *catalogv1.Product) *busv1.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.Version = s.products[p.GetProductId()].GetVersion() + 1
	s.products[p.GetProductId()] = p
	return event(bus.CatalogEvents, "catalog.product_changed", id(p.GetProductId()), p.GetVersion(),
		&catalogv1.ProductChanged{ProductId: p.GetProductId(), Version: p.GetVersion()})
}

// Remove takes a product out, one version up.
func (s *Shop) Remove(product int64) *busv1.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.products[product].GetVersion() + 1
	delete(s.products, product)
	return event(bus.CatalogEvents, "catalog.product_changed", id(product), v, &catalogv1.ProductChanged{ProductId: product, Version: v})
}

// Stock sets what one warehouse has.
func (s *Shop) Stock(product, warehouse, available, reserved int64) *busv1.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stock[product] == nil {
		s.stock[product] = map[string]*inventoryv1.StockChanged{}
	}
	aggregate := id(product) + "/1/" + id(warehouse)
	row := &inventoryv1.StockChanged{
		ProductId: product, SellerId: 1, WarehouseId: warehouse, AvailableQty: available, ReservedQty: reserved,
		Version: s.stock[product][aggregate].GetVersion() + 1,
	}
	s.stock[product][aggregate] = row
	return event(bus.InventoryEvents, "inventory.stock_changed", aggregate, row.GetVersion(), row)
}

// Signal sets what behaviour says.
func (s *Shop) Signal(product int64, velocity, conversion float64) *busv1.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	sig := &analyticsv1.Signal{
		ProductId: product, SalesVelocity: velocity, Conversion: conversion, Version: s.signals[product].GetVersion() + 1,
	}
	s.signals[product] = sig
	return event(bus.SignalEvents, "signal.changed", id(product), sig.GetVersion(), &analyticsv1.SignalChanged{Signals: []*analyticsv1.Signal{sig}})
}

// Break makes every call fail with err; nil mends it.
func (s *Shop) Break(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = err
}

// Availabilities counts the questions about stock so far.
func (s *Shop) Availabilities() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.availabilities
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

func event(topic, typ, aggregate string, version int64, payload proto.Message) *busv1.Event {
	e, err := outbox.Event(topic, typ, aggregate, aggregate, version, 1, payload)
	if err != nil {
		panic(err) // a generated message always has a protojson form
	}
	return e
}

// GetProducts answers as catalog does.
func (s *Shop) GetProducts(_ context.Context, req *catalogv1.GetProductsRequest) (*catalogv1.GetProductsResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	resp := &catalogv1.GetProductsResponse{}
	for _, id := range req.GetProductIds() {
		if p, ok := s.products[id]; ok {
			resp.Products = append(resp.Products, proto.CloneOf(p))
		}
	}
	return resp, s.down
}

// Export answers as catalog does.
func (s *Shop) Export(_ context.Context, req *catalogv1.ExportRequest) (*catalogv1.ExportResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	resp := &catalogv1.ExportResponse{}
	for _, id := range after(s.products, req.GetAfterProductId(), req.GetLimit()) {
		resp.Products = append(resp.Products, proto.CloneOf(s.products[id]))
	}
	return resp, s.down
}

// Availability answers as inventory does.
func (s *Shop) Availability(_ context.Context, req *inventoryv1.AvailabilityRequest) (*inventoryv1.AvailabilityResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.availabilities++
	resp := &inventoryv1.AvailabilityResponse{}
	for _, id := range req.GetProductIds() {
		var n int64
		for _, row := range s.stock[id] {
			n += row.GetAvailableQty() - row.GetReservedQty()
		}
		if n > 0 {
			resp.Sellable = append(resp.Sellable, &inventoryv1.OfferStock{ProductId: id, SellerId: 1, Quantity: n})
		}
	}
	return resp, s.down
}

// Signals answers as analytics does.
func (s *Shop) Signals(_ context.Context, req *analyticsv1.SignalsRequest) (*analyticsv1.SignalsResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	resp := &analyticsv1.SignalsResponse{}
	for _, id := range after(s.signals, req.GetAfterProductId(), req.GetLimit()) {
		resp.Signals = append(resp.Signals, proto.CloneOf(s.signals[id]))
	}
	return resp, s.down
}

// after lists up to limit keys above one, ascending.
func after[V any](m map[int64]V, key int64, limit int32) []int64 {
	var keys []int64
	for k := range m {
		if k > key {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys[:min(len(keys), int(limit))]
}
