package sim

import (
	"context"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/commerce"
	"rialto/internal/ledger"
	"rialto/internal/order"
	"rialto/internal/payment"
)

// ledgerGrace is how long a disagreement may last in the simulated shop.
const ledgerGrace = 4*time.Second + 3*time.Millisecond

func bootLedger(l *life) {
	w := l.p.w
	store := ledger.Store(w.accounts)
	if w.mutant.ledger != nil {
		store = w.mutant.ledger(w, store)
	}
	cfg := ledger.Config{Every: 9*time.Second + 11*time.Millisecond, Grace: ledgerGrace}
	needs := ledger.Needs{Orders: orderLink{l, w.order}, Payments: payLink{l, w.payment}}
	l.ledger = must(ledger.New(cfg, ledgerStore{store, l}, needs, ledger.Deps{Now: l.p.now, Log: w.log}))
	go l.ledger.Run(l.ctx)
	l.hear(l.ledger.Subscriptions())
}

type ledgerStore struct {
	ledger.Store
	l *life
}

func (s ledgerStore) Book(ctx context.Context, facts map[commerce.UserID][]ledger.Fact, feePPM int64) (map[ledger.Key]ledger.Book, error) {
	return write(ctx, s.l, opWriteLedger, "orders", func() (map[ledger.Key]ledger.Book, error) { return s.Store.Book(ctx, facts, feePPM) })
}

func (s ledgerStore) BookSellers(ctx context.Context, entries map[commerce.SellerID][]ledger.SellerEntry) error {
	return done(ctx, s.l, opWriteLedger, "sellers", func() error { return s.Store.BookSellers(ctx, entries) })
}

// checkLedger: entries balance and sum up to their books (I13, I14), settled orders owe nothing, and orders, books and gateway
// agree in everything.
func (w *world) checkLedger(f *facts) {
	if w.ledger == nil {
		return
	}
	l := w.ledger.life.Load()
	for range 2 {
		time.Sleep(2 * ledgerGrace)
		if _, err := l.ledger.Reconcile(l.ctx, nil); err != nil {
			w.broken("I8", "the books cannot be reconciled: %v", err)
		}
	}
	for _, found := range must(w.accounts.Unexplained(w.ctx, 100)) {
		w.broken("I8", "unexplained: %s of order %s: %s", found.Kind, found.Order, found.Detail)
	}
	for page := (&checkv1.CheckRequest{}); ; {
		got := must(l.ledger.Check(l.ctx, page))
		for _, v := range got.GetViolations() {
			w.broken(v.GetInvariant(), "%s: %s", v.GetSubject(), v.GetDetail())
		}
		if page.Cursor = got.GetNextCursor(); page.Cursor == "" {
			break
		}
	}
	for _, a := range f.orders {
		w.checkBook(f, a.Order)
	}
}

func (w *world) checkBook(f *facts, o *order.Order) {
	b := must(w.accounts.BookOf(w.ctx, ledger.Key{User: o.UserID, Order: o.ID}))
	owes := int64(0)
	if p := f.payments[string(o.ID)]; p.Status == payment.StatusPromised {
		owes = p.Due()
	}
	if b.Receivable() != owes {
		w.broken("I13", "order %s is %s, its buyer owes %d by the books and should owe %d: %+v", o.ID, o.Status, b.Receivable(), owes, b)
	}
	if b.Sold != (confirmedOnce(o)) || b.Sold && b.Total != o.Total {
		w.broken("I13", "order %s is %s and costs %d, the books say %+v", o.ID, o.Status, o.Total, b)
	}
}

func confirmedOnce(o *order.Order) bool {
	for _, h := range o.History {
		if h.Status == order.Confirmed {
			return true
		}
	}
	return false
}

var ledgerMutants = []mutant{
	{name: "the ledger books twice", ledger: func(w *world, s ledger.Store) ledger.Store { return bookedTwice{s, w} }},
	{name: "the ledger forgets an entry", ledger: func(_ *world, s ledger.Store) ledger.Store { return &forgetful{Store: s} }},
}

// bookedTwice does not know up to where it has booked.
type bookedTwice struct {
	ledger.Store
	w *world
}

func (s bookedTwice) Book(ctx context.Context, facts map[commerce.UserID][]ledger.Fact, feePPM int64) (map[ledger.Key]ledger.Book, error) {
	before := map[ledger.Key]ledger.Book{}
	for _, of := range facts {
		for _, f := range of {
			before[f.Key] = must(s.Store.BookOf(ctx, f.Key))
			s.w.accounts.Corrupt(f.Key, func(b *ledger.Book) { b.Captured, b.Sold, b.Key = 0, false, f.Key })
		}
	}
	out, err := s.Store.Book(ctx, facts, feePPM)
	for key, was := range before {
		s.w.accounts.Corrupt(key, func(b *ledger.Book) { b.Captured, b.Sold = was.Captured+b.Captured, was.Sold || b.Sold })
	}
	return out, err
}

// forgetful says of every fifth batch that it is booked.
type forgetful struct {
	ledger.Store
	n int
}

func (s *forgetful) Book(ctx context.Context, facts map[commerce.UserID][]ledger.Fact, feePPM int64) (map[ledger.Key]ledger.Book, error) {
	if s.n++; s.n%5 == 0 {
		return map[ledger.Key]ledger.Book{}, nil
	}
	return s.Store.Book(ctx, facts, feePPM)
}
