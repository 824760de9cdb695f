package app

import (
	"context"

	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/gen/rialto/search/v1/searchv1connect"
	"rialto/internal/backoffice"
	"rialto/internal/notification"
	"rialto/internal/trouble"
)

// The fault panel's switches stand in front of three parts of this process, and only in the demo: what nobody can switch
// costs nothing.

// faultPanel returns the switches for the back office; nil outside the demo.
func (a *App) faultPanel() backoffice.Trouble {
	if a.trouble == nil {
		return nil
	}
	return panel{a.trouble}
}

type panel struct{ switches *trouble.Switches }

// Switches implements backoffice.Trouble.
func (p panel) Switches() []backoffice.Switch {
	var out []backoffice.Switch
	for _, s := range p.switches.State() {
		sw := backoffice.Switch{Name: s.Name, Position: s.Position, Until: s.Until}
		for _, position := range s.Positions {
			sw.Positions = append(sw.Positions, backoffice.Position{Name: position.Name, Text: position.Text})
		}
		out = append(out, sw)
	}
	return out
}

// Set implements backoffice.Trouble.
func (p panel) Set(_ context.Context, name, position string) error {
	return p.switches.Set(name, position)
}

// stoppable lets mail wait while it is stopped; the room tries again by itself.
type stoppable struct {
	notification.Outgoing
	switches *trouble.Switches
}

// Send implements notification.Outgoing.
func (s stoppable) Send(ctx context.Context, m notification.Mail) error {
	if err := s.switches.Mail(); err != nil {
		return err
	}
	return s.Outgoing.Send(ctx, m)
}

// slowed lets searches wait while search is slow.
type slowed struct {
	searchv1connect.SearchServiceHandler
	switches *trouble.Switches
}

// Search implements the contract.
func (s slowed) Search(ctx context.Context, req *searchv1.SearchRequest) (*searchv1.SearchResponse, error) {
	if err := s.switches.Search(ctx); err != nil {
		return nil, err
	}
	return s.SearchServiceHandler.Search(ctx, req)
}
