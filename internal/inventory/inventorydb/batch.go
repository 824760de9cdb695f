package inventorydb

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/sqldb"
)

// Packs implements inventory.Store: SQLite's writer already puts waiting callers into one commit.
func (s *Store) Packs() bool { return s.db.Dialect() == sqldb.Postgres }

// ReserveAll implements inventory.Store: the rows are read once, every hold is decided on them in memory, and what comes of it is
// written in a few statements. Without savepoints: a hold that is short has written its barrier only, which goes again.
func (s *Store) ReserveAll(ctx context.Context, holds []inventory.Hold) (answers []inventory.Answer, left []inventory.Stock, err error) {
	if len(holds) == 0 {
		return nil, nil, nil
	}
	err = s.settle(ctx, func(tx sqldb.Tx) (err error) {
		answers, left, err = s.reserveAll(tx, holds)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return answers, left, nil
}

// forUpdate is the one place where the text differs between the engines: PostgreSQL takes the rows before they are read, so
// that nothing decided on them is in vain. SQLite has one writer and no such words.
func (s *Store) forUpdate() string {
	if s.db.Dialect() == sqldb.Postgres {
		return ` FOR UPDATE`
	}
	return ""
}

// Locks are taken in the order of every other transaction: barriers (by order), then stock by (seller, warehouse).
func (s *Store) reserveAll(tx sqldb.Tx, holds []inventory.Hold) ([]inventory.Answer, []inventory.Stock, error) {
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
	rows, err := sqldb.Collect(tx, scanStock, `SELECT `+stockColumns+` FROM stock WHERE product_id = $1
		ORDER BY seller_id, warehouse_id`+s.forUpdate(), product)
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
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(b.orders)), maxRows) {
		args := make([]any, 0, 4*len(ids))
		for _, id := range ids {
			args = append(args, product, string(id), reserveOp, at)
		}
		made, err := sqldb.Collect(tx, scanOrder, `INSERT INTO barriers (product_id, order_id, op, made_at)
			VALUES `+values(len(ids), 4)+` ON CONFLICT (product_id, order_id, op) DO NOTHING RETURNING order_id`, args...)
		if err != nil {
			return fmt.Errorf("barriers: %w", err)
		}
		for _, id := range made {
			b.orders[id].first = true
		}
	}
	return nil
}

func scanOrder(r sqldb.Row) (id commerce.OrderID, err error) {
	err = r.Scan(&id)
	return id, err
}

// earlier reads what orders have reserved that met the product before.
func (b *batch) earlier(tx sqldb.Tx, product commerce.ProductID) error {
	for ids := range slices.Chunk(b.where(func(o *orderState) bool { return !o.first }), maxRows) {
		rows, err := sqldb.Collect(tx, scanReservation, `SELECT `+reservationColumns+` FROM reservations
			WHERE product_id = $1 AND order_id IN (`+sqldb.Placeholders(2, len(ids))+`)`, append([]any{product}, ids...)...)
		if err != nil {
			return fmt.Errorf("read earlier reservations: %w", err)
		}
		for _, r := range rows {
			o := b.orders[r.OrderID]
			o.rows = append(o.rows, r)
		}
	}
	return nil
}

// where returns the ids of orders as statement arguments, sorted.
func (b *batch) where(ok func(o *orderState) bool) (out []any) {
	for _, id := range slices.Sorted(maps.Keys(b.orders)) {
		if ok(b.orders[id]) {
			out = append(out, string(id))
		}
	}
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
