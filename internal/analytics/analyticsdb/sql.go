// Package analyticsdb keeps tallies and imported history in SQLite or PostgreSQL, one SQL text for both.
//
// Counting names the product or the day (the distribution keys) in every statement; a sale row and a receipt are the inbox
// rows of their order's events, activity has one in the inbox table. A day keeps its products in one row (pack.go), so
// that the sales of a year are a few hundred rows. What looks across products or days or through whole sources serves the
// telling loop, operators, imports and rebuilds. Settle and AddHistory write across keys in one transaction, because a
// row and its event, or a line and its day, must agree. It asks nothing of anyone and publishes only through the outbox.
//
//	db, err := sqldb.OpenSQLite(ctx, "analytics.db", analyticsdb.Migrations())
//	store := analyticsdb.New(db)
package analyticsdb

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"rialto/internal/analytics"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations returns the schema of the room's database.
func Migrations() fs.FS { return outbox.Migrations(files) }

// Store implements analytics.Store.
type Store struct{ db *sqldb.DB }

var _ analytics.Store = (*Store)(nil)

// New returns the store on an open database.
func New(db *sqldb.DB) *Store { return &Store{db} }

// Summary implements analytics.Store.
func (s *Store) Summary(ctx context.Context) (sum analytics.Summary, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		if err := tx.QueryRow(`SELECT CAST(COALESCE(SUM(line_count), 0) AS bigint) FROM source`).Scan(&sum.HistoryLines); err != nil {
			return err
		}
		return tx.QueryRow(`SELECT CAST(COALESCE(SUM(purchases), 0) AS bigint), CAST(COALESCE(SUM(views), 0) AS bigint), COUNT(*)
			FROM tally`).Scan(&sum.OrderLines, &sum.Views, &sum.Products)
	})
	return sum, err
}

// rows writes the VALUES of n rows of w parameters each: "($1,$2),($3,$4)".
func rows(n, w int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("(" + sqldb.Placeholders(i*w+1, w) + ")")
	}
	return b.String()
}

// chunk is how many rows one INSERT carries: enough that a round trip to PostgreSQL carries some work, few because SQLite
// looks every $n up in a list, so that binding costs the square of their number (measured: 100 rows take three times as
// long as 16). What does not fill a chunk goes row by row, so that a table needs two prepared statements, not one per length.
const chunk = 16

// insert writes n rows of w values with "INSERT INTO … VALUES … then"; args appends one row's values.
func insert(into, then string, n, w int, args func(row int, to []any) []any, run func(query string, values []any) error) error {
	text := func(size int) string { return "INSERT INTO " + into + " VALUES " + rows(size, w) + " " + then }
	whole, single := text(chunk), text(1)
	values := make([]any, 0, chunk*w)
	for row := 0; row < n; {
		query, size := whole, chunk
		if n-row < chunk {
			query, size = single, 1
		}
		values = values[:0]
		for range size {
			values = args(row, values)
			row++
		}
		if err := run(query, values); err != nil {
			return fmt.Errorf("insert %d rows: %w", size, err)
		}
	}
	return nil
}

// insertNew is insert with a RETURNING clause: scan is called for every row that was written.
func insertNew(tx sqldb.Tx, into, then string, n, w int, args func(row int, to []any) []any, scan func(sqldb.Row) error) error {
	return insert(into, then, n, w, args, func(query string, values []any) error {
		written, err := tx.Query(query, values...)
		if err != nil {
			return err
		}
		defer written.Close()
		for written.Next() {
			if err := scan(written); err != nil {
				return err
			}
		}
		return written.Err()
	})
}
