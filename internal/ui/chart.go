package ui

// Series is a line of a Chart or its bars.
type Series struct {
	Name   string
	Points []Point
}

// Point is a value with its label on the x axis.
type Point struct {
	Label string
	Value float64
}

// Figure is a chart: its series have points at the same labels, in the same order. Bars draws bars instead of lines.
type Figure struct {
	ID     string // unique on the page
	Title  string
	Desc   string // what it shows in one sentence, for those who do not see it
	Bars   bool
	Series []Series             // at most four are told apart
	Format func(float64) string // of a value in the axis and the table; default whole numbers with separators
}
