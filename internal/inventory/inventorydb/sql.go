// Package inventorydb keeps inventory in SQL, one text for SQLite and PostgreSQL.
//
// Tables: warehouses (reference), stock, reservations, barriers and stock_ledger, all by product_id, and the outbox with
// shard = product_id. The hot path is Reserve: one barrier row, one guarded UPDATE, and one row each of reservation, ledger
// and outbox; Commit is one UPDATE. Rows are locked in the order barrier, reservation, stock by (seller, warehouse), so that
// two orders never wait for each other in a circle.
//
// ReserveAll (batch.go) is the one place where the text differs: on PostgreSQL it takes the stock rows of a hot product with
// SELECT … FOR UPDATE and decides up to 256 reservations on them; on SQLite the group-commit writer makes that unnecessary.
//
// Not by key, because they are sweeps and reports: Holds, Hot, ListStock, Rows, Sellable, Waiting, Books and Spread.
package inventorydb

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"rialto/internal/inventory"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are this room's tables with the platform's outbox.
func Migrations() fs.FS { return outbox.Migrations(files) }

// Store is inventory.Store in SQL.
type Store struct{ db *sqldb.DB }

var _ inventory.Store = (*Store)(nil)

// New returns the store in db, whose schema must be that of Migrations.
func New(db *sqldb.DB) *Store { return &Store{db} }

// errMoved says that a row changed between its reading and its guarded update: the transaction is to be run anew.
var errMoved = errors.New("stock row changed meanwhile")

// maxTries bounds how often a transaction is run anew. On SQLite nothing changes inside a transaction; on PostgreSQL it takes
// another order's commit on the same rows each time.
const maxTries = 20

// settle runs a Write anew as long as rows move under it.
func (s *Store) settle(ctx context.Context, fn func(tx sqldb.Tx) error) error {
	for range maxTries {
		if err := s.db.Write(ctx, fn); !errors.Is(err, errMoved) {
			return err
		}
	}
	return inventory.ErrBusy
}

// values returns "($1,$2),($3,$4)" for rows × columns.
func values(rows, columns int) string {
	var b strings.Builder
	for i := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "(%s)", sqldb.Placeholders(i*columns+1, columns))
	}
	return b.String()
}
