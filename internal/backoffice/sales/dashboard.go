package sales

import (
	"net/http"

	"golang.org/x/sync/errgroup"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	notificationv1 "rialto/gen/rialto/notification/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/backoffice"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/ui"
)

// Limits of what the dashboard shows.
const (
	topSellers = 10
	latest     = 8
	mostStuck  = 100
)

// dashboardView is how the shop does.
type dashboardView struct {
	Span     span
	Currency string
	Sales    part[*analyticsv1.SalesResponse]
	Products backoffice.Shelf
	Counts   part[*analyticsv1.SummaryResponse]
	Index    part[*searchv1.StatusResponse]
	Behind   part[*busv1.Group] // the consumer that has read least; nil = there is none
	Waiting  part[int64]
	Stuck    part[[]*orderv1.Saga]
	Latest   part[[]*orderv1.Order]
}

func (s pages) dashboard(p *page.Page) error {
	v := &dashboardView{Span: spanOf(p.Query("span")), Currency: p.Currency}
	from, to := v.Span.between(s.Deps.Now())
	var g errgroup.Group
	ask(&g, &v.Sales, func() (*analyticsv1.SalesResponse, error) {
		return s.Needs.Analytics.Sales(p.Ctx, &analyticsv1.SalesRequest{
			From: from, To: to, Bucket: v.Span.Bucket, Currency: v.Currency, Top: topSellers,
		})
	})
	ask(&g, &v.Counts, func() (*analyticsv1.SummaryResponse, error) {
		return s.Needs.Analytics.Summary(p.Ctx, &analyticsv1.SummaryRequest{})
	})
	ask(&g, &v.Index, func() (*searchv1.StatusResponse, error) {
		return s.Needs.Search.Status(p.Ctx, &searchv1.StatusRequest{})
	})
	ask(&g, &v.Behind, func() (*busv1.Group, error) { return s.slowest(p) })
	ask(&g, &v.Waiting, func() (int64, error) {
		got, err := s.Needs.Notification.ListMailbox(p.Ctx, &notificationv1.ListMailboxRequest{Limit: 1})
		return got.GetWaiting(), err
	})
	ask(&g, &v.Stuck, func() ([]*orderv1.Saga, error) {
		got, err := s.Needs.Order.ListSagas(p.Ctx, &orderv1.ListSagasRequest{NeedsPersonOnly: true, Limit: mostStuck})
		return got.GetSagas(), err
	})
	ask(&g, &v.Latest, func() ([]*orderv1.Order, error) {
		got, err := s.Needs.Order.ListAll(p.Ctx, &orderv1.ListAllRequest{Limit: latest})
		return got.GetOrders(), err
	})
	_ = g.Wait() // failures are in their parts
	v.Products = s.Products(p.Ctx, sellersOf(v.Sales.Is.GetTop()))
	return p.Render(http.StatusOK, ui.Frame{Title: "Dashboard"}, dashboardPage(v))
}

// slowest is the consumer with most events before it.
func (s pages) slowest(p *page.Page) (*busv1.Group, error) {
	got, err := s.Needs.Bus.Groups(p.Ctx, &busv1.GroupsRequest{})
	var most *busv1.Group
	for _, group := range got.GetGroups() {
		if most == nil || group.GetLag() > most.GetLag() {
			most = group
		}
	}
	return most, err
}

// sellersOf are the products of a list, best first.
func sellersOf(top []*analyticsv1.ProductSales) []int64 {
	var ids []int64
	for _, one := range top {
		ids = append(ids, one.GetProductId())
	}
	return ids
}

// tile is one number that matters; Note says more about it, Way leads to where it comes from.
type tile struct {
	Name, Value, Note string
	Way               ui.Link
	Course            []float64
}

// tiles are what an operator looks at first.
func (v *dashboardView) tiles() []tile {
	revenue, orders, course := v.sold()
	behind := ""
	if v.Behind.Is.GetLag() > 0 {
		behind = "most: " + v.Behind.Is.GetName()
	}
	return []tile{
		{Name: "Revenue, " + v.Span.Text, Value: known(v.Sales.Failed, ui.Money(commerce.Money{Amount: revenue, Currency: v.Currency})),
			Note: "orders placed here", Course: course},
		{Name: "Orders, " + v.Span.Text, Value: known(v.Sales.Failed, ui.Count(orders)), Note: "placed here and confirmed",
			Way: ui.Link{Text: "All orders", Href: "/admin/orders"}},
		{Name: "Purchases imported", Value: known(v.Counts.Failed, ui.Count(v.Counts.Is.GetHistoryLines())), Note: "lines of history, to learn from"},
		{Name: "Products searchable", Value: known(v.Index.Failed, ui.Count(v.Index.Is.GetDocuments())),
			Way: ui.Link{Text: "All products", Href: "/admin/products"}},
		{Name: "Events still to read", Value: known(v.Behind.Failed, ui.Count(v.Behind.Is.GetLag())), Note: behind,
			Way: ui.Link{Text: "The event log", Href: "/admin/events"}},
		{Name: "Mails waiting", Value: known(v.Waiting.Failed, ui.Count(v.Waiting.Is)), Way: ui.Link{Text: "The mailbox", Href: "/admin/mailbox"}},
	}
}

func known(failed, text string) string {
	if failed != "" {
		return "?"
	}
	return text
}

// silent are what the tiles could not be told, each once.
func (v *dashboardView) silent() []string {
	var out []string
	for _, asked := range []struct{ name, failed string }{
		{"sales", v.Sales.Failed}, {"imported purchases", v.Counts.Failed}, {"products searchable", v.Index.Failed},
		{"events still to read", v.Behind.Failed}, {"mails waiting", v.Waiting.Failed}, {"checkouts that need a person", v.Stuck.Failed},
	} {
		if asked.failed != "" {
			out = append(out, asked.name)
		}
	}
	return out
}
