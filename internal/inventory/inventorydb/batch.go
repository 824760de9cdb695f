package inventorydb

import (
	"context"
	"fmt"
	"slices"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/sqldb"
)

// Packs implements inventory.Store: SQLite's writer already puts waiting callers into one commit.
func (s *Store) Packs() bool { return s.db.Dialect() == sqldb.Postgres }

// ReserveAll implements inventory.Store. On SQLite it is one Reserve after the other, because nobody needs more there.
//
// On PostgreSQL the rows are taken and read once, every hold is decided on them in memory, and what comes of it is written in a
// few statements. This is the one place in Rialto where the text is PostgreSQL's alone: FOR UPDATE, so that nothing decided on
// the rows is in vain, and arrays, so that 256 rows are one statement that is prepared once. There are no savepoints: a hold that
// is short has written its barrier only, which goes again.
func (s *Store) ReserveAll(ctx context.Context, holds []inventory.Hold) (answers []inventory.Answer, left []inventory.Stock, err error) {
	switch {
	case len(holds) == 0:
		return nil, nil, nil
	case !s.Packs():
		return s.oneByOne(ctx, holds)
	}
	err = s.settle(ctx, func(tx sqldb.Tx) (err error) {
		answers, left, err = reserveAll(tx, holds)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return answers, left, nil
}

func (s *Store) oneByOne(ctx context.Context, holds []inventory.Hold) ([]inventory.Answer, []inventory.Stock, error) {
	answers := make([]inventory.Answer, len(holds))
	for i, h := range holds {
		answers[i].Allocations, answers[i].Err = s.Reserve(ctx, h)
	}
	left, err := s.Stock(ctx, holds[0].ProductID)
	return answers, left, err
}

const takeSQL = `SELECT ` + stockColumns + ` FROM stock WHERE product_id = $1 ORDER BY seller_id, warehouse_id FOR UPDATE`

// Locks are taken in the order of every other transaction: barriers (by order), then stock by (seller, warehouse).
func reserveAll(tx sqldb.Tx, holds []inventory.Hold) ([]inventory.Answer, []inventory.Stock, error) {
	product := holds[0].ProductID
	b := &batch{orders: map[commerce.OrderID]*orderState{}}
	for _, h := range holds {
		b.orders[h.OrderID] = &orderState{}
	}
	if err := b.barriers(tx, product, holds[0].At); err != nil {
		return nil, nil, err
	}
	if err := b.earlier(tx, product); err != nil {
		return nil, nil, err
	}
	rows, err := sqldb.Collect(tx, scanStock, takeSQL, product)
	if err != nil {
		return nil, nil, fmt.Errorf("take the stock rows of product %d: %w", product, err)
	}
	b.rows, b.before = rows, slices.Clone(rows)
	answers := make([]inventory.Answer, len(holds))
	for i, h := range holds {
		answers[i].Allocations, answers[i].Err = b.reserve(h)
	}
	return answers, b.rows, b.write(tx, product)
}

// batch is the state of one ReserveAll.
type batch struct {
	orders map[commerce.OrderID]*orderState
	before []inventory.Stock // the rows as they were taken
	rows   []inventory.Stock // as they are after the holds decided so far
	held   []held
}

// orderState is what the product's books say of one order.
type orderState struct {
	first bool // the order has not met the product before this transaction
	rows  []inventory.Reservation
}

// barriers makes the barrier of every order and notes which are new.
func (b *batch) barriers(tx sqldb.Tx, product commerce.ProductID, at int64) error {
	made, err := sqldb.Collect(tx, scanOrder, `INSERT INTO barriers (product_id, order_id, op, made_at)
		SELECT $1, t.order_id, $3, $4 FROM unnest(CAST($2 AS text[])) AS t (order_id)
		ON CONFLICT (product_id, order_id, op) DO NOTHING RETURNING order_id`,
		product, b.where(func(*orderState) bool { return true }), reserveOp, at)
	if err != nil {
		return fmt.Errorf("barriers: %w", err)
	}
	for _, id := range made {
		b.orders[id].first = true
	}
	return nil
}

func scanOrder(r sqldb.Row) (id commerce.OrderID, err error) {
	err = r.Scan(&id)
	return id, err
}

// earlier reads what orders have reserved that met the product before.
func (b *batch) earlier(tx sqldb.Tx, product commerce.ProductID) error {
	met := b.where(func(o *orderState) bool { return !o.first })
	if len(met) == 0 {
		return nil
	}
	rows, err := sqldb.Collect(tx, scanReservation, `SELECT `+reservationColumns+` FROM reservations
		WHERE product_id = $1 AND order_id = ANY ($2)`, product, met)
	if err != nil {
		return fmt.Errorf("read earlier reservations: %w", err)
	}
	for _, r := range rows {
		o := b.orders[r.OrderID]
		o.rows = append(o.rows, r)
	}
	return nil
}

// where returns the ids of orders, sorted: the order of their locks.
func (b *batch) where(ok func(o *orderState) bool) (out []string) {
	for id, o := range b.orders {
		if ok(o) {
			out = append(out, string(id))
		}
	}
	slices.Sort(out)
	return out
}

// reserve decides one hold on the rows in memory, by the rules of a Reserve of its own.
func (b *batch) reserve(h inventory.Hold) ([]inventory.Allocation, error) {
	o := b.orders[h.OrderID]
	if !o.first || len(o.rows) > 0 {
		return inventory.Repeat(h, ownedBy(o.rows, h.UserID))
	}
	var out []inventory.Allocation
	for _, line := range h.Lines {
		plan, ok := inventory.Plan(b.rows, line, h.Ranking)
		if !ok {
			return nil, &inventory.Short{ProductID: h.ProductID, Rows: slices.Clone(b.rows)}
		}
		out = append(out, plan...)
	}
	for _, a := range out {
		b.take(h, a)
		o.rows = append(o.rows, inventory.Reservation{
			Place: a.Place, OrderID: h.OrderID, UserID: h.UserID, Quantity: a.Quantity, State: inventory.Held, Deadline: h.Deadline,
		})
	}
	return out, nil
}

func ownedBy(rows []inventory.Reservation, user commerce.UserID) (out []inventory.Reservation) {
	for _, r := range rows {
		if r.UserID == user {
			out = append(out, r)
		}
	}
	return out
}

// take moves a row in memory to its next version. Lines of one hold have different sellers, so they share no row.
func (b *batch) take(h inventory.Hold, a inventory.Allocation) {
	for i := range b.rows {
		if s := &b.rows[i]; s.Place == a.Place {
			s.Reserved += a.Quantity
			s.Version++
			s.UpdatedAt = max(h.At, s.UpdatedAt+1)
			b.held = append(b.held, held{h, change{*s, inventory.KindReserved, a.Quantity, h.OrderID}})
		}
	}
}
