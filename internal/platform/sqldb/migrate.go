package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// ErrNewer says the data was written by a newer Rialto than this one.
var ErrNewer = errors.New("the data was written by a newer version of Rialto; start that version, or restore a backup made with this one")

// Migrations returns the migrations/ folder of a room's embedded files. Files are numbered from 00010: 1–9 belong to the
// platform.
func Migrations(room fs.FS) fs.FS {
	sub, err := fs.Sub(room, "migrations")
	if err != nil {
		panic(fmt.Sprintf("migrations folder: %v", err)) // a folder that was not embedded is a mistake of ours
	}
	return sub
}

// migrate brings a schema up to date, each file in its own transaction, and refuses one that is ahead of this program.
func migrate(ctx context.Context, db *sql.DB, d Dialect, files fs.FS) error {
	dialect := goose.DialectSQLite3
	if d == Postgres {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	current, err := p.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	sources := p.ListSources()
	if newest := sources[len(sources)-1].Version; current > newest {
		return fmt.Errorf("schema version %d, this program knows %d: %w", current, newest, ErrNewer)
	}
	_, err = p.Up(ctx)
	return err
}
