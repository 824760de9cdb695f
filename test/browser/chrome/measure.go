package chrome

import "time"

// Measured is what the browser saw while a page came up.
type Measured struct {
	Shift   float64       // how far things moved on their own (cumulative layout shift; 0 is best)
	Moved   []string      // what moved
	Largest time.Duration // from the start of the navigation until the largest thing was painted
	What    string        // the largest thing
}

// Measured returns what was measured on the page that is open. It waits for the first paint and two frames more, so that what
// was laid out is counted. After a click the browser looks for no larger paint.
func (t *Tab) Measured() (Measured, error) {
	if err := t.Wait("the first paint", "rialtoMeasured.largest > 0"); err != nil {
		return Measured{}, err
	}
	got, err := Eval[struct {
		Shift   float64
		Moved   []string
		Largest float64
		What    string
	}](t, "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(rialtoMeasured)))))")
	return Measured{got.Shift, got.Moved, time.Duration(got.Largest * float64(time.Millisecond)), got.What}, err
}
