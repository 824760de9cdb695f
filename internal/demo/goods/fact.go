package goods

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	catalogv1 "rialto/gen/rialto/catalog/v1"
)

// fact is what a category tells of its products, and how it comes about. It is written
// "battery life: 18..60/2 h", "material: cotton|linen", or "foldable? 60" for sixty yeses of a hundred.
type fact struct {
	name, kind, unit string
	low, high, step  float64
	choices          []string
	yes              float64
}

func parseFact(text string) (fact, error) {
	if name, percent, ok := strings.Cut(text, "? "); ok {
		yes, err := strconv.ParseFloat(percent, 64)
		return fact{name: name, kind: "yes_no", yes: yes / 100}, err
	}
	name, values, ok := strings.Cut(text, ": ")
	if !ok {
		return fact{}, fmt.Errorf("fact %q has neither a colon nor a question mark", text)
	}
	f := fact{name: name, kind: "number"}
	numbers, unit, _ := strings.Cut(values, " ")
	span, step, stepped := strings.Cut(numbers, "/")
	if !stepped || !strings.Contains(span, "..") {
		f.kind, f.choices = "text", strings.Split(values, "|")
		return f, nil
	}
	var err error
	if f.low, f.high, ok = limits(span); !ok {
		return fact{}, fmt.Errorf("fact %q: %q is not LOW..HIGH", text, span)
	}
	f.step, err = strconv.ParseFloat(step, 64)
	f.unit = unit
	return f, err
}

// limits reads "0.4..6".
func limits(text string) (low, high float64, ok bool) {
	from, to, _ := strings.Cut(text, "..")
	low, err := strconv.ParseFloat(from, 64)
	high, err2 := strconv.ParseFloat(to, 64)
	return low, high, err == nil && err2 == nil && low < high
}

func (f fact) draw(r *rand.Rand) *catalogv1.Attribute {
	a := &catalogv1.Attribute{Name: f.name, Kind: f.kind, Unit: f.unit}
	switch f.kind {
	case "yes_no":
		a.Yes = r.Float64() < f.yes
	case "text":
		a.Text = f.choices[r.IntN(len(f.choices))]
	default:
		steps := int(math.Round((f.high - f.low) / f.step))
		a.Number = math.Round((f.low+f.step*float64(r.IntN(steps+1)))*1000) / 1000
	}
	return a
}
