package goods

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

func drop(changed ...string) url.Values {
	v := url.Values{"product_id": {"101"}, "starts_at": {"2026-03-04T18:00"}, "ends_at": {"2026-03-05T18:00"}, "limit_per_buyer": {"2"}, "waiting_room": {"yes"}}
	for i := 0; i < len(changed); i += 2 {
		v.Set(changed[i], changed[i+1])
	}
	return v
}

func TestADropIsAnnouncedChangedAndEnded(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	desk.Get("/admin/drops?product=101").Has(http.StatusOK, "No drops yet", `value="101"`)
	desk.Post("/admin/drops", drop()).Leads("/admin/drops?notice=drop-made")
	d := town.Drops[0]
	if start := commerce.Micros(time.Date(2026, 3, 4, 18, 0, 0, 0, time.UTC)); d.GetStartsAt() != start || d.GetLimitPerBuyer() != 2 || !d.GetWaitingRoom() {
		t.Errorf("announced %v", d)
	}
	d.Joined, d.Admitted, d.Rate = 400, 100, 20
	desk.Get("/admin/drops").Has(http.StatusOK, "Brass lamp", "100 of 400 let in, 20 a second", "Open the doors")
	desk.Post("/admin/drops/101/waiting-room", url.Values{"waiting_room": {"off"}}).Leads("/admin/drops?notice=drop-changed")
	if got := town.Asked[1].(*dropv1.UpdateDropRequest).GetDrop(); got.GetWaitingRoom() {
		t.Errorf("changed to %v", got)
	}
	desk.Post("/admin/drops/101/end", nil).Leads("/admin/drops?notice=drop-ended")
	desk.Get("/admin/drops").Has(http.StatusOK, "!End now")
	desk.Post("/admin/drops/101/waiting-room", nil).Has(http.StatusNotFound)
	desk.Post("/admin/drops/7/end", nil).Has(http.StatusNotFound)
}

func TestAWrongDropComesBackAsItWasTyped(t *testing.T) {
	t.Parallel()
	for field, typed := range map[string]string{
		"product_id": "lamp", "starts_at": "tomorrow", "ends_at": "2026-03-04T17:00", "limit_per_buyer": "-1",
	} {
		town := backofficetest.NewTown()
		open(t, town).Post("/admin/drops", drop(field, typed)).Has(http.StatusUnprocessableEntity, `href="#`+field+`"`, `value="`+typed+`"`)
		if len(town.Asked) != 0 {
			t.Errorf("%s: asked %v", field, town.Asked)
		}
	}
	town := backofficetest.NewTown()
	town.Refuse = errs.Conflict("drop_exists", "There is a drop of this product already.")
	open(t, town).Post("/admin/drops", drop()).Has(http.StatusConflict, "There is a drop of this product already.")
}
