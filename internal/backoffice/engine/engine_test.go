package engine

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"rialto/internal/backoffice"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/platform/errs"
)

// panel is a set of switches in memory.
type panel struct {
	at      map[string]string
	refused error
}

func (p *panel) Switches() []backoffice.Switch {
	all := []backoffice.Switch{
		{Name: "payments", Positions: []backoffice.Position{{Name: "works", Text: "Cards work."}, {Name: "declines", Text: "Every card is declined."}}},
		{Name: "mail", Positions: []backoffice.Position{{Name: "works", Text: "Mail is sent."}, {Name: "stopped", Text: "Mail waits."}}},
		{Name: "search", Positions: []backoffice.Position{{Name: "works", Text: "Search is fast."}, {Name: "slow", Text: "Search is slow."}}},
	}
	for i := range all {
		if all[i].Position = p.at[all[i].Name]; all[i].Position == "" {
			all[i].Position = "works"
		} else if all[i].Position != "works" {
			all[i].Until = backofficetest.Noon.Add(10 * time.Minute)
		}
	}
	return all
}

func (p *panel) Set(_ context.Context, name, position string) error {
	if p.refused != nil {
		return p.refused
	}
	p.at[name] = position
	return nil
}

func open(t *testing.T, town *backofficetest.Town, p *panel) *backofficetest.Desk {
	t.Helper()
	if p == nil {
		return backofficetest.Open(t, town, Routes)
	}
	return backofficetest.Open(t, town, Routes, backofficetest.With(p))
}

func turn(name, position string) url.Values {
	return url.Values{"switch": {name}, "position": {position}}
}

func TestWithoutSwitchesThereIsNoFaultPanel(t *testing.T) {
	t.Parallel()
	desk := open(t, backofficetest.NewTown(), nil)
	desk.Get("/admin/faults").Has(http.StatusNotFound, "There is no page at this address.", "!Fault panel")
	desk.Post("/admin/faults", turn("payments", "declines")).Has(http.StatusNotFound)
}

func TestSwitchesAreTurned(t *testing.T) {
	t.Parallel()
	p := &panel{at: map[string]string{}}
	desk := open(t, backofficetest.NewTown(), p)
	desk.Get("/admin/faults").Has(http.StatusOK, "Payments", "Mail", "Search", "Cards work.", "Mail waits.", `value="works" aria-pressed="true"`,
		`value="declines" aria-pressed="false"`, "!Broken on purpose")
	for name, position := range map[string]string{"payments": "declines", "mail": "stopped", "search": "slow"} {
		for range 2 { // pressed twice, it is where it is
			desk.Post("/admin/faults", turn(name, position)).Leads("/admin/faults?notice=switched")
		}
		desk.Get("/admin/faults?notice=switched").Has(http.StatusOK, `value="`+position+`" aria-pressed="true"`, "Broken on purpose", "until <time", "3 Mar 2026, 12:10:00 UTC")
		desk.Post("/admin/faults", turn(name, "works")).Leads("/admin/faults?notice=switched")
		desk.Get("/admin/faults").Has(http.StatusOK, "!Broken on purpose")
	}
}

func TestASwitchThatThereIsNot(t *testing.T) {
	t.Parallel()
	p := &panel{at: map[string]string{}, refused: errs.InvalidFields(errs.Field{Name: "switch", Problem: "must be payments, mail or search"})}
	open(t, backofficetest.NewTown(), p).Post("/admin/faults", turn("<script>alert", "x")).
		Has(http.StatusUnprocessableEntity, "must be payments, mail or search", "!<script>alert")
}

func TestASwitchWithoutWordsHasItsName(t *testing.T) {
	t.Parallel()
	if got := titleOf(backoffice.Switch{Name: "weather"}); got != "weather" {
		t.Error(got)
	}
}
