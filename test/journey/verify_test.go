package journey

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"rialto/internal/app"
	"rialto/internal/platform/sqldb"
	"rialto/internal/verify"
)

// lie is a corruption that no code path makes: one order bought for it, and statements that falsify one book.
type lie struct {
	invariant string
	deal      func(b *buyer, product string) (order string) // nil: bought with a card
	room      string                                        // whose database
	allow     []string                                      // lifts the schema's own guard first: the statement for SQLite, the one for PostgreSQL
	tell      string                                        // $1 is the order's id
	about     string                                        // "order", "product", or words: what the finding must name
}

var lies = []lie{
	{"I1", nil, "inventory", unguarded("stock", "stock_check"),
		`UPDATE stock SET reserved_qty = available_qty + 1 WHERE product_id IN (SELECT product_id FROM reservations WHERE order_id = $1)`, "product"},
	{"I1", byGiftCard, "giftcard", unguarded("cards", "cards_check"),
		`UPDATE cards SET held = balance + 1 WHERE card_id IN (SELECT card_id FROM uses WHERE order_id = $1)`, "gift card"},
	{"I2", nil, "inventory", nil, `UPDATE stock SET reserved_qty = reserved_qty + 1 WHERE product_id IN
		(SELECT product_id FROM reservations WHERE order_id = $1)`, "product"},
	{"I2", byGiftCard, "giftcard", nil,
		`UPDATE cards SET held = 1 WHERE card_id IN (SELECT card_id FROM uses WHERE order_id = $1)`, "gift card"},
	{"I3", nil, "inventory", nil, `UPDATE stock_ledger SET qty = qty + 1 WHERE kind = 'adjusted' AND product_id IN
		(SELECT product_id FROM reservations WHERE order_id = $1)`, "product"},
	{"I3", byGiftCard, "giftcard", nil, `UPDATE history SET balance_change = balance_change + 1 WHERE order_id = $1 AND seq =
		(SELECT max(seq) FROM history AS last WHERE last.order_id = $1)`, "gift card"},
	{"I4", nil, "inventory", nil, `UPDATE reservations SET state = 'released' WHERE order_id = $1`, "order"},
	{"I5", nil, "inventory", nil, `UPDATE reservations SET qty = qty + 1 WHERE order_id = $1`, "order"},
	// Due in a hundred years: a hold that is overdue would be ended by order's sweeper before verify sees it.
	{"I6", nil, "inventory", nil, `UPDATE reservations SET state = 'held', deadline = 5000000000000000 WHERE order_id = $1`, "order"},
	{"I8", nil, "payment", nil, `UPDATE payments SET captured = captured - 1 WHERE order_id = $1`, "order"},
	{"I8", byGiftCard, "giftcard", nil, `UPDATE uses SET amount = amount - 1 WHERE order_id = $1`, "order"},
	{"I9", canceled, "payment", nil, `UPDATE payments SET refunded = refunded - 1 WHERE order_id = $1`, "order"},
	{"I10", nil, "gateway", nil, `UPDATE charges SET refunded = refunded + 1 WHERE order_id = $1`, "order"},
	{"I11", nil, "order", nil, `UPDATE orders SET total = total + 1 WHERE order_id = $1`, "order"},
	{"I12", nil, "payment", nil, `UPDATE payments SET refunded = refunded + 1 WHERE order_id = $1`, "order"},
	{"I12", byGiftCard, "giftcard", nil, `UPDATE uses SET refunded = refunded + 1 WHERE order_id = $1`, "order"},
	{"I13", nil, "ledger", nil, `UPDATE postings SET amount = amount + 1 WHERE order_id = $1 AND account = 'receivable' AND amount > 0`, "order"},
	{"I13", nil, "ledger", nil, `DELETE FROM books WHERE order_id = $1`, "order"},
	{"I13", nil, "ledger", nil, `UPDATE books SET captured = captured - 1 WHERE order_id = $1`, "the ledger waits for"},
	{"I14", nil, "ledger", nil, `UPDATE seller_balances SET sales = sales + 1 WHERE seller_id IN
		(SELECT seller_id FROM seller_entries WHERE order_id = $1)`, "seller"},
	{"I15", twice, "order", []string{`DROP INDEX orders_key`, `DROP INDEX orders_key`},
		`UPDATE orders SET idempotency_key = 'the same for two' WHERE user_id = (SELECT user_id FROM orders AS one WHERE one.order_id = $1)`, "order"},
	{"I16", nil, "order", nil, `UPDATE order_history SET status = 'delivered' WHERE order_id = $1 AND version = 1`, "order"},
	{"I17", unfinished, "order", nil, `UPDATE saga SET state = 'done' WHERE order_id = $1`, "order"},
	{"I18", nil, "order", nil, `DELETE FROM outbox WHERE aggregate = $1 AND version = 2`, "order"},
	{"I20", nil, "notification", nil, `INSERT INTO mail (user_id, mail_id, kind, order_id, recipient, mailbox, subject, body, at, sent_at, attempt, try_at)
		SELECT user_id, 'again', kind, order_id, recipient, mailbox, subject, body, at, sent_at, attempt, try_at
		FROM mail WHERE order_id = $1 AND kind = 'order_confirmed'`, "order"},
	{"I20", nil, "fulfillment", nil, `DELETE FROM shipment WHERE order_id = $1`, "order"},
	{"I24", nil, "order", nil, `UPDATE orders SET shipping = shipping + 1, total = total + 1 WHERE order_id = $1`, "order"},
	{"I25", withCoupon, "pricing", nil, `UPDATE coupons SET redeemed = redeemed + 1 WHERE coupon_id IN
		(SELECT coupon_id FROM redemptions WHERE order_id = $1)`, "coupon"},
	{"I25", withCoupon, "pricing", nil, `UPDATE coupon_users SET used = used + 1, max_used = max_used + 1 WHERE coupon_id IN
		(SELECT coupon_id FROM redemptions WHERE order_id = $1)`, "user"},
	{"I25", canceled, "pricing", nil, `UPDATE redemptions SET state = 'committed' WHERE order_id = $1`, "order"},
	{"I26", fromDrop, "drop", nil, `UPDATE takers SET taken = taken - 1 WHERE product_id IN (SELECT product_id FROM takes WHERE order_id = $1)`, "product"},
	{"I28", nil, "order", nil, `DELETE FROM orders WHERE order_id = $1`, "order"},
}

// unguarded lifts a CHECK.
func unguarded(table, constraint string) []string {
	return []string{`PRAGMA ignore_check_constraints = ON`, `ALTER TABLE ` + table + ` DROP CONSTRAINT ` + constraint}
}

func byGiftCard(b *buyer, product string) string {
	b.T.Helper()
	code := b.shop.giftCard(b.T, product, 300)
	b.add(product, 1)
	return b.pay(b.quote(), "gift-"+product, giftCard(code), card("tok_approve")).Str("order_id")
}

func withCoupon(b *buyer, product string) string {
	b.T.Helper()
	b.shop.coupon(b.T, "LIE"+product, 10, 5)
	b.add(product, 1)
	return b.pay(b.quote("coupon", "LIE"+product), "coupon-"+product, card("tok_approve")).Str("order_id")
}

func canceled(b *buyer, product string) string {
	b.T.Helper()
	id := withCoupon(b, product)
	eventually(b.T, "the cancellation", func() bool {
		return b.Send("POST", "/v1/orders/"+id+"/cancel", nil, "Idempotency-Key", "cancel").Status == 200
	})
	return id
}

func twice(b *buyer, product string) string {
	b.T.Helper()
	b.buy(b.shop.product(b.T, "Second lie", "5.00", 50), 1)
	return b.buy(product, 1).Str("order_id")
}

// unfinished waits for the buyer's bank.
func unfinished(b *buyer, product string) string {
	b.T.Helper()
	b.add(product, 1)
	return b.place(b.quote(), "tok_3ds", "waits").Str("order_id")
}

func fromDrop(b *buyer, product string) string {
	b.T.Helper()
	b.shop.drop(b.T, product, 3)
	return b.buy(product, 1).Str("order_id")
}

// TestVerifyFindsEveryLie plants corruptions for each invariant into the books of a real shop, on both engines, and
// wants each found, by its number and with the row's name. Before, the books are right: nothing is found that is no lie.
func TestVerifyFindsEveryLie(t *testing.T) {
	t.Parallel()
	for _, shape := range []string{"one", "postgres"} {
		t.Run(shape, func(t *testing.T) {
			t.Parallel()
			s := unhurried[shape](t)
			abouts := make([]string, len(lies))
			orders := make([]string, len(lies))
			for i, l := range lies {
				product := s.product(t, fmt.Sprint("Lie ", i), "5.00", 50)
				liar := s.member(t, fmt.Sprint("liar", i))
				if l.deal == nil {
					orders[i] = liar.buy(product, 1).Str("order_id")
				} else {
					orders[i] = l.deal(liar, product)
				}
				abouts[i] = map[string]string{"order": orders[i], "product": product, "user": "user "}[l.about]
				if abouts[i] == "" {
					abouts[i] = l.about
				}
			}
			var report *verify.Report
			eventually(t, "books without a lie", func() bool { report = s.verify(t); return report.OK() })
			for i, l := range lies {
				plant(t, s.apps[0], l, orders[i])
			}
			report = s.verify(t)
			for i, l := range lies {
				if !mentions(report, l.invariant, abouts[i]) {
					t.Errorf("%s in %s: the lie about %s was not found\n%s", l.invariant, l.room, abouts[i], report)
				}
			}
			for _, i := range report.Invariants {
				if i.Violations == 0 {
					t.Errorf("%s (%s): nobody lies about it here", i.ID, i.Promise)
				}
			}
		})
	}
}

// unhurried are shops whose warehouse waits for people.
var unhurried = map[string]func(t *testing.T) *shop{
	"one":      func(t *testing.T) *shop { return one(t, atRest(config(t)), app.Options{}) },
	"postgres": func(t *testing.T) *shop { return one(t, atRest(postgres(t, config(t))), app.Options{}) },
}

func atRest(cfg app.Config) app.Config {
	cfg.DemoSpeed = 0
	return cfg
}

// verify reads the books once, and again at once where rooms disagree.
func (s *shop) verify(t *testing.T) *verify.Report {
	t.Helper()
	report, err := verify.Run(context.Background(), s.books(), verify.Options{Grace: time.Millisecond, Keep: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func plant(t *testing.T, a *app.App, l lie, order string) {
	t.Helper()
	db := a.Database(l.room)
	err := db.Write(t.Context(), func(tx sqldb.Tx) error {
		if l.allow != nil {
			lift := l.allow[0]
			if db.Dialect() == sqldb.Postgres {
				lift = l.allow[1]
			}
			if _, err := tx.Exec(lift); err != nil {
				return err
			}
		}
		_, err := tx.Exec(l.tell, order)
		return err
	})
	if err != nil {
		t.Fatalf("plant %s: %v", l.invariant, err)
	}
}

func mentions(report *verify.Report, invariant, about string) bool {
	for _, i := range report.Invariants {
		for _, v := range i.First {
			if i.ID == invariant && strings.Contains(v.Subject+v.Detail, about) {
				return true
			}
		}
	}
	return false
}
