package sim

import (
	"context"
	"time"

	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/order"
	"rialto/internal/payment"
	"rialto/internal/platform/errs"
	"rialto/internal/pricing"
)

// A store as one life of its room sees it: each write takes a moment, may be refused, may commit without an answer, and is
// refused for ever once the room has died.

// write is one transaction.
func write[T any](ctx context.Context, l *life, o op, subject string, do func() (T, error)) (out T, err error) {
	var none T
	if l.gone() {
		return none, errGone
	}
	w := l.p.w
	d := w.roll(o, subject)
	f := w.storeFault(&d)
	w.hit(o, subject, f)
	defer func() {
		if !l.gone() {
			w.note(o, subject, f, err)
		}
	}()
	sleep(ctx, d.between(20*time.Microsecond, 600*time.Microsecond))
	if l.gone() {
		return none, errGone
	}
	switch f {
	case killBefore:
		w.note(o, subject, f, errGone)
		l.p.kill(&d)
		return none, errGone
	case failing:
		return none, errs.Unavailable("store_busy", "The store refuses.")
	}
	out, err = do()
	switch f {
	case killAfter:
		w.note(o, subject, f, err)
		l.p.kill(&d)
		return none, errGone
	case unsure:
		return none, errs.UnknownOutcome(err, o.String())
	}
	return out, err
}

func (w *world) storeFault(d *dice) fault {
	if !w.rough.Load() {
		return fine
	}
	h := w.weather
	at := d.n(10_000)
	switch {
	case at < h.kills:
		return killBefore
	case at < 2*h.kills:
		return killAfter
	case at < 2*h.kills+h.store:
		return []fault{failing, unsure}[d.n(2)]
	}
	return fine
}

// read is one look. It takes no time.
func read[T any](l *life, o op, subject string, do func() (T, error)) (out T, err error) {
	if l.gone() {
		return out, errGone
	}
	w := l.p.w
	if w.rough.Load() {
		d := w.roll(o, subject)
		if d.chance(w.weather.store / 4) {
			w.hit(o, subject, failing)
			return out, errs.Unavailable("store_busy", "The store refuses.")
		}
	}
	return do()
}

// done makes a write that answers only with an error one that answers with nothing.
func done(ctx context.Context, l *life, o op, subject string, do func() error) error {
	_, err := write(ctx, l, o, subject, func() (struct{}, error) { return struct{}{}, do() })
	return err
}

type orderStore struct {
	order.Store
	box *box
	l   *life
}

func (s orderStore) Create(ctx context.Context, o *order.Order, saga *order.Saga) (*order.Known, error) {
	return write(ctx, s.l, opWriteOrder, o.IdempotencyKey, func() (*order.Known, error) {
		existing, err := s.Store.Create(ctx, o, saga)
		if err == nil && existing == nil {
			s.l.p.w.moved(o.ID, o.IdempotencyKey, string(o.Status))
			s.l.p.w.say("order %s of user %d, quote %s", o.ID, o.UserID, o.QuoteID)
		}
		s.box.committed()
		return existing, err
	})
}

func (s orderStore) Update(ctx context.Context, user commerce.UserID, id commerce.OrderID, saga *order.Saga,
	change func(*order.Order) error) (*order.Order, error) {
	return write(ctx, s.l, opWriteOrder, string(id), func() (*order.Order, error) {
		attempt := attemptOf(saga)
		o, err := s.Store.Update(ctx, user, id, saga, change)
		if err == nil {
			s.l.p.w.books.advanced(saga, attempt)
			s.l.p.w.moved(o.ID, "", string(o.Status))
			s.l.p.w.say("order %s is %s, version %d", o.ID, o.Status, o.Version)
		}
		s.box.committed()
		return o, err
	})
}

func (s orderStore) Begin(ctx context.Context, user commerce.UserID, id commerce.OrderID, saga *order.Saga,
	change func(*order.Order) error) (*order.Order, error) {
	return write(ctx, s.l, opWriteOrder, string(id), func() (*order.Order, error) {
		o, err := s.Store.Begin(ctx, user, id, saga, change)
		s.box.committed()
		return o, err
	})
}

func (s orderStore) StartSaga(ctx context.Context, saga *order.Saga) (bool, error) {
	return write(ctx, s.l, opWriteSaga, string(saga.OrderID), func() (bool, error) { return s.Store.StartSaga(ctx, saga) })
}

func (s orderStore) Advance(ctx context.Context, saga *order.Saga) error {
	return done(ctx, s.l, opWriteSaga, string(saga.OrderID), func() error {
		s.l.p.w.say("order %s: saga %s %s at %s, attempt %d", saga.OrderID, saga.Kind, saga.State, saga.Step, saga.Attempt)
		attempt := attemptOf(saga)
		err := s.Store.Advance(ctx, saga)
		if err == nil {
			s.l.p.w.books.advanced(saga, attempt)
		}
		return err
	})
}

// attemptOf is the fencing number that a worker came with.
func attemptOf(saga *order.Saga) int64 {
	if saga == nil {
		return 0
	}
	return saga.Attempt
}

func (s orderStore) Claim(ctx context.Context, saga *order.Saga, leaseUntil int64) (bool, error) {
	return write(ctx, s.l, opClaim, string(saga.OrderID), func() (bool, error) {
		mine, err := s.Store.Claim(ctx, saga, leaseUntil)
		if err == nil && mine {
			s.l.p.w.books.claimed(saga)
		}
		return mine, err
	})
}

func (s orderStore) Wake(ctx context.Context, key order.SagaKey, now int64) error {
	return done(ctx, s.l, opWake, string(key.OrderID), func() error { return s.Store.Wake(ctx, key, now) })
}

func (s orderStore) Get(ctx context.Context, user commerce.UserID, id commerce.OrderID) (*order.Order, error) {
	return read(s.l, opReadOrder, string(id), func() (*order.Order, error) { return s.Store.Get(ctx, user, id) })
}

func (s orderStore) ByKey(ctx context.Context, user commerce.UserID, key string) (*order.Known, error) {
	return read(s.l, opReadOrder, key, func() (*order.Known, error) { return s.Store.ByKey(ctx, user, key) })
}

func (s orderStore) Join(ctx context.Context, user commerce.UserID, key, hash, quote string) (*order.Known, error) {
	return write(ctx, s.l, opWriteOrder, key, func() (*order.Known, error) { return s.Store.Join(ctx, user, key, hash, quote) })
}

func (s orderStore) Due(ctx context.Context, now int64, limit int) ([]*order.Saga, error) {
	return read(s.l, opReadOrder, "due", func() ([]*order.Saga, error) { return s.Store.Due(ctx, now, limit) })
}

func (s orderStore) SagaOf(ctx context.Context, key order.SagaKey) (*order.Saga, error) {
	return read(s.l, opReadOrder, string(key.OrderID), func() (*order.Saga, error) { return s.Store.SagaOf(ctx, key) })
}

type stockStore struct {
	inventory.Store
	l *life
}

func (s stockStore) SetStock(ctx context.Context, p inventory.Place, available, at int64) (inventory.Stock, error) {
	return write(ctx, s.l, opWriteStock, p.Key(), func() (inventory.Stock, error) {
		before := s.version(ctx, p)
		out, err := s.Store.SetStock(ctx, p, available, at)
		if err == nil && out.Version > before {
			s.l.p.w.books.putIn(p)
		}
		return out, err
	})
}

func (s stockStore) MoveStock(ctx context.Context, m inventory.Move) (from, to inventory.Stock, err error) {
	err = done(ctx, s.l, opWriteStock, m.From.Key(), func() (err error) {
		before := s.version(ctx, m.From)
		from, to, err = s.Store.MoveStock(ctx, m)
		if err == nil && from.Version > before {
			s.l.p.w.books.putIn(m.From)
			s.l.p.w.books.putIn(to.Place)
		}
		return err
	})
	return from, to, err
}

func (s stockStore) version(ctx context.Context, p inventory.Place) int64 {
	for _, row := range must(s.Store.Stock(ctx, p.ProductID)) {
		if row.Place == p {
			return row.Version
		}
	}
	return 0
}

func (s stockStore) Reserve(ctx context.Context, h inventory.Hold) ([]inventory.Allocation, error) {
	return write(ctx, s.l, opWriteStock, string(h.OrderID), func() ([]inventory.Allocation, error) { return s.Store.Reserve(ctx, h) })
}

func (s stockStore) ReserveAll(ctx context.Context, holds []inventory.Hold) (out []inventory.Answer, rows []inventory.Stock, err error) {
	err = done(ctx, s.l, opWriteStock, string(holds[0].OrderID), func() (err error) {
		out, rows, err = s.Store.ReserveAll(ctx, holds)
		return err
	})
	return out, rows, err
}

func (s stockStore) Release(ctx context.Context, c inventory.Claim, to inventory.State, at int64) (freed bool, err error) {
	err = done(ctx, s.l, opWriteStock, string(c.OrderID), func() (err error) {
		s.l.p.w.books.beforeRelease(c)
		freed, err = s.Store.Release(ctx, c, to, at)
		return err
	})
	return freed, err
}

func (s stockStore) Extend(ctx context.Context, c inventory.Claim, deadline, at int64) error {
	return done(ctx, s.l, opWriteStock, string(c.OrderID), func() error { return s.Store.Extend(ctx, c, deadline, at) })
}

func (s stockStore) Commit(ctx context.Context, c inventory.Claim, at int64) error {
	return done(ctx, s.l, opWriteStock, string(c.OrderID), func() error { return s.Store.Commit(ctx, c, at) })
}

func (s stockStore) Cancel(ctx context.Context, c inventory.Claim, at int64) ([]inventory.Reservation, error) {
	return write(ctx, s.l, opWriteStock, string(c.OrderID), func() ([]inventory.Reservation, error) { return s.Store.Cancel(ctx, c, at) })
}

func (s stockStore) Return(ctx context.Context, c inventory.Claim, from inventory.Place, at int64) error {
	return done(ctx, s.l, opWriteStock, string(c.OrderID), func() error { return s.Store.Return(ctx, c, from, at) })
}

func (s stockStore) Consume(ctx context.Context, c inventory.Claim, shipment string, parts []inventory.Allocation, at int64) error {
	return done(ctx, s.l, opWriteStock, string(c.OrderID), func() error { return s.Store.Consume(ctx, c, shipment, parts, at) })
}

func (s stockStore) Met(ctx context.Context, c inventory.Claim) (bool, error) {
	return read(s.l, opReadStock, string(c.OrderID), func() (bool, error) { return s.Store.Met(ctx, c) })
}

func (s stockStore) Holds(ctx context.Context, olderThan int64, limit int) ([]inventory.Reservation, error) {
	return read(s.l, opReadStock, "holds", func() ([]inventory.Reservation, error) { return s.Store.Holds(ctx, olderThan, limit) })
}

type payStore struct {
	payment.Store
	box *box
	l   *life
}

func (s payStore) row(ctx context.Context, key payment.Key, do func() (payment.Payment, error)) (payment.Payment, error) {
	return write(ctx, s.l, opWritePayment, string(key.OrderID), func() (payment.Payment, error) {
		s.l.p.w.books.touched(key)
		p, err := do()
		s.box.committed()
		return p, err
	})
}

func (s payStore) Begin(ctx context.Context, attempt payment.Payment) (payment.Payment, error) {
	return s.row(ctx, attempt.Key, func() (payment.Payment, error) { return s.Store.Begin(ctx, attempt) })
}

func (s payStore) Get(ctx context.Context, key payment.Key) (payment.Payment, error) {
	return read(s.l, opReadPayment, string(key.OrderID), func() (payment.Payment, error) { return s.Store.Get(ctx, key) })
}

func (s payStore) Move(ctx context.Context, from, to payment.Payment) (moved bool, err error) {
	_, err = s.row(ctx, from.Key, func() (_ payment.Payment, err error) {
		moved, err = s.Store.Move(ctx, from, to)
		s.l.p.w.say("payment %s: %s → %s: %v", from.OrderID, from.Status, to.Status, moved)
		return to, err
	})
	return moved && err == nil, err
}

func (s payStore) StartCapture(ctx context.Context, key payment.Key, id string, at int64) (payment.Payment, error) {
	return s.row(ctx, key, func() (payment.Payment, error) { return s.Store.StartCapture(ctx, key, id, at) })
}

func (s payStore) StartVoid(ctx context.Context, key payment.Key, id string, at, askAt int64) (payment.Payment, error) {
	return s.row(ctx, key, func() (payment.Payment, error) { return s.Store.StartVoid(ctx, key, id, at, askAt) })
}

func (s payStore) StartRefund(ctx context.Context, key payment.Key, r payment.Refund, askAt int64) (payment.Payment, error) {
	return s.row(ctx, key, func() (payment.Payment, error) { return s.Store.StartRefund(ctx, key, r, askAt) })
}

func (s payStore) SettleRefund(ctx context.Context, key payment.Key, id string, as payment.RefundStatus, at int64) (payment.Payment, error) {
	return s.row(ctx, key, func() (payment.Payment, error) { return s.Store.SettleRefund(ctx, key, id, as, at) })
}

func (s payStore) Receive(ctx context.Context, key payment.Key, r payment.Receipt) (payment.Payment, error) {
	return s.row(ctx, key, func() (payment.Payment, error) { return s.Store.Receive(ctx, key, r) })
}

func (s payStore) PayOut(ctx context.Context, key payment.Key, id string, at int64) (payment.Payment, error) {
	return s.row(ctx, key, func() (payment.Payment, error) { return s.Store.PayOut(ctx, key, id, at) })
}

func (s payStore) AskAgain(ctx context.Context, key payment.Key, askAt int64) error {
	return done(ctx, s.l, opWritePayment, string(key.OrderID), func() error { return s.Store.AskAgain(ctx, key, askAt) })
}

func (s payStore) Due(ctx context.Context, now int64, limit int) ([]payment.Payment, error) {
	return read(s.l, opReadPayment, "due", func() ([]payment.Payment, error) { return s.Store.Due(ctx, now, limit) })
}

func (s payStore) KeepWebhook(ctx context.Context, m payment.Webhook) (bool, error) {
	return write(ctx, s.l, opWriteWebhook, string(m.OrderID), func() (bool, error) { return s.Store.KeepWebhook(ctx, m) })
}

func (s payStore) BookWebhook(ctx context.Context, m payment.Webhook, at int64) error {
	return done(ctx, s.l, opWriteWebhook, string(m.OrderID), func() error { return s.Store.BookWebhook(ctx, m, at) })
}

func (s payStore) PostponeWebhook(ctx context.Context, m payment.Webhook, next int64) error {
	return done(ctx, s.l, opWriteWebhook, string(m.OrderID), func() error { return s.Store.PostponeWebhook(ctx, m, next) })
}

type priceStore struct {
	pricing.Store
	l *life
}

func (s priceStore) SaveQuote(ctx context.Context, q *pricingv1.Quote) (*pricingv1.Quote, error) {
	return write(ctx, s.l, opWritePrice, q.GetQuoteId(), func() (*pricingv1.Quote, error) { return s.Store.SaveQuote(ctx, q) })
}

func (s priceStore) Quotes(ctx context.Context, user commerce.UserID, ids ...pricing.QuoteID) ([]*pricingv1.Quote, error) {
	return read(s.l, opReadPrice, string(ids[0]), func() ([]*pricingv1.Quote, error) { return s.Store.Quotes(ctx, user, ids...) })
}

func (s priceStore) redeem(ctx context.Context, r pricing.Redemption, do func() (pricing.State, error)) (pricing.State, error) {
	return write(ctx, s.l, opWritePrice, string(r.Order), do)
}

func (s priceStore) Reserve(ctx context.Context, r pricing.Redemption, at int64) (pricing.State, error) {
	return s.redeem(ctx, r, func() (pricing.State, error) { return s.Store.Reserve(ctx, r, at) })
}

func (s priceStore) Commit(ctx context.Context, r pricing.Redemption, at int64) (pricing.State, error) {
	return s.redeem(ctx, r, func() (pricing.State, error) { return s.Store.Commit(ctx, r, at) })
}

func (s priceStore) Release(ctx context.Context, r pricing.Redemption, at int64) (pricing.State, error) {
	return s.redeem(ctx, r, func() (pricing.State, error) { return s.Store.Release(ctx, r, at) })
}
