package engine

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/flashsale"
	"rialto/internal/platform/errs"
)

// stage notes what it was asked for.
type stage struct {
	standing flashsale.Standing
	asked    []flashsale.Options
	refuse   error
}

func (s *stage) Start(opts flashsale.Options) error {
	s.asked = append(s.asked, opts)
	return s.refuse
}

func (s *stage) Standing() flashsale.Standing { return s.standing }

func crowd(changed ...string) url.Values {
	v := url.Values{"buyers": {"5000"}, "stock": {"100"}, "declines": {"10 %"}, "timeouts": {"0"}, "waiting_room": {"yes"}}
	for i := 0; i < len(changed); i += 2 {
		v.Set(changed[i], changed[i+1])
	}
	return v
}

func TestWithoutAStageThereIsNoFlashSale(t *testing.T) {
	t.Parallel()
	open(t, backofficetest.NewTown(), nil).Get("/admin/flash-sale").Has(http.StatusNotFound, "!Flash sale")
}

func TestACrowdIsLetIn(t *testing.T) {
	t.Parallel()
	s := &stage{}
	desk := backofficetest.Open(t, backofficetest.NewTown(), Routes, backofficetest.WithCrowd(s))
	desk.Get("/admin/flash-sale").Has(http.StatusOK, "Start the sale", `value="5000"`)
	desk.Post("/admin/flash-sale", crowd()).Leads("/admin/flash-sale")
	if o := s.asked[0]; o.Buyers != 5000 || o.Stock != 100 || o.Declines != 0.1 || o.Timeouts != -1 || !o.WaitingRoom {
		t.Errorf("asked for %+v", o)
	}
	for field, typed := range map[string]string{"buyers": "100001", "stock": "0", "declines": "101", "timeouts": "few"} {
		desk.Post("/admin/flash-sale", crowd(field, typed)).Has(http.StatusUnprocessableEntity, "must be a", `value="`+typed+`"`)
	}
	if len(s.asked) != 1 {
		t.Errorf("nonsense reached the stage: %v", s.asked)
	}
	s.refuse = errs.Conflict("sale_running", "A flash sale is running already.")
	desk.Post("/admin/flash-sale", crowd()).Has(http.StatusConflict, "A flash sale is running already.")
}

func TestTheSaleIsWatchedAndProven(t *testing.T) {
	t.Parallel()
	s := &stage{standing: flashsale.Standing{Running: true, Phase: "sale", Done: 1200, Total: 5000, Options: flashsale.Options{Buyers: 5000, Stock: 100}}}
	desk := backofficetest.Open(t, backofficetest.NewTown(), Routes, backofficetest.WithCrowd(s))
	a := desk.Get("/admin/flash-sale")
	a.Has(http.StatusOK, "5,000 buyers, 100 units. Now: sale, 1,200 of 5,000.", "!Start the sale")
	if a.Header.Get("Refresh") != "2" {
		t.Error("the page does not ask again")
	}
	report := &flashsale.Report{Options: flashsale.Options{Buyers: 5000, Stock: 100}, ProductID: "101", Sold: 100, AnsweredWithin: 3 * time.Second}
	s.standing = flashsale.Standing{Report: report}
	desk.Get("/admin/flash-sale").Has(http.StatusOK, "Every promise held.", "Sold, of 100 units", "/admin/inventory/101", "Start the sale", "!>No<")
	report.Oversold, report.Problems = 1, []string{"1 sold more than there was"}
	desk.Get("/admin/flash-sale").Has(http.StatusOK, "A promise was broken.", "1 sold more than there was", "No")
	s.standing = flashsale.Standing{Failed: "gather the buyers: no"}
	desk.Get("/admin/flash-sale").Has(http.StatusOK, "did not come to its end: gather the buyers: no")
}
