package flashsale

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// Report is what became of a sale. Durations are of this machine and this run, which the crowd shares with the shop.
type Report struct {
	Options   Options
	ProductID string
	Began     time.Time

	Outcomes map[outcome]int // of buyers
	Faults   int             // answers 5xx and broken connections; all of them were asked again
	Fault    string          // one of them

	Sold, Oversold, Undersold       int64 // units, from the stock ledger
	ChargedTwice, ChargedForNothing int64 // orders, from the gateway's ledger
	UnpaidOrders                    int64

	AnsweredWithin   time.Duration // from the start until everybody had their answer
	SoldOutP99       time.Duration // of requests answered "sold out"
	ConfirmedP99     time.Duration // from click to confirmation
	IdleP99, BusyP99 time.Duration // checkout of another product, before and during

	Problems []string // promises that were broken; empty is the proof
}

// Holds reports whether every promise was kept.
func (r *Report) Holds() bool { return len(r.Problems) == 0 }

// demand is how many units buyers with good cards wanted: what is declined leaves its unit to others.
func (r *Report) demand() int64 {
	return int64(r.Outcomes[confirmed] + r.Outcomes[soldOut] + r.Outcomes[unclear])
}

// count sums up what buyers were told, and how long it took.
func (r *Report) count(crowd []*buyer, quiet *calm) {
	r.Outcomes = map[outcome]int{}
	var gone, bought []time.Duration
	for _, b := range crowd {
		r.Outcomes[b.outcome]++
		r.Faults += b.faults
		r.Fault = cmp.Or(r.Fault, b.fault)
		switch b.outcome {
		case soldOut:
			gone = append(gone, b.asked)
		case confirmed:
			bought = append(bought, b.took)
		}
	}
	r.SoldOutP99, r.ConfirmedP99 = p99(gone), p99(bought)
	r.IdleP99, r.BusyP99 = p99(times(quiet.before)), p99(times(quiet.beside))
}

func times(buyers []*buyer) (out []time.Duration) {
	for _, b := range buyers {
		out = append(out, b.took)
	}
	return out
}

// p99 is the 99th percentile, by nearest rank; 0 of none.
func p99(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[(len(all)*99+99)/100-1]
}

// Print writes the proof for people.
func (r *Report) Print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(name, format string, args ...any) { fmt.Fprintf(w, "%s\t%s\n", name, fmt.Sprintf(format, args...)) }
	line("product", "%s, %d units, %d buyers within %s", r.ProductID, r.Options.Stock, r.Options.Buyers, r.Options.Over)
	line("sold", "%d (stock ledger)", r.Sold)
	line("oversold", "%d", r.Oversold)
	line("undersold", "%d", r.Undersold)
	line("charged twice", "%d (gateway's ledger)", r.ChargedTwice)
	line("charged without an order", "%d", r.ChargedForNothing)
	line("confirmed without money", "%d", r.UnpaidOrders)
	for _, o := range []outcome{confirmed, declined, soldOut, refused, unclear} {
		line("buyers: "+string(o), "%d", r.Outcomes[o])
	}
	line("answers 5xx or broken", "%d %s", r.Faults, r.Fault)
	line("everybody answered within", "%s", r.AnsweredWithin.Round(time.Millisecond))
	line("sold-out answer p99", "%s", r.SoldOutP99.Round(time.Millisecond))
	line("click to confirmed p99", "%s", r.ConfirmedP99.Round(time.Millisecond))
	line("another product's checkout p99", "%s idle, %s meanwhile", r.IdleP99.Round(time.Millisecond), r.BusyP99.Round(time.Millisecond))
	w.Flush()
	if r.Holds() {
		fmt.Fprintln(out, "\nEvery promise held.")
		return
	}
	fmt.Fprintln(out, "\nBROKEN:")
	for _, p := range r.Problems {
		fmt.Fprintln(out, "  "+p)
	}
}
