package ui

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func figure(values ...float64) Figure {
	s := Series{Name: "Sales"}
	for i, v := range values {
		s.Points = append(s.Points, Point{Label: nth("day", i), Value: v})
	}
	return Figure{ID: "chart", Title: "Sales", Desc: "What was sold", Series: []Series{s}}
}

func TestTheAxisHasRoundSteps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values []float64
		want   []float64
	}{
		{[]float64{0, 251}, []float64{300, 200, 100, 0}},
		{[]float64{6252}, []float64{8000, 6000, 4000, 2000, 0}},
		{[]float64{0.3}, []float64{0.3, 0.2, 0.1, 0}},
		{[]float64{-10, 30}, []float64{30, 20, 10, 0, -10}},
		{[]float64{0, 0}, []float64{4, 3, 2, 1, 0}},
		{nil, []float64{4, 3, 2, 1, 0}},
		{[]float64{math.NaN(), math.Inf(1), 40}, []float64{40, 30, 20, 10, 0}},
	} {
		got := figure(c.values...).scale().ticks()
		if !slices.EqualFunc(got, c.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }) {
			t.Errorf("of %v the axis has %v, want %v", c.values, got, c.want)
		}
	}
}

func TestLinesAndBarsStandWhereTheirValuesAre(t *testing.T) {
	t.Parallel()
	f := figure(0, 100, 50)
	s := f.scale()
	if got, want := s.linePath(f.Series[0].Points, false), "M0 400L500 0L1000 200"; got != want {
		t.Errorf("the line is %s, want %s", got, want)
	}
	if got, want := s.linePath(f.Series[0].Points, true), "M0 400L500 0L1000 200L1000 400L0 400z"; got != want {
		t.Errorf("the area is %s, want %s", got, want)
	}
	bars := figure(100, -100).scale().bars(figure(100, -100).Series[0].Points)
	if want := []bar{{"75", "0", "350", "200"}, {"575", "200", "350", "200"}}; !slices.Equal(bars, want) {
		t.Errorf("the bars are %v, want %v", bars, want)
	}
	if got, want := sparkPath([]float64{1, 1}), "M2 12L94 12"; got != want {
		t.Errorf("a flat spark is %s, want %s", got, want)
	}
	if got := sparkPath(nil); got != "" {
		t.Errorf("nothing is drawn as %s", got)
	}
}

func TestLabelsThinOutFromTheFirstToTheLast(t *testing.T) {
	t.Parallel()
	f := figure(make([]float64, 30)...)
	got := f.axisLabels()
	if len(got) != shownLabels || got[0] != "day-0" || got[len(got)-1] != "day-29" {
		t.Errorf("30 labels thin out to %v", got)
	}
	few := figure(make([]float64, 8)...)
	few.Bars = true
	if got := few.axisLabels(); len(got) != 8 {
		t.Errorf("eight bars have room for their labels, got %v", got)
	}
}

func TestAChartIsSaidAndHasItsNumbers(t *testing.T) {
	t.Parallel()
	f := figure(1234.4, 2)
	f.Series = append(f.Series, Series{Name: "Refunds", Points: []Point{{"day-0", 7}}}) // shorter: its cell stays empty
	html := rendered(t, Chart(f))
	for _, want := range []string{`aria-labelledby="chart-title chart-desc"`, "What was sold</desc>", "1,234", `<th scope="row">day-1</th>`, "Refunds</th>"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in %s", want, html)
		}
	}
	if html = rendered(t, Chart(Figure{ID: "none", Title: "Nothing"})); !strings.Contains(html, "nothing to show yet") {
		t.Errorf("an empty chart is %s", html)
	}
	both := f
	both.Bars = true
	if len(both.drawn()) != 1 {
		t.Error("bars of several series would hide one another")
	}
}
