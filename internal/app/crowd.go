package app

import (
	"context"

	"rialto/internal/backoffice"
	"rialto/internal/flashsale"
)

// crowd returns the stage for flash sales; nil outside the demo, where a crowd would buy for real. It buys over the shop's own
// address, and goes home when the process stops.
func (a *App) crowd(m *member) backoffice.Crowd {
	if a.trouble == nil {
		return nil
	}
	near := a.connected()
	life, end := context.WithCancel(context.Background())
	m.loop(func(ctx context.Context) error {
		<-ctx.Done()
		end()
		return nil
	})
	return flashsale.NewStage(life, flashsale.Needs{
		Catalog: near.Catalog, Inventory: near.Inventory, Identity: near.Identity, Pricing: near.Pricing,
		Payment: near.Payment, Drops: near.Drops,
	}, a.URL, a.now)
}
