package catalog

import (
	"context"

	busv1 "rialto/gen/rialto/bus/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
)

// Subscriptions returns none where this process alone serves the catalogue, since own writes clear its cache. With
// Config.CacheGroup set it hears of the other processes' changes and forgets what they made stale.
func (s *Service) Subscriptions() []bus.Subscription {
	if s.cfg.CacheGroup == "" {
		return nil
	}
	return []bus.Subscription{{Group: s.cfg.CacheGroup, Topics: []string{bus.CatalogEvents}, Handle: s.forgetChanged}}
}

// forgetChanged needs no inbox: to forget twice is to forget.
func (s *Service) forgetChanged(_ context.Context, events []*busv1.Event) error {
	for _, e := range events {
		if e.GetType() != TypeProductChanged {
			continue
		}
		var changed catalogv1.ProductChanged
		if err := bus.Payload(e, &changed); err != nil {
			return err
		}
		s.cache.forget(commerce.ProductID(changed.GetProductId()))
	}
	return nil
}
