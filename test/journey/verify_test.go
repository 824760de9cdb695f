package journey

import (
	"context"
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
	room      string   // whose database
	allow     []string // lifts the schema's own guard first: the statement for SQLite, the one for PostgreSQL
	tell      string   // $1 is the order's id
	about     string   // "order" or "product": what the finding must name
}

var lies = []lie{
	{"I1", "inventory", unguarded("stock", "stock_check"),
		`UPDATE stock SET reserved_qty = available_qty + 1 WHERE product_id IN (SELECT product_id FROM reservations WHERE order_id = $1)`, "product"},
	{"I2", "inventory", nil, `UPDATE stock SET reserved_qty = reserved_qty + 1 WHERE product_id IN
		(SELECT product_id FROM reservations WHERE order_id = $1)`, "product"},
	{"I3", "inventory", nil, `UPDATE stock_ledger SET qty = qty + 1 WHERE kind = 'adjusted' AND product_id IN
		(SELECT product_id FROM reservations WHERE order_id = $1)`, "product"},
	// Due in a hundred years: a hold that is overdue would be ended by order's sweeper before verify sees it.
	{"I6", "inventory", nil, `UPDATE reservations SET state = 'held', deadline = 5000000000000000 WHERE order_id = $1`, "order"},
	{"I8", "payment", nil, `UPDATE payments SET captured = captured - 1 WHERE order_id = $1`, "order"},
	{"I11", "order", nil, `UPDATE orders SET total = total + 1 WHERE order_id = $1`, "order"},
	{"I15", "order", []string{`DROP INDEX orders_key`, `DROP INDEX orders_key`},
		`UPDATE orders SET idempotency_key = 'the same for two' WHERE order_id = $1 OR order_id IN
		(SELECT order_id FROM orders AS other WHERE other.user_id = orders.user_id)`, "order"},
	{"I16", "order", nil, `UPDATE order_history SET status = 'delivered' WHERE order_id = $1 AND version = 1`, "order"},
	{"I18", "order", nil, `DELETE FROM outbox WHERE aggregate = $1 AND version = 2`, "order"},
	{"I20", "notification", nil, `INSERT INTO mail (user_id, mail_id, kind, order_id, recipient, mailbox, subject, body, at, sent_at, attempt, try_at)
		SELECT user_id, 'again', kind, order_id, recipient, mailbox, subject, body, at, sent_at, attempt, try_at
		FROM mail WHERE order_id = $1 AND kind = 'order_confirmed'`, "order"},
}

// unguarded lifts a CHECK.
func unguarded(table, constraint string) []string {
	return []string{`PRAGMA ignore_check_constraints = ON`, `ALTER TABLE ` + table + ` DROP CONSTRAINT ` + constraint}
}

// TestVerifyFindsEveryLie plants a corruption for each invariant into the books of a real shop, on both engines, and
// wants each found, by its number and with the row's name.
func TestVerifyFindsEveryLie(t *testing.T) {
	t.Parallel()
	for _, shape := range []string{"one", "postgres"} {
		t.Run(shape, func(t *testing.T) {
			t.Parallel()
			s := shapes[shape](t)
			told := map[string]string{}
			for _, l := range lies {
				product := s.product(t, "Lie "+l.invariant, "5.00", 50)
				liar := s.member(t, "liar"+strings.ToLower(l.invariant))
				order := liar.buy(product, 1).Str("order_id")
				if l.invariant == "I15" {
					liar.buy(s.product(t, "Second lie", "5.00", 50), 1)
				}
				arrives(t, s, liar, order)
				told[l.invariant] = map[string]string{"order": order, "product": product}[l.about]
				plant(t, s.apps[0], l, order)
			}
			found(t, s, told)
		})
	}
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

// found reads the books once and looks each lie up in the report.
func found(t *testing.T, s *shop, told map[string]string) {
	t.Helper()
	report, err := verify.Run(context.Background(), s.books(), verify.Options{Grace: time.Millisecond, Keep: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for invariant, about := range told {
		if !mentions(report, invariant, about) {
			t.Errorf("%s: the lie about %s was not found\n%s", invariant, about, report)
		}
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
