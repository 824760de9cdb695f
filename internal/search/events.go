package search

import (
	"context"
	"fmt"
	"slices"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
)

// The events that change the index.
const (
	productChanged = "catalog.product_changed"
	stockChanged   = "inventory.stock_changed"
	signalChanged  = "signal.changed"
)

// Subscriptions keep the index equal to the truth. They need no inbox: every effect is set-if-newer or reads the truth itself, so
// a repeat changes nothing.
func (s *Service) Subscriptions() []bus.Subscription {
	return []bus.Subscription{{
		Group: "search", Topics: []string{bus.CatalogEvents, bus.InventoryEvents, bus.SignalEvents}, Handle: s.handle,
	}}
}

// news is what a batch of events says is out of date.
type news struct {
	products map[int64]int64                      // newest version told, by product
	stock    map[string]*inventoryv1.StockChanged // last word on each warehouse's row
	signals  []Signal
}

func (s *Service) handle(ctx context.Context, events []*busv1.Event) error {
	n := news{products: map[int64]int64{}, stock: map[string]*inventoryv1.StockChanged{}}
	for _, e := range events {
		if err := n.add(e); err != nil {
			return err
		}
	}
	s.apply.Lock()
	defer s.apply.Unlock()
	if err := s.readProducts(ctx, n.products); err != nil {
		return fmt.Errorf("index changed products: %w", err)
	}
	if err := s.readStock(ctx, n.stock); err != nil {
		return fmt.Errorf("index changed stock: %w", err)
	}
	return s.index.SetSignals(ctx, n.signals)
}

func (n *news) add(e *busv1.Event) error {
	switch e.GetType() {
	case productChanged:
		var p catalogv1.ProductChanged
		if err := bus.Payload(e, &p); err != nil {
			return err
		}
		n.products[p.GetProductId()] = max(n.products[p.GetProductId()], p.GetVersion())
	case stockChanged:
		var st inventoryv1.StockChanged
		if err := bus.Payload(e, &st); err != nil {
			return err
		}
		n.stock[e.GetAggregate()] = &st
	case signalChanged:
		var c analyticsv1.SignalChanged
		if err := bus.Payload(e, &c); err != nil {
			return err
		}
		for _, sig := range c.GetSignals() {
			n.signals = append(n.signals, signalOf(sig))
		}
	}
	return nil
}

// chunk is how many products one question to a neighbour names.
const chunk = 200

// readProducts takes over what the catalogue says now; a product that it no longer has goes.
func (s *Service) readProducts(ctx context.Context, versions map[int64]int64) error {
	for ids := range slices.Chunk(sortedKeys(versions), chunk) {
		got, err := s.catalog.GetProducts(ctx, &catalogv1.GetProductsRequest{ProductIds: ids})
		if err != nil {
			return err
		}
		missing := map[int64]bool{}
		for _, id := range ids {
			missing[id] = true
		}
		docs := make([]Document, 0, len(ids))
		for _, p := range got.GetProducts() {
			delete(missing, p.GetProductId())
			if told := versions[p.GetProductId()]; p.GetVersion() < told {
				return errs.Unavailable("stale_read", "The catalogue answered version %d of product %d, its event tells of %d.", p.GetVersion(), p.GetProductId(), told)
			}
			docs = append(docs, documentOf(p))
		}
		if err := s.index.Upsert(ctx, docs); err != nil {
			return err
		}
		for id := range missing {
			if err := s.index.Delete(ctx, commerce.ProductID(id), versions[id]); err != nil {
				return err
			}
		}
	}
	return nil
}

// readStock asks inventory only about products of which no warehouse has told of sellable units.
func (s *Service) readStock(ctx context.Context, rows map[string]*inventoryv1.StockChanged) error {
	inStock := map[int64]bool{}
	for _, r := range rows {
		inStock[r.GetProductId()] = inStock[r.GetProductId()] || r.GetAvailableQty() > r.GetReservedQty()
	}
	var known []Stock
	var unsure []int64
	for _, id := range sortedKeys(inStock) {
		if inStock[id] {
			known = append(known, Stock{commerce.ProductID(id), true})
		} else {
			unsure = append(unsure, id)
		}
	}
	if err := s.index.SetStock(ctx, known); err != nil {
		return err
	}
	return s.setStock(ctx, s.index, unsure)
}

// setStock asks inventory about products and notes the answer.
func (s *Service) setStock(ctx context.Context, w Writer, products []int64) error {
	for ids := range slices.Chunk(products, chunk) {
		got, err := s.inventory.Availability(ctx, &inventoryv1.AvailabilityRequest{ProductIds: ids})
		if err != nil {
			return err
		}
		sellable := map[int64]bool{}
		for _, o := range got.GetSellable() {
			sellable[o.GetProductId()] = sellable[o.GetProductId()] || o.GetQuantity() > 0
		}
		stocks := make([]Stock, len(ids))
		for i, id := range ids {
			stocks[i] = Stock{commerce.ProductID(id), sellable[id]}
		}
		if err := w.SetStock(ctx, stocks); err != nil {
			return err
		}
	}
	return nil
}

func sortedKeys[V any](m map[int64]V) []int64 {
	keys := make([]int64, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
