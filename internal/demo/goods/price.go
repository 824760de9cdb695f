package goods

import (
	"math"
	"math/rand/v2"
	"strconv"
)

// habit is how a shop ends its prices; every family has one per currency.
type habit int64

func (h habit) of(choices ...int64) int64 { return choices[int64(h)%int64(len(choices))] }

// price turns an amount in major units into minor units as they stand on price tags: 4.79, 24.95, 129.00, 1,149.00.
func (h habit) price(amount float64) int64 {
	whole := int64(math.Round(amount))
	switch {
	case amount < 10:
		return max(int64(amount), 1)*100 + h.of(29, 49, 79, 99, 95)
	case amount < 100:
		return (whole-1)*100 + h.of(99, 95, 99, 90, 100)
	case amount < 400:
		return (whole/5*5-1)*100 + h.of(0, 99, 95, 100)
	}
	return (whole/10*10-1)*100 + h.of(0, 99, 100)
}

// between draws an amount so that cheap ones are more frequent than dear ones.
func between(r *rand.Rand, low, high float64) float64 {
	return low * math.Pow(high/low, r.Float64()*0.75+r.Float64()*0.25)
}

// ean returns the EAN-13 of twelve digits: its last digit makes the weighted sum a multiple of ten. The numbers begin with
// 2, which GS1 leaves to shops, so that none is a real product's.
func ean(twelve string) string {
	sum := 0
	for i, digit := range twelve {
		sum += int(digit-'0') * (1 + 2*(i%2))
	}
	return twelve + strconv.Itoa((10-sum%10)%10)
}
