// Package orderdb keeps orders and sagas in SQL, one text for SQLite, PostgreSQL and Citus.
//
// Everything is keyed by user_id. A change of an order is one transaction: the row guarded by its version, its history
// row and its event. Statements that do not name a user (Find, Due, the staff's List, Audit) ask every shard and stay off
// the hot path. Files by noun: orders.go, row.go, update.go,
// sagas.go, audit.go. A saga's kind column also says which of an order's refunds it carries out. It decides nothing: rules
// live in order.
package orderdb

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"

	"rialto/internal/order"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations returns the schema: the room's tables, outbox and inbox.
func Migrations() fs.FS { return outbox.Migrations(files) }

// Store implements order.Store.
type Store struct{ db *sqldb.DB }

var _ order.Store = (*Store)(nil)

// New returns the store over an open database.
func New(db *sqldb.DB) *Store { return &Store{db} }

func encode(v any) (string, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return string(text), nil
}

func decode(text string, into any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("decode %T: %w", into, err)
	}
	return nil
}
