package analytics

import (
	"math"
	"time"
)

// Sales velocity is units sold, each worth half as much after one half-life:
//
//	v = Σ live units × 2^(−(now − sold)/halfLife) + Σ imported units × 2^(−(newest of its source − ordered)/historyHalfLife)
//	velocity = ln(1 + v) / ln(1 + highest v of any product)
//
// so 0 never sold and 1 sells best; the logarithm keeps one bestseller from flattening all others.
//
// Live units are kept as v × 2^((now − landmark)/halfLife) (forward decay): a sale adds units × 2^((sold − landmark)/halfLife)
// and time passing changes nothing, so tallies need no sweep to stay true, and canceling an order takes the same number off.

// Basis says how live sales are weighed.
type Basis struct {
	HalfLife int64 // µs
	Landmark int64 // UTC µs; a unit sold then weighs 1
}

// maxHalfLives is how far the clock may run from the landmark before the weights get close to what a float can hold.
const maxHalfLives = 512

// Weight returns what units sold at a time (UTC µs) add to a Live score.
func (b Basis) Weight(units, at int64) float64 {
	return float64(units) * math.Exp2(float64(at-b.Landmark)/float64(b.HalfLife))
}

// decay turns Live scores into units as they count now. The zero Basis has no live sales.
func (b Basis) decay(now int64) float64 {
	if b.HalfLife == 0 {
		return 0
	}
	return math.Exp2(-float64(now-b.Landmark) / float64(b.HalfLife))
}

// fits reports whether sales may still be weighed by the basis.
func (b Basis) fits(halfLife time.Duration, now int64) bool {
	return b.HalfLife == halfLife.Microseconds() && (now-b.Landmark)/b.HalfLife < maxHalfLives
}

// historyWeight returns what an imported unit counts, by its age in µs against the newest of its source.
func historyWeight(halfLife time.Duration) func(age int64) float64 {
	return func(age int64) float64 { return math.Exp2(-float64(age) / float64(halfLife.Microseconds())) }
}

// raw is v above: units as they count now. Rounding may leave a hair below zero where orders were canceled.
func (t Tally) raw(decay float64) float64 { return math.Max(0, t.Live*decay+t.History) }

// velocity scores v among all products, of which the fastest has peak.
func velocity(v, peak float64) float64 {
	if v <= 0 || peak <= 0 {
		return 0
	}
	return math.Min(1, math.Log1p(v)/math.Log1p(peak))
}

// The conversion of a product that nobody looked at is that of an average one: Beta(1, 19), one purchase in 20 looks.
const (
	priorPurchases = 1
	priorViews     = 20
)

// conversion is the mean of purchases per view after what was seen, with the prior above. A purchase implies a look, also
// where none was reported. Imported purchases have no looks and do not count.
func (t Tally) conversion() float64 {
	purchases := max(t.Purchases, 0)
	views := max(t.Views, purchases)
	return float64(purchases+priorPurchases) / float64(views+priorViews)
}

// score is the tally's signal now; its version is the one last told.
func (t Tally) score(decay, peak float64) Signal {
	return Signal{
		ProductID:  t.ProductID,
		Velocity:   velocity(t.raw(decay), peak),
		Conversion: t.conversion(),
		UnitsSold:  t.LiveUnits + t.HistoryUnits,
		Version:    t.Told.Version,
	}
}

// noticeable is the smallest change of velocity or conversion that is told: a quarter of it moves a product's rank score
// by about a thousandth. unitsStep is the same for units sold, as a share.
const (
	noticeable = 0.005
	unitsStep  = 0.02
)

// moved reports whether a signal is worth telling after the one told last.
func moved(told, now Signal) bool {
	return told.Version == 0 ||
		math.Abs(now.Velocity-told.Velocity) >= noticeable ||
		math.Abs(now.Conversion-told.Conversion) >= noticeable ||
		math.Abs(float64(now.UnitsSold-told.UnitsSold)) > unitsStep*float64(told.UnitsSold)
}
