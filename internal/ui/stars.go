package ui

import (
	"math"
	"strconv"
)

// starsClass names the width of the golden part in half stars: stars-0 … stars-10.
func starsClass(average float64) string {
	halves := math.Round(min(max(average, 0), 5) * 2)
	return "stars-" + strconv.Itoa(int(halves))
}

func oneDecimal(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }
