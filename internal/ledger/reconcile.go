package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"

	ledgerv1 "rialto/gen/rialto/ledger/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/platform/errs"
)

// What one pass does at most; the rest is left to the next one, from where this one stopped.
const (
	reportPages = 20
	reportPage  = 1_000
	orderPages  = 20
	orderPage   = 100
	mostChanged = 1_000 // books, and as many charges
	mostOpen    = 500
)

// pass is one reconciliation under way.
type pass struct {
	*Service
	Pass
	now     int64
	settled int64 // what changed after this is too fresh to be judged
	ready   bool  // the gateway's report was read to its end, or there is none
	mute    bool  // there is none
	seen    map[Key]bool
	known   map[Key][]Finding // candidates and open findings from before
}

// Reconcile compares orders, books and gateway for everything that changed since the last pass, up to a grace ago, and for
// what was not explained then. A disagreement that outlives the grace is a finding; a new one is an alarm in the log.
func (s *Service) Reconcile(ctx context.Context, _ *ledgerv1.ReconcileRequest) (*ledgerv1.ReconcileResponse, error) {
	last, err := s.store.Pass(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the last pass: %w", err)
	}
	now := s.now()
	p := &pass{
		Service: s, Pass: last, now: now, settled: now - s.cfg.Grace.Microseconds(), seen: map[Key]bool{}, known: map[Key][]Finding{},
	}
	p.At, p.Orders, p.Charges = now, 0, 0
	if err := p.run(ctx); err != nil {
		return nil, err
	}
	p.Orders = int64(len(p.seen))
	if err := s.store.SavePass(ctx, p.Pass); err != nil {
		return nil, fmt.Errorf("save the pass: %w", err)
	}
	open, err := s.store.CountOpen(ctx)
	if err != nil {
		return nil, fmt.Errorf("count findings: %w", err)
	}
	s.open.Store(open)
	return &ledgerv1.ReconcileResponse{Orders: p.Orders, Charges: p.Charges, Open: open, At: p.At}, nil
}

// run goes through the steps of a pass. Without the gateway's word those that judge do nothing.
func (p *pass) run(ctx context.Context) error {
	for _, step := range []struct {
		doing string
		do    func(context.Context) error
	}{
		{"read what is not explained", p.readKnown}, {"read the gateway's report", p.readReport}, {"look at what is not explained", p.lookAgain},
		{"look at orders", p.lookAtOrders}, {"look at books", p.lookAtBooks}, {"look at charges", p.lookAtCharges},
	} {
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.doing, err)
		}
	}
	return nil
}

func (p *pass) readKnown(ctx context.Context) error {
	found, err := p.store.Unexplained(ctx, mostOpen)
	for _, f := range found {
		p.known[f.Key] = append(p.known[f.Key], f)
	}
	return err
}

// readReport copies what the gateway reports since the last time, a grace earlier: two changes may become visible out of turn.
// A report that does not end in this pass is read on in the next one; until then, and while there is no answer, nothing is
// judged, so that nothing is passed over.
func (p *pass) readReport(ctx context.Context) error {
	if p.ReportCursor == "" {
		p.ReportSince = max(0, p.Reported-p.cfg.Grace.Microseconds())
	}
	for range reportPages {
		resp, err := p.needs.Payments.Report(ctx, &paymentv1.ReportRequest{Since: p.ReportSince, Cursor: p.ReportCursor, Limit: reportPage})
		switch {
		case errs.HasCode(err, "report_unavailable"): // this gateway has none: payment's word has to do
			p.ready, p.mute = true, true
			return nil
		case errs.Is(err, errs.KindInvalid): // a cursor from before an update
			p.ReportCursor = ""
			return nil
		case err != nil:
			return p.note(ctx, Key{}, []Problem{{GatewayUnreachable, "the gateway's report cannot be read"}})
		}
		if err := p.keep(ctx, resp.GetCharges()); err != nil {
			return err
		}
		if p.ReportCursor = resp.GetNextCursor(); p.ReportCursor == "" {
			p.ready = true
			return p.note(ctx, Key{}, nil)
		}
	}
	return nil
}

func (p *pass) keep(ctx context.Context, reported []*paymentv1.Charge) error {
	charges := make([]Charge, 0, len(reported))
	for _, c := range reported {
		// Due once it has settled, and always beyond the mark up to which charges were looked at.
		due := max(p.now, c.GetAt()+p.cfg.Grace.Microseconds(), p.Charged.At+1)
		charges = append(charges, Charge{
			Key: keyOf(c), State: c.GetState(), Currency: c.GetAmount().GetCurrency(), Amount: c.GetAmount().GetAmount(),
			Captured: c.GetCaptured(), Refunded: c.GetRefunded(), At: c.GetAt(), DueAt: due,
		})
		p.Reported = max(p.Reported, c.GetAt())
	}
	p.Charges += int64(len(charges))
	return p.store.KeepCharges(ctx, charges)
}

// lookAgain judges what was wrong before, in the order of keys.
func (p *pass) lookAgain(ctx context.Context) error {
	for _, key := range slices.SortedFunc(maps.Keys(p.known), compareKeys) {
		if !p.ready || key == (Key{}) {
			continue
		}
		if err := p.look(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// lookAtOrders walks orders from the newest down to where the walk before began. A walk that does not end in this pass goes
// on in the next one.
func (p *pass) lookAtOrders(ctx context.Context) error {
	if !p.ready {
		return nil
	}
	if p.Cursor == "" {
		p.Began = p.settled
	}
	for range orderPages {
		resp, err := p.needs.Orders.ListAll(ctx, &orderv1.ListAllRequest{Cursor: p.Cursor, Limit: orderPage})
		if err != nil {
			return err
		}
		below := false
		for _, o := range resp.GetOrders() {
			if below = o.GetCreatedAt() < p.Until; below {
				break
			}
			if o.GetCreatedAt() > p.settled {
				continue // the next walk ends below it
			}
			if err := p.judge(ctx, keyOf(o), o); err != nil {
				return err
			}
		}
		if p.Cursor = resp.GetNextCursor(); p.Cursor == "" || below {
			p.Cursor, p.Until = "", p.Began
			return nil
		}
	}
	return nil
}

func (p *pass) lookAtBooks(ctx context.Context) error {
	return p.lookAtChanged(ctx, true, &p.Booked, p.settled)
}

func (p *pass) lookAtCharges(ctx context.Context) error {
	return p.lookAtChanged(ctx, false, &p.Charged, p.now)
}

// lookAtChanged judges what changed after a mark and until a time, and moves the mark.
func (p *pass) lookAtChanged(ctx context.Context, booked bool, mark *Mark, until int64) error {
	if !p.ready {
		return nil
	}
	changed, err := p.store.Changed(ctx, booked, *mark, until, mostChanged)
	if err != nil {
		return err
	}
	for _, m := range changed {
		if err := p.look(ctx, m.Key); err != nil {
			return err
		}
		*mark = m
	}
	return nil
}

// look reads an order and judges it.
func (p *pass) look(ctx context.Context, key Key) error {
	if p.seen[key] {
		return nil
	}
	o, err := p.needs.Orders.Get(ctx, &orderv1.GetRequest{UserId: int64(key.User), OrderId: string(key.Order)})
	if errs.Is(err, errs.KindNotFound) {
		o, err = nil, nil
	}
	if err != nil {
		return fmt.Errorf("order %s: %w", key.Order, err)
	}
	return p.judge(ctx, key, o)
}

// judge compares the three sides of one order and notes what is wrong.
func (p *pass) judge(ctx context.Context, key Key, o *orderv1.Order) error {
	if p.seen[key] {
		return nil
	}
	p.seen[key] = true
	w := witness{order: o}
	var err error
	if w.book, err = p.store.BookOf(ctx, key); err != nil {
		return fmt.Errorf("book of order %s: %w", key.Order, err)
	}
	if err := p.askCharge(ctx, key, &w); err != nil {
		return fmt.Errorf("charge of order %s: %w", key.Order, err)
	}
	wrong := w.problems()
	if len(wrong) == 0 && p.known[key] == nil {
		return nil
	}
	return p.note(ctx, key, wrong)
}

// askCharge finds what the other side has: the gateway where the order is paid by card, payment where staff and couriers
// move the money.
func (p *pass) askCharge(ctx context.Context, key Key, w *witness) (err error) {
	method, _ := gatewayMethod(w.order)
	if !p.mute && method != "bank_transfer" && method != "cash_on_delivery" {
		w.charge, err = p.store.ChargeOf(ctx, key)
		return err
	}
	pay, err := p.needs.Payments.Get(ctx, &paymentv1.OrderPaymentRequest{UserId: int64(key.User), OrderId: string(key.Order)})
	switch {
	case errs.Is(err, errs.KindNotFound):
		return nil
	case err != nil:
		return err
	}
	w.charge = Charge{
		Key: key, State: pay.GetStatus(), Currency: pay.GetAmount().GetCurrency(), Amount: pay.GetAmount().GetAmount(),
		Captured: pay.GetCaptured(), Refunded: pay.GetRefunded(),
	}
	return nil
}

// note keeps what is wrong with an order and cries out for what has just outlived the grace.
func (p *pass) note(ctx context.Context, key Key, wrong []Problem) error {
	if len(wrong) == 0 && p.known[key] == nil {
		return nil
	}
	opened, err := p.store.Found(ctx, key, wrong, p.now, p.cfg.Grace.Microseconds())
	if err != nil {
		return fmt.Errorf("note a finding: %w", err)
	}
	for _, f := range opened {
		p.deps.Log.Error("ALARM: orders, books and gateway disagree", "kind", f.Kind, "order", f.Order, "user", f.User, "detail", f.Detail)
	}
	return nil
}
