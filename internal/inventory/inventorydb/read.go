package inventorydb

import (
	"context"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/sqldb"
)

// Holds implements inventory.Store.
func (s *Store) Holds(ctx context.Context, olderThan int64, limit int) (out []inventory.Reservation, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		out, err = sqldb.Collect(tx, func(r sqldb.Row) (v inventory.Reservation, err error) {
			v.State = inventory.Held
			err = r.Scan(&v.ProductID, &v.UserID, &v.OrderID, &v.Deadline)
			return v, err
		}, `SELECT DISTINCT product_id, user_id, order_id, deadline FROM reservations
			WHERE state = 'held' AND deadline < $1 ORDER BY deadline, product_id, order_id LIMIT $2`, olderThan, limit)
		return err
	})
	return out, err
}

// Ledger implements inventory.Store. A page is found by product; versions make the order of entries of one time exact.
func (s *Store) Ledger(ctx context.Context, p commerce.ProductID, after *inventory.Entry, limit int) (out []inventory.Entry, err error) {
	where, args := "", []any{p, limit}
	if after != nil {
		where = ` AND (at, version, seller_id, warehouse_id) < ($3, $4, $5, $6)`
		args = append(args, after.At, after.Version, after.SellerID, after.WarehouseID)
	}
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		out, err = sqldb.Collect(tx, func(r sqldb.Row) (e inventory.Entry, err error) {
			e.ProductID = p
			err = r.Scan(&e.SellerID, &e.WarehouseID, &e.Version, &e.Kind, &e.Quantity, &e.OrderID, &e.At)
			return e, err
		}, `SELECT seller_id, warehouse_id, version, kind, qty, order_id, at FROM stock_ledger WHERE product_id = $1`+where+`
			ORDER BY at DESC, version DESC, seller_id DESC, warehouse_id DESC LIMIT $2`, args...)
		return err
	})
	return out, err
}

// booksSQL lists the next products that any of the three tables knows, so that a row without its partner is seen too.
const booksSQL = `SELECT product_id FROM (SELECT DISTINCT product_id FROM stock WHERE product_id > $1 ORDER BY product_id LIMIT $2) AS s
	UNION SELECT product_id FROM (SELECT DISTINCT product_id FROM reservations WHERE product_id > $1 ORDER BY product_id LIMIT $2) AS r
	UNION SELECT product_id FROM (SELECT DISTINCT product_id FROM stock_ledger WHERE product_id > $1 ORDER BY product_id LIMIT $2) AS l
	ORDER BY product_id LIMIT $2`

// Books implements inventory.Store.
func (s *Store) Books(ctx context.Context, after commerce.ProductID, limit int) (out []inventory.Book, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		out, err = sqldb.Collect(tx, func(r sqldb.Row) (b inventory.Book, err error) {
			err = r.Scan(&b.ProductID)
			return b, err
		}, booksSQL, after, limit)
		if err != nil || len(out) == 0 {
			return err
		}
		return fill(tx, out)
	})
	return out, err
}

// fill reads the rows of books, which cover a range of products.
func fill(tx sqldb.Tx, books []inventory.Book) error {
	at := make(map[commerce.ProductID]*inventory.Book, len(books))
	for i := range books {
		at[books[i].ProductID] = &books[i]
	}
	first, last := books[0].ProductID, books[len(books)-1].ProductID
	stock, err := sqldb.Collect(tx, scanStock, `SELECT `+stockColumns+` FROM stock WHERE product_id BETWEEN $1 AND $2
		ORDER BY product_id, seller_id, warehouse_id`, first, last)
	if err != nil {
		return err
	}
	for _, s := range stock {
		at[s.ProductID].Rows = append(at[s.ProductID].Rows, s)
	}
	live, err := sqldb.Collect(tx, scanReservation, `SELECT `+reservationColumns+` FROM reservations
		WHERE product_id BETWEEN $1 AND $2 AND state IN ('held', 'committed')
		ORDER BY product_id, order_id, seller_id, warehouse_id`, first, last)
	if err != nil {
		return err
	}
	for _, r := range live {
		at[r.ProductID].Live = append(at[r.ProductID].Live, r)
	}
	sums, err := sqldb.Collect(tx, func(r sqldb.Row) (e inventory.Entry, err error) {
		err = r.Scan(&e.ProductID, &e.SellerID, &e.WarehouseID, &e.Kind, &e.Quantity, &e.Version)
		return e, err
	}, `SELECT product_id, seller_id, warehouse_id, kind, CAST(SUM(qty) AS bigint), MAX(version) FROM stock_ledger
		WHERE product_id BETWEEN $1 AND $2 GROUP BY product_id, seller_id, warehouse_id, kind
		ORDER BY product_id, seller_id, warehouse_id, kind`, first, last)
	if err != nil {
		return err
	}
	for _, e := range sums {
		at[e.ProductID].Sums = append(at[e.ProductID].Sums, e)
	}
	return nil
}
