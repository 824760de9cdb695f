package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"rialto/internal/platform/sqldb"
)

// sameAs compares the number of rows in every table with another folder's: work that was run again must leave what it
// left the first time, else it was not the same work.
func (d folder) sameAs(ctx context.Context, dir string) error {
	other, err := openFolder(ctx, dir)
	if err != nil {
		return err
	}
	defer other.close()
	for name, db := range d {
		mine, err := rowCounts(ctx, db)
		if err != nil {
			return err
		}
		theirs, err := rowCounts(ctx, other[name])
		if err != nil {
			return err
		}
		for table, n := range theirs {
			if mine[table] != n {
				return fmt.Errorf("the transactions that were run again are not the same work: %s in %s has %d rows, %d the first time",
					table, filepath.Base(db.Source()), mine[table], n)
			}
		}
	}
	return nil
}

func rowCounts(ctx context.Context, db *sqldb.DB) (map[string]int64, error) {
	counts := map[string]int64{}
	err := db.Read(ctx, func(tx sqldb.Tx) error {
		tables, err := sqldb.Collect(tx, func(r sqldb.Row) (name string, err error) { return name, r.Scan(&name) },
			`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
		if err != nil {
			return err
		}
		for _, table := range tables {
			var n int64
			query := `SELECT count(*) FROM "` + strings.ReplaceAll(table, `"`, `""`) + `"`
			if err := tx.QueryRow(query).Scan(&n); err != nil {
				return err
			}
			counts[table] = n
		}
		return nil
	})
	return counts, err
}
