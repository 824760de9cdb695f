package ledger

import "context"

// Reconciliation is what a Store keeps of the comparison with orders and gateway.
type Reconciliation interface {
	// KeepCharges stores what the gateway reported. A charge that is known as it is stays as it is, with its DueAt; one whose
	// last change is older than what is known changes nothing.
	KeepCharges(ctx context.Context, charges []Charge) error
	// ChargeOf returns the charge of an order as it was last reported; zero where there is none.
	ChargeOf(ctx context.Context, key Key) (Charge, error)
	// Changed lists up to limit orders whose book was changed (booked) or whose charge is due after a mark and at or before until,
	// in the order of marks.
	Changed(ctx context.Context, booked bool, after Mark, until int64, limit int) ([]Mark, error)

	// Found notes what is wrong with an order at a time. What was not known begins as a candidate; what has lasted for grace is
	// open and is returned the first time; what is no longer wrong is explained, a candidate forgotten.
	Found(ctx context.Context, key Key, wrong []Problem, at, grace int64) (opened []Finding, err error)
	// Unexplained lists up to limit candidates and open findings, those that were looked at longest ago first.
	Unexplained(ctx context.Context, limit int) ([]Finding, error)
	// Findings lists up to limit findings that are or were open: open ones first, then the newest.
	Findings(ctx context.Context, openOnly bool, limit int) ([]Finding, error)
	// CountOpen counts the open findings.
	CountOpen(ctx context.Context) (int64, error)

	// Pass returns where the reconciliation stands, zero before the first pass. SavePass replaces it.
	Pass(ctx context.Context) (Pass, error)
	SavePass(ctx context.Context, p Pass) error
}

// Charge is a charge as the gateway reports it.
type Charge struct {
	Key
	State              string
	Currency           string
	Amount             int64
	Captured, Refunded int64
	At                 int64 // of its last change, by the gateway's clock
	DueAt              int64 // when this state is to be looked at
}

// Mark is a place in a list by time.
type Mark struct {
	At int64
	Key
}

// Problem is a disagreement about one order, as it is seen now.
type Problem struct{ Kind, Detail string }

// The kinds of finding.
const (
	ChargeWithoutOrder = "charge_without_order"
	OrderWithoutCharge = "order_without_charge"
	AmountsDiffer      = "amounts_differ"
	GatewayUnreachable = "gateway_unreachable"
	BookBehind         = "book_behind"
)

// Finding is a problem over time. It is a candidate until OpenedAt is set.
type Finding struct {
	Key
	Problem
	FirstSeen, LastSeen, OpenedAt, ExplainedAt int64
}

// Seen returns the finding after it was seen again at a time, and whether it opens with that. One that was explained begins
// anew.
func (f Finding) Seen(detail string, at, grace int64) (_ Finding, opens bool) {
	if f.ExplainedAt != 0 {
		f.FirstSeen, f.OpenedAt, f.ExplainedAt = at, 0, 0
	}
	f.Detail, f.LastSeen = detail, at
	if opens = f.OpenedAt == 0 && at-f.FirstSeen >= grace; opens {
		f.OpenedAt = at
	}
	return f, opens
}

// Weighed is what becomes of an order's findings.
type Weighed struct{ Kept, Forgotten, Opened []Finding }

// Weigh compares what is known of an order with what is wrong now.
func Weigh(key Key, known []Finding, wrong []Problem, at, grace int64) (w Weighed) {
	of := map[string]Finding{}
	for _, f := range known {
		of[f.Kind] = f
	}
	for _, p := range wrong {
		f, ok := of[p.Kind]
		if !ok {
			f = Finding{Key: key, Problem: p, FirstSeen: at}
		}
		delete(of, p.Kind)
		f, opens := f.Seen(p.Detail, at, grace)
		w.Kept = append(w.Kept, f)
		if opens {
			w.Opened = append(w.Opened, f)
		}
	}
	for _, f := range of {
		switch {
		case f.OpenedAt == 0:
			w.Forgotten = append(w.Forgotten, f)
		case f.ExplainedAt == 0:
			f.ExplainedAt = at
			w.Kept = append(w.Kept, f)
		}
	}
	return w
}

// Pass is where the reconciliation stands; it is kept so that nothing is skipped across restarts.
type Pass struct {
	At      int64 `json:"at"` // of the last pass
	Orders  int64 `json:"orders"`
	Charges int64 `json:"charges"`

	Reported     int64  `json:"reported"`      // the gateway's report was read to its end up to this time
	ReportSince  int64  `json:"report_since"`  // the reading that is under way began at this time
	ReportCursor string `json:"report_cursor"` // and goes on here; "" = none is
	Booked       Mark   `json:"booked"`        // changed books are looked at up to here
	Charged      Mark   `json:"charged"`       // and changed charges
	// Orders are walked from the newest down to Until; the walk that is under way began at Began and goes on at Cursor.
	Until  int64  `json:"until"`
	Began  int64  `json:"began"`
	Cursor string `json:"cursor"`
}
