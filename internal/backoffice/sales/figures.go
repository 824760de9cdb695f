package sales

import (
	"math"
	"strings"
	"time"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	"rialto/internal/commerce"
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

// spanOf returns the span of that name, the shortest where there is none.
func spanOf(name string) span {
	for _, sp := range spans {
		if sp.Name == name {
			return sp
		}
	}
	return spans[0]
}

// between is the time the span covers: whole days up to now, with a little after it, since other clocks write rows.
func (sp span) between(now time.Time) (from, to int64) {
	return commerce.Micros(now.AddDate(0, 0, 1-sp.Days)), commerce.Micros(now.Add(time.Hour))
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
		ID: "revenue", Title: "Revenue per " + v.Span.Bucket, Axis: v.axis(),
		Desc:   "Revenue of orders placed here and of purchases imported as history, before discounts and tax.",
		Series: v.series(func(s *analyticsv1.Sold) float64 { return float64(s.GetRevenue()) / unit }),
		Format: func(value float64) string {
			return rounded(commerce.Money{Amount: int64(math.Round(value * unit)), Currency: v.Currency})
		},
	}
}

func (v *dashboardView) orders() ui.Figure {
	return ui.Figure{
		ID: "orders-chart", Title: "Orders per " + v.Span.Bucket, Axis: v.axis(),
		Desc:   "Confirmed orders placed here, and baskets imported as history.",
		Series: v.series(func(s *analyticsv1.Sold) float64 { return float64(s.GetOrders()) }),
	}
}

func (v *dashboardView) axis() string { return strings.ToUpper(v.Span.Bucket[:1]) + v.Span.Bucket[1:] }

// rounded leaves out cents that are none: an axis is read at a glance.
func rounded(m commerce.Money) string { return strings.TrimSuffix(ui.Money(m), ".00") }

func (v *dashboardView) series(of func(*analyticsv1.Sold) float64) []ui.Series {
	here, before := ui.Series{Name: "Orders here"}, ui.Series{Name: "Imported history"}
	for _, point := range v.Sales.Is.GetPoints() {
		label := commerce.FromMicros(point.GetAt()).Format(v.Span.Layout)
		here.Points = append(here.Points, ui.Point{Label: label, Value: of(point.GetOrders())})
		before.Points = append(before.Points, ui.Point{Label: label, Value: of(point.GetHistory())})
	}
	return []ui.Series{here, before}
}

// sold is what orders here brought in the span, with its course.
func (v *dashboardView) sold() (revenue, orders int64, course []float64) {
	for _, point := range v.Sales.Is.GetPoints() {
		revenue += point.GetOrders().GetRevenue()
		orders += point.GetOrders().GetOrders()
		course = append(course, float64(point.GetOrders().GetRevenue()+point.GetHistory().GetRevenue()))
	}
	return revenue, orders, course
}
