package catalog

import (
	"fmt"

	catalogv1 "rialto/gen/rialto/catalog/v1"
)

// maxRating is the best average: five stars.
const maxRating = 5

// Rating is a summary of opinions that came with an import. The zero Rating: nobody rated.
type Rating struct {
	Average float64 // 0 to 5
	Count   int32
}

// ratingOf returns nil where none was given.
func ratingOf(in *catalogv1.Rating) *Rating {
	if in == nil {
		return nil
	}
	return &Rating{Average: in.GetAverage(), Count: in.GetCount()}
}

func (r Rating) problem() string {
	switch {
	case !(r.Average >= 0 && r.Average <= maxRating): // NaN is neither
		return fmt.Sprintf("must have an average between 0 and %d, not %v", maxRating, r.Average)
	case r.Count < 0:
		return fmt.Sprintf("must not have a negative count, %d", r.Count)
	case r.Count == 0 && r.Average > 0:
		return fmt.Sprintf("has an average of %v, but a count of 0", r.Average)
	}
	return ""
}
