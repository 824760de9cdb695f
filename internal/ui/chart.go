package ui

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Figure is a chart. Its series have values at the same labels, in the same order.
type Figure struct {
	ID     string // unique on the page
	Title  string
	Desc   string               // what it shows in one sentence, for those who do not see it
	Axis   string               // head of the labels in the table: "Day"
	Bars   bool                 // instead of lines; of the first series alone
	Series []Series             // at most four are told apart by colour
	Format func(float64) string // of a value on the axis and in the table; default whole numbers with separators
}

// Series is a line of a Figure, or its bars.
type Series struct {
	Name   string
	Points []Point
}

// Point is a value with its label on the axis.
type Point struct {
	Label string
	Value float64
}

// The plot is drawn in these units and stretched to its place; lines keep their width, words stand outside as HTML.
const plotWidth, plotHeight = 1000.0, 400.0

// wantedTicks is how many intervals the axis is cut into, about; shownLabels how many labels stand below a plot.
const wantedTicks, shownLabels = 4, 6

// scale is a value axis from low to high in equal steps; zero is within it.
type scale struct{ low, high, step float64 }

func (f Figure) scale() scale {
	low, high := 0.0, 0.0
	for _, s := range f.drawn() {
		for _, p := range s.Points {
			low, high = min(low, finite(p.Value)), max(high, finite(p.Value))
		}
	}
	step := niceStep((high - low) / wantedTicks)
	top := math.Ceil(high/step) * step
	bottom := math.Floor(low/step) * step
	if top == bottom {
		top = bottom + step*wantedTicks
	}
	return scale{bottom, top, step}
}

// niceStep is the next of 1, 2, 2.5, 5 × 10ⁿ that is not below rough.
func niceStep(rough float64) float64 {
	if rough <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*power >= rough {
			return m * power
		}
	}
	return 10 * power
}

// ticks are the values at the grid's lines, highest first, as they stand from top to bottom.
func (s scale) ticks() []float64 {
	var out []float64
	for n := math.Round((s.high - s.low) / s.step); n >= 0; n-- {
		out = append(out, s.low+n*s.step)
	}
	return out
}

func (s scale) y(v float64) float64 {
	return plotHeight - (finite(v)-s.low)/(s.high-s.low)*plotHeight
}

func (f Figure) drawn() []Series {
	if f.Bars && len(f.Series) > 1 {
		return f.Series[:1]
	}
	return f.Series
}

func (f Figure) labels() []string {
	if len(f.Series) == 0 {
		return nil
	}
	var out []string
	for _, p := range f.Series[0].Points {
		out = append(out, p.Label)
	}
	return out
}

// axisLabels are those that have room below the plot: all of few bars, else some at equal distances.
func (f Figure) axisLabels() []string {
	all := f.labels()
	if len(all) <= shownLabels || f.Bars && len(all) <= 2*shownLabels {
		return all
	}
	out := make([]string, shownLabels)
	for i := range out {
		out[i] = all[int(math.Round(float64(i)*float64(len(all)-1)/(shownLabels-1)))]
	}
	return out
}

// linePath draws a line through the points; with closed also down to the zero line and back.
func (s scale) linePath(points []Point, closed bool) string {
	var b strings.Builder
	for i, p := range points {
		b.WriteString(pick(i == 0, "M", "L") + coordinate(xOf(i, len(points))) + " " + coordinate(s.y(p.Value)))
	}
	if closed && len(points) > 0 {
		zero := coordinate(s.y(0))
		b.WriteString("L" + coordinate(xOf(len(points)-1, len(points))) + " " + zero + "L0 " + zero + "z")
	}
	return b.String()
}

func xOf(i, n int) float64 {
	if n < 2 {
		return plotWidth / 2
	}
	return float64(i) / float64(n-1) * plotWidth
}

// bar is a rectangle of a bar chart.
type bar struct{ x, y, width, height string }

func (s scale) bars(points []Point) []bar {
	var out []bar
	slot := plotWidth / float64(len(points))
	for i, p := range points {
		from, to := s.y(0), s.y(p.Value)
		out = append(out, bar{coordinate(slot * (float64(i) + .15)), coordinate(min(from, to)), coordinate(slot * .7), coordinate(math.Abs(from - to))})
	}
	return out
}

// sparkPath draws values into 96 × 24 with a margin for the line's width.
func sparkPath(values []float64) string {
	if len(values) == 0 {
		return ""
	}
	low, high := slices.Min(values), slices.Max(values)
	var b strings.Builder
	for i, v := range values {
		height := 0.5
		if high > low {
			height = finite((v - low) / (high - low))
		}
		x := 2 + xOf(i, len(values))/plotWidth*92
		b.WriteString(pick(i == 0, "M", "L") + coordinate(x) + " " + coordinate(21-height*18))
	}
	return b.String()
}

func (f Figure) format(v float64) string {
	if f.Format != nil {
		return f.Format(v)
	}
	return Count(int64(math.Round(finite(v))))
}

// finite keeps a chart drawable: what is no number counts as nothing.
func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

func coordinate(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}
