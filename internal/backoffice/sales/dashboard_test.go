package sales

import (
	"net/http"
	"strings"
	"testing"
	"time"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// selling is a town that sells: two days of orders beside a day of history.
func selling() *backofficetest.Town {
	town := backofficetest.NewTown()
	at := commerce.Micros(backofficetest.Noon)
	town.Sold = &analyticsv1.SalesResponse{
		Points: []*analyticsv1.SalesPoint{
			{At: at - 86_400_000_000, Orders: &analyticsv1.Sold{Orders: 2, Revenue: 8050}, History: &analyticsv1.Sold{Orders: 30, Revenue: 90_000}},
			{At: at, Orders: &analyticsv1.Sold{Orders: 1, Revenue: 4000}},
		},
		Top: []*analyticsv1.ProductSales{{ProductId: backofficetest.Lamp, Units: 6, Revenue: 12_050}, {ProductId: 999, Units: 1, Revenue: 100}},
	}
	town.History, town.Searchable, town.Waiting = 105_746, 22_542, 3
	return town
}

func TestTheDashboard(t *testing.T) {
	t.Parallel()
	open(t, selling()).Get("/admin").Has(http.StatusOK,
		"Prices in USD, times in UTC.", "$120.50", "Revenue per day", "Orders per day", "105,746", "22,542", "Mails waiting", "most: search",
		"2 Mar", "3 Mar", "<svg", "Show the numbers", "$900", `href="/admin/products/101"`, "Brass lamp", "Product 999", "/admin/orders/5001",
		"!Not known right now", "!needs a person")
}

func TestTheDashboardCoversASpan(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		query, bucket string
		days          int
		words         []string
	}{
		{"", "day", 30, []string{"Revenue, 30 days", "2 Mar"}},
		{"?span=90d", "week", 91, []string{"Revenue, 13 weeks", "Revenue per week", "2 Mar"}},
		{"?span=1y", "month", 365, []string{"Revenue, 12 months", "Revenue per month", "Mar 2026"}},
		{"?span=2y", "month", 730, []string{"Revenue, 24 months", "Mar 2026"}},
		{"?span=century", "day", 30, []string{"Revenue, 30 days"}},
	} {
		town := selling()
		open(t, town).Get("/admin"+s.query).Has(http.StatusOK, s.words...)
		asked := town.Asked[0].(*analyticsv1.SalesRequest)
		if days := (asked.GetTo() - asked.GetFrom()) / (24 * time.Hour).Microseconds(); asked.GetBucket() != s.bucket || days != int64(s.days)-1 || asked.GetTop() != topSellers {
			t.Errorf("%q asks for %d days by %s", s.query, days, asked.GetBucket())
		}
	}
}

func TestTheDashboardShowsTheChosenCurrency(t *testing.T) {
	t.Parallel()
	town := selling()
	desk := open(t, town)
	desk.Cookies = []string{"rialto_currency=EUR"}
	desk.Get("/admin").Has(http.StatusOK, "Prices in EUR", "€120.50", "$46.99") // an order's total stays in its own
	if asked := town.Asked[0].(*analyticsv1.SalesRequest).GetCurrency(); asked != "EUR" {
		t.Errorf("asked for %s", asked)
	}
}

func TestAnEmptyShopHasADashboard(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Orders, town.Readers, town.Sagas = nil, nil, nil
	open(t, town).Get("/admin").Has(http.StatusOK, "$0.00", "There is nothing to show yet.", "None yet. Orders appear here", "!What sold most")
}

func TestCheckoutsThatNeedAPersonAreNamed(t *testing.T) {
	t.Parallel()
	town := selling()
	town.Sagas["6001"] = []*orderv1.Saga{{OrderId: "6001", State: "needs_person"}}
	desk := open(t, town)
	desk.Get("/admin").Has(http.StatusOK, "1 checkout needs a person", `href="/admin/orders/6001"`)
	town.Sagas["6002"] = []*orderv1.Saga{{OrderId: "6002", State: "needs_person"}}
	desk.Get("/admin").Has(http.StatusOK, "2 checkouts need a person", `href="/admin/orders/6002"`)
}

// TestARoomThatIsDownCostsItsNumbers: each alone, and all of them together.
func TestARoomThatIsDownCostsItsNumbers(t *testing.T) {
	t.Parallel()
	said := map[string]string{
		"analytics": "Not known right now: sales, imported purchases.", "search": "Not known right now: products searchable.",
		"bus": "Not known right now: events still to read.", "notification": "Not known right now: mails waiting.",
		"order sagas": "Not known right now: checkouts that need a person.", "order": "Orders are being repaired.", "catalog": "Product 101",
	}
	all := selling()
	for room, words := range said {
		town := selling()
		town.Down[room] = errs.Unavailable("down", "Orders are being repaired.")
		all.Down[room] = town.Down[room]
		open(t, town).Get("/admin").Has(http.StatusOK, "Dashboard", words)
	}
	got := open(t, all).Get("/admin")
	got.Has(http.StatusOK, "Dashboard", `<p class="metric-value">?</p>`, "!$120.50")
	if n := strings.Count(got.Body, `<p class="metric-value">?</p>`); n != 6 {
		t.Errorf("%d numbers are not known, want 6", n)
	}
}

func TestAxesAreReadAtAGlance(t *testing.T) {
	t.Parallel()
	for minor, want := range map[int64]string{4_000_000: "$40,000", 1250: "$12.50", 0: "$0"} {
		if got := rounded(commerce.Money{Amount: minor, Currency: "USD"}); got != want {
			t.Errorf("%d: %q, want %q", minor, got, want)
		}
	}
}

func TestHostileDashboard(t *testing.T) {
	t.Parallel()
	h := backofficetest.Hostile
	town := selling()
	town.Products[0].Title, town.Readers[1].Name = h("title"), h("reader")
	town.Orders[0].Address.Name, town.Orders[0].OrderId = h("name"), h("order")
	town.Sagas["x"] = []*orderv1.Saga{{OrderId: h("stuck"), State: "needs_person"}}
	open(t, town).Get("/admin").Shows("title", "reader", "name", "order", "stuck")
	town.Down["order"] = errs.Unavailable("down", "%s", h("failure"))
	got := open(t, town).Get("/admin")
	got.Has(http.StatusOK, "!<script>alert", "alert(&#39;failure&#39;)")
}
