package sales

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	notificationv1 "rialto/gen/rialto/notification/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/ui"
)

// span is a stretch of time that the dashboard can show.
type span struct {
	Name, Text string
	Days       int
	Bucket     string
	Layout     string // of a bucket's label
}

var spans = []span{
	{"30d", "30 days", 30, "day", "2 Jan"},
	{"90d", "13 weeks", 91, "week", "2 Jan"},
	{"1y", "12 months", 365, "month", "Jan 2006"},
	{"2y", "24 months", 730, "month", "Jan 2006"},
}

const topSellers = 10

// dashboardView is how the shop does.
type dashboardView struct {
	Span     span
	Currency string
	Sales    part[*analyticsv1.SalesResponse]
	Titles   map[int64]string
	Counts   part[*analyticsv1.SummaryResponse]
	Index    part[*searchv1.StatusResponse]
	Lag      part[int64]
	Waiting  part[int64]
	Stuck    part[int]
	Latest   part[[]*orderv1.Order]
}

func (s pages) dashboard(p *page.Page) error {
	v := &dashboardView{Span: spans[0], Currency: p.Currency}
	for _, sp := range spans {
		if sp.Name == p.Query("span") {
			v.Span = sp
		}
	}
	now := s.Deps.Now()
	var g errgroup.Group
	ask(&g, &v.Sales, func() (*analyticsv1.SalesResponse, error) {
		return s.Needs.Analytics.Sales(p.Ctx, &analyticsv1.SalesRequest{
			From: commerce.Micros(now.AddDate(0, 0, 1-v.Span.Days)), To: commerce.Micros(now.Add(time.Hour)),
			Bucket: v.Span.Bucket, Currency: v.Currency, Top: topSellers,
		})
	})
	ask(&g, &v.Counts, func() (*analyticsv1.SummaryResponse, error) {
		return s.Needs.Analytics.Summary(p.Ctx, &analyticsv1.SummaryRequest{})
	})
	ask(&g, &v.Index, func() (*searchv1.StatusResponse, error) {
		return s.Needs.Search.Status(p.Ctx, &searchv1.StatusRequest{})
	})
	ask(&g, &v.Lag, func() (int64, error) {
		got, err := s.Needs.Bus.Groups(p.Ctx, &busv1.GroupsRequest{})
		most := int64(0)
		for _, group := range got.GetGroups() {
			most = max(most, group.GetLag())
		}
		return most, err
	})
	ask(&g, &v.Waiting, func() (int64, error) {
		got, err := s.Needs.Notification.ListMailbox(p.Ctx, &notificationv1.ListMailboxRequest{Limit: 1})
		return got.GetWaiting(), err
	})
	ask(&g, &v.Stuck, func() (int, error) {
		got, err := s.Needs.Order.ListSagas(p.Ctx, &orderv1.ListSagasRequest{NeedsPersonOnly: true, Limit: 100})
		return len(got.GetSagas()), err
	})
	ask(&g, &v.Latest, func() ([]*orderv1.Order, error) {
		got, err := s.Needs.Order.ListAll(p.Ctx, &orderv1.ListAllRequest{Limit: 8})
		return got.GetOrders(), err
	})
	_ = g.Wait() // failures are in their parts
	v.Titles = s.titles(p, v.Sales.Is.GetTop())
	return p.Render(http.StatusOK, ui.Frame{Title: "Dashboard"}, dashboardPage(v))
}

// titles names the products of a list; those the catalogue does not tell are shown by number.
func (s pages) titles(p *page.Page, sold []*analyticsv1.ProductSales) map[int64]string {
	var ids []int64
	for _, one := range sold {
		ids = append(ids, one.GetProductId())
	}
	got, err := s.Needs.Catalog.GetProducts(p.Ctx, &catalogv1.GetProductsRequest{ProductIds: ids})
	if err != nil {
		s.Deps.Log.Warn("name the best sellers", "error", err)
	}
	out := map[int64]string{}
	for _, product := range got.GetProducts() {
		out[product.GetProductId()] = product.GetTitle()
	}
	return out
}

func (v *dashboardView) title(product int64) string {
	if t := v.Titles[product]; t != "" {
		return t
	}
	return strconv.FormatInt(product, 10)
}

func (v *dashboardView) tabs() []ui.Tab {
	var tabs []ui.Tab
	for _, sp := range spans {
		tabs = append(tabs, ui.Tab{Text: sp.Text, Href: "/admin?span=" + sp.Name, Count: -1, Current: sp == v.Span})
	}
	return tabs
}

// revenue is drawn in whole units of the currency.
func (v *dashboardView) revenue() ui.Figure {
	unit := math.Pow10(commerce.MinorDigits(v.Currency))
	return ui.Figure{
		ID: "revenue", Title: "Revenue per " + v.Span.Bucket, Axis: v.Span.Bucket,
		Desc:   "Revenue of orders placed here and of purchases imported as history, before discounts and tax.",
		Series: v.series(func(s *analyticsv1.Sold) float64 { return float64(s.GetRevenue()) / unit }),
		Format: func(value float64) string {
			return ui.Money(commerce.Money{Amount: int64(math.Round(value * unit)), Currency: v.Currency})
		},
	}
}

func (v *dashboardView) orders() ui.Figure {
	return ui.Figure{
		ID: "orders-chart", Title: "Orders per " + v.Span.Bucket, Axis: v.Span.Bucket,
		Desc:   "Confirmed orders placed here, and baskets imported as history.",
		Series: v.series(func(s *analyticsv1.Sold) float64 { return float64(s.GetOrders()) }),
	}
}

func (v *dashboardView) series(of func(*analyticsv1.Sold) float64) []ui.Series {
	here, before := ui.Series{Name: "Orders here"}, ui.Series{Name: "Imported history"}
	for _, point := range v.Sales.Is.GetPoints() {
		label := commerce.FromMicros(point.GetAt()).Format(v.Span.Layout)
		here.Points = append(here.Points, ui.Point{Label: label, Value: of(point.GetOrders())})
		before.Points = append(before.Points, ui.Point{Label: label, Value: of(point.GetHistory())})
	}
	return []ui.Series{here, before}
}

// facts are what an operator looks at first.
func (v *dashboardView) facts() []ui.Term {
	var revenue, orders int64
	for _, point := range v.Sales.Is.GetPoints() {
		revenue += point.GetOrders().GetRevenue()
		orders += point.GetOrders().GetOrders()
	}
	return []ui.Term{
		{Name: "Revenue of orders here", Text: told(v.Sales.Failed, ui.Money(commerce.Money{Amount: revenue, Currency: v.Currency}))},
		{Name: "Orders here", Text: told(v.Sales.Failed, ui.Count(orders))},
		{Name: "Products in the index", Text: told(v.Index.Failed, ui.Count(v.Index.Is.GetDocuments()))},
		{Name: "Lines of history", Text: told(v.Counts.Failed, ui.Count(v.Counts.Is.GetHistoryLines()))},
		{Name: "Events not yet read by the slowest consumer", Text: told(v.Lag.Failed, ui.Count(v.Lag.Is))},
		{Name: "Mails waiting", Text: told(v.Waiting.Failed, ui.Count(v.Waiting.Is))},
		{Name: "Checkouts that need a person", Text: told(v.Stuck.Failed, ui.Count(int64(v.Stuck.Is)))},
	}
}

func told(failed, text string) string {
	if failed != "" {
		return "not known right now"
	}
	return text
}
