package sim

import (
	"context"
	"fmt"
	"slices"
	"strings"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/ledger"
	"rialto/internal/order"
	"rialto/internal/payment"
)

// facts is the end of a schedule, as the stores and the bank's own books have it.
type facts struct {
	orders   []order.Audited
	byID     map[string]*order.Order
	books    []inventory.Book
	payments map[string]payment.Payment
	charges  map[string][]payment.Charge // by the order they were made for
	units    map[unitsOf]*units
}

// sold is what an order has, or had when it left.
func (u *units) sold() int64 { return u.committed + u.shipped - u.returned }

// unitsOf names what an order had of a product.
type unitsOf struct {
	order   string
	product commerce.ProductID
}

// units are what the books say of it.
type units struct{ held, committed, reserved, released, shipped, returned int64 }

// quiet reports whether nothing is under way any more, but for orders that wait for a transfer, if those may.
func (w *world) quiet(transfers bool) bool {
	if w.air.Load() > 0 || w.books.expected() > 0 {
		return false
	}
	open, err := w.orders.Sagas(context.Background(), "", 100)
	if err != nil {
		return false
	}
	waiting := map[commerce.OrderID]bool{}
	for _, s := range open {
		if !transfers || s.State != order.Waiting || s.Data.Method != string(order.BankTransfer) {
			return false
		}
		waiting[s.OrderID] = true
	}
	for _, list := range [][]event{w.orders.Events(), w.books.paymentEvents(), w.cards.Events()} {
		for _, e := range list {
			if !w.books.isPublished(e) || w.witness.times(e.GetEventId()) == 0 || !w.books.hasHeard("payment", e) {
				return false
			}
			if w.ledger != nil && !w.books.hasHeard(ledger.Consumer, e) {
				return false
			}
		}
	}
	held, err := w.stock.Holds(context.Background(), 1<<62, 100)
	return err == nil && !slices.ContainsFunc(held, func(r inventory.Reservation) bool { return !waiting[r.OrderID] })
}

// awaited reports whether an order still waits for its transfer.
func (w *world) awaited() bool {
	open, err := w.orders.Sagas(context.Background(), order.Waiting, 1)
	return err == nil && len(open) > 0
}

// check holds the end to every invariant.
func (w *world) check(opt options) {
	f := w.facts()
	w.checkSagas(f)
	w.checkOrders(f)
	w.checkStock(f)
	w.checkMoney(f)
	w.checkCoupons(f)
	w.checkCards(f)
	w.checkLimits(f)
	w.checkLedger(f)
	w.checkEvents(f)
	w.checkAnswers(f)
	w.checkSellable(f)
	if opt.linear {
		w.checkLinear()
	}
}

func (w *world) facts() *facts {
	ctx := context.Background()
	f := &facts{
		orders: must(w.orders.Audit(ctx, order.AuditCursor{}, 1000)), books: must(w.stock.Books(ctx, 0, 1000)),
		byID: map[string]*order.Order{}, payments: map[string]payment.Payment{}, charges: map[string][]payment.Charge{},
		units: map[unitsOf]*units{},
	}
	for _, a := range f.orders {
		f.byID[string(a.Order.ID)] = a.Order
	}
	for _, p := range must(w.payments.Page(ctx, payment.Key{}, 1000)) {
		f.payments[string(p.OrderID)] = p
	}
	charges, _, err := w.bank.gateway.Charges(ctx, "", 1000)
	must(0, err)
	for _, c := range charges {
		id, _, _ := strings.Cut(string(c.OrderID), "~")
		f.charges[id] = append(f.charges[id], c)
	}
	for _, b := range f.books {
		f.count(b)
	}
	return f
}

func (f *facts) of(order commerce.OrderID, product commerce.ProductID) *units {
	key := unitsOf{string(order), product}
	if f.units[key] == nil {
		f.units[key] = &units{}
	}
	return f.units[key]
}

func (f *facts) count(b inventory.Book) {
	for _, r := range b.Live {
		if r.State == inventory.Held {
			f.of(r.OrderID, r.ProductID).held += r.Live()
		} else {
			f.of(r.OrderID, r.ProductID).committed += r.Live()
		}
	}
	for _, e := range b.Sums {
		if e.OrderID == "" {
			continue
		}
		u := f.of(e.OrderID, e.ProductID)
		switch e.Kind {
		case inventory.KindReserved:
			u.reserved += e.Quantity
		case inventory.KindReleased:
			u.released += e.Quantity
		case inventory.KindShipped:
			u.shipped += e.Quantity
		case inventory.KindReturned:
			u.returned += e.Quantity
		}
	}
}

// checkSagas: every saga has ended (I17).
func (w *world) checkSagas(*facts) {
	for _, s := range must(w.orders.Sagas(context.Background(), "", 100)) {
		w.broken("I17", "saga %s of order %s is still %s at %s after %d tries, due in %ds: %s", s.Kind, s.OrderID, s.State, s.Step, s.Tries,
			(s.DueAt-w.order.now().UnixMicro())/1e6, s.Error)
	}
}

// checkOrders: sums (I11), history (I16), one event per version (I18), none left half way (I17).
func (w *world) checkOrders(f *facts) {
	keys := map[string]bool{}
	for _, a := range f.orders {
		o := a.Order
		if o.Status == order.Pending && a.SagaDone {
			w.broken("I17", "order %s is pending and no saga will end it", o.ID)
		}
		key := fmt.Sprint(o.UserID, o.IdempotencyKey)
		if keys[key] {
			w.broken("I15", "two orders of user %d have the key %s", o.UserID, o.IdempotencyKey)
		}
		keys[key] = true
		w.checkSums(o)
		was := order.Status("")
		for i, h := range o.History {
			if h.Version != int64(i)+1 || !order.Allowed(was, h.Status) {
				w.broken("I16", "order %s goes from %q to %q at version %d", o.ID, was, h.Status, h.Version)
			}
			was = h.Status
		}
		if was != o.Status || int64(len(o.History)) != o.Version || int64(len(a.Events)) != o.Version {
			w.broken("I18", "order %s is %s version %d, with %d entries and %d events", o.ID, o.Status, o.Version, len(o.History), len(a.Events))
		}
	}
}

func (w *world) checkSums(o *order.Order) {
	var subtotal, discount, tax int64
	for _, it := range o.Items {
		subtotal, discount, tax = subtotal+it.UnitPrice*it.Quantity, discount+it.Discount, tax+it.Tax
	}
	if subtotal != o.Subtotal || discount != o.Discount || tax != o.Tax || o.Total != subtotal-discount+tax+o.Shipping {
		w.broken("I11", "the sums of order %s do not add up", o.ID)
	}
}

// checkStock: rows, reservations and ledger agree (I1 … I3), nothing is held (I6), each unit moved once (I7), and each order
// has exactly the units it is owed (I4).
func (w *world) checkStock(f *facts) {
	for _, b := range f.books {
		w.checkRows(b)
	}
	for key, u := range f.units {
		o := f.byID[key.order]
		if u.held > 0 {
			w.broken("I6", "%d units of product %d are still held for order %s", u.held, key.product, key.order)
		}
		if u.reserved != u.released+u.shipped+u.committed+u.held {
			w.broken("I7", "order %s reserved %d of product %d, released %d, shipped %d, keeps %d", key.order, u.reserved, key.product, u.released,
				u.shipped, u.committed)
		}
		if o == nil && u.sold() > 0 {
			w.broken("I6", "%d units of product %d are sold to order %s, which does not exist", u.sold(), key.product, key.order)
		}
	}
	for _, a := range f.orders {
		for product, want := range owed(a.Order) {
			if u := f.of(a.Order.ID, product); u.sold() != want {
				w.broken("I4", "order %s is %s and owed %d of product %d, but the shelves keep %d, shipped %d and took %d back for it", a.Order.ID,
					a.Order.Status, want, product, u.committed, u.shipped, u.returned)
			}
		}
	}
}

// owed is what an order should have of each product: all of it, less the parcels that were canceled; nothing if it is.
func owed(o *order.Order) map[commerce.ProductID]int64 {
	out := map[commerce.ProductID]int64{}
	for _, it := range o.Items {
		if o.Status != order.Canceled && o.Status != order.Pending {
			out[it.ProductID] += it.Quantity
		} else {
			out[it.ProductID] += 0
		}
	}
	for _, sh := range o.Shipments {
		if sh.Status == order.ShipmentCanceled && o.Status != order.Canceled {
			for _, l := range sh.Lines {
				out[l.ProductID] -= l.Quantity
			}
		}
	}
	return out
}

func (w *world) checkRows(b inventory.Book) {
	type sum struct{ available, reserved, live, adjusted int64 }
	sums := map[inventory.Place]*sum{}
	for _, s := range b.Rows {
		sums[s.Place] = &sum{}
	}
	for _, e := range b.Sums {
		s := sums[e.Place]
		switch e.Kind {
		case inventory.KindReserved:
			s.reserved += e.Quantity
		case inventory.KindReleased:
			s.reserved -= e.Quantity
		case inventory.KindShipped:
			s.available, s.reserved = s.available-e.Quantity, s.reserved-e.Quantity
		case inventory.KindReturned:
			s.available += e.Quantity
		default:
			s.available, s.adjusted = s.available+e.Quantity, s.adjusted+1
		}
	}
	for _, r := range b.Live {
		sums[r.Place].live += r.Live()
	}
	for _, row := range b.Rows {
		s := sums[row.Place]
		if row.Reserved < 0 || row.Reserved > row.Available {
			w.broken("I1", "%s: %d of %d are reserved", row.Key(), row.Reserved, row.Available)
		}
		if row.Reserved != s.live {
			w.broken("I2", "%s: reserved %d, reservations %d", row.Key(), row.Reserved, s.live)
		}
		if row.Available != s.available || row.Reserved != s.reserved {
			w.broken("I3", "%s: %d and %d, the ledger says %d and %d", row.Key(), row.Available, row.Reserved, s.available, s.reserved)
		}
		if int(s.adjusted) != w.books.puts[row.Place] {
			w.broken("I4", "%s: adjusted %d times, staff did it %d times", row.Key(), s.adjusted, w.books.puts[row.Place])
		}
	}
}

// checkEvents: every event reached the consumer (I19) and made its effect once (I20).
func (w *world) checkEvents(*facts) {
	for _, list := range [][]event{w.orders.Events(), w.books.paymentEvents(), w.cards.Events()} {
		for _, e := range list {
			if n := w.witness.times(e.GetEventId()); n != 1 {
				w.broken("I19", "event %s %s was seen %d times", e.GetEventId(), e.GetType(), n)
			}
		}
	}
	for _, a := range must(w.orders.Audit(context.Background(), order.AuditCursor{}, 1000)) {
		for v := range a.Order.Version {
			id := fmt.Sprintf("order-events/%s/%d", a.Order.ID, v+1)
			if w.witness.times(id) != 1 {
				w.broken("I19", "version %d of order %s was told %d times", v+1, a.Order.ID, w.witness.times(id))
			}
		}
	}
}

// checkAnswers: one key is one order (I15), what people were told is true and still there (I28), and they paid the price they
// had accepted, at a moment when it was asked (I24).
func (w *world) checkAnswers(f *facts) {
	orders := map[string]string{}
	for _, a := range w.books.answers {
		key := fmt.Sprint(a.user, "/", a.key)
		if other, again := orders[key]; again && other != a.order {
			w.broken("I15", "key %s was answered with order %s and with order %s", a.key, other, a.order)
		}
		orders[key] = a.order
		o := f.byID[a.order]
		if o == nil {
			w.broken("I28", "order %s was acknowledged to user %d and is gone", a.order, a.user)
			continue
		}
		cameToBe := false
		for _, h := range o.History {
			cameToBe = cameToBe || h.Status == order.Confirmed
		}
		if a.settled && cameToBe != (a.problem == "") {
			w.broken("I15", "user %d was told %s %q of order %s, which is %s", a.user, a.status, a.problem, a.order, o.Status)
		}
		if cameToBe {
			w.checkPrice(o, a)
		}
	}
}

func (w *world) checkPrice(o *order.Order, a answer) {
	if o.QuoteID == a.quote.GetQuoteId() && o.Total != a.quote.GetTotal() {
		w.broken("I24", "order %s costs %d, its quote said %d", o.ID, o.Total, a.quote.GetTotal())
	}
	seen, known := w.books.seenAt[string(o.ID)]
	if !known {
		return
	}
	for _, it := range o.Items {
		if !w.market.asked(int64(it.ProductID), it.UnitPrice, w.books.firstTry[o.QuoteID], seen) {
			w.broken("I24", "order %s pays %d for product %d, which nobody asked since it was placed", o.ID, it.UnitPrice, it.ProductID)
		}
	}
}

// checkSellable: what the shelves say can be bought, can be (I5).
func (w *world) checkSellable(f *facts) {
	for _, b := range f.books {
		left := int64(0)
		for _, r := range b.Rows {
			left += r.Sellable()
		}
		l := w.inventory.life.Load()
		if left == 0 || l == nil {
			continue
		}
		gone, err := l.inventory.SoldOut(l.ctx, &inventoryv1.SoldOutRequest{ProductIds: []int64{int64(b.ProductID)}})
		if err != nil || len(gone.GetProductIds()) > 0 {
			w.broken("I5", "%d units of product %d are left and it is said to be sold out: %v", left, b.ProductID, err)
		}
		_, err = l.inventory.Reserve(l.ctx, &inventoryv1.ReserveRequest{
			UserId: 998, OrderId: "probe", Deadline: w.inventory.now().UnixMicro(),
			Lines: []*inventoryv1.ReserveLine{{ProductId: int64(b.ProductID), SellerId: seller, Quantity: left}},
		})
		if err != nil {
			w.broken("I5", "%d units of product %d are left and cannot be bought: %v", left, b.ProductID, err)
		}
	}
}
