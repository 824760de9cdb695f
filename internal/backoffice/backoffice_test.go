package backoffice_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"rialto/internal/backoffice"
	"rialto/internal/backoffice/backofficetest"
)

// noTrouble are switches of which nothing is asked.
type noTrouble struct{}

func (noTrouble) Switches() []backoffice.Switch             { return nil }
func (noTrouble) Set(context.Context, string, string) error { return nil }

func TestTheFaultPanelIsOnlyThereWithSwitches(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	open(t, town).Get("/admin/coupons").Has(http.StatusOK, `href="/admin/events"`, "!Fault panel")
	open(t, town, backofficetest.With(noTrouble{})).Get("/admin/coupons").Has(http.StatusOK, `href="/admin/faults"`)
}

func TestEveryPageIsForThisOperatorAlone(t *testing.T) {
	t.Parallel()
	got := open(t, backofficetest.NewTown()).Get("/admin/coupons")
	got.Has(http.StatusOK, `name="robots" content="noindex"`, `aria-current="page">Coupons`)
	if cache := got.Header.Get("Cache-Control"); cache != "no-store" {
		t.Errorf("Cache-Control %q", cache)
	}
	if policy := got.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "'nonce-") {
		t.Errorf("policy %q", policy)
	}
}

func TestAChangedCurrencyLeadsBackToTheSameList(t *testing.T) {
	t.Parallel()
	desk := open(t, backofficetest.NewTown())
	desk.Get("/admin/products?q=lamp&page=1").Has(http.StatusOK, `name="next" value="/admin/products?q=lamp&amp;page=1"`)
	desk.Post("/admin/products/101/pictures/remove", form("picture", "/drawn/lamp.svg")).Has(http.StatusConflict, `name="next" value="/admin"`)
}

func TestAnAddressThatIsNoPage(t *testing.T) {
	t.Parallel()
	desk := open(t, backofficetest.NewTown())
	desk.Get("/admin/nowhere").Has(http.StatusNotFound, "There is no page at this address.", `href="/admin"`)
	desk.Send("DELETE", "/admin/coupons", nil).Has(http.StatusNotFound)
}
