package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"rialto/internal/platform/sqldb"
)

// database opens a room's own database: PostgreSQL where one is configured, else a SQLite file in the data folder. No
// room sees another's.
func (a *App) database(ctx context.Context, room string, migrations fs.FS) (*sqldb.DB, error) {
	db, err := a.openDatabase(ctx, room, migrations)
	if err != nil {
		return nil, fmt.Errorf("database of %s: %w", room, err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.databases[room] = db
	return db, nil
}

func (a *App) openDatabase(ctx context.Context, room string, migrations fs.FS) (*sqldb.DB, error) {
	if address := a.cfg.database(room); address != "" {
		return sqldb.OpenPostgres(ctx, address, migrations)
	}
	return sqldb.OpenSQLite(ctx, a.cfg.file(fileOf(room)+".db"), migrations)
}

// fileOf names the embedded log as the operators know it.
func fileOf(room string) string {
	if room == "bus" {
		return "events"
	}
	return room
}

func (c Config) database(room string) string {
	if address, ok := c.Databases[room]; ok {
		return address
	}
	return strings.ReplaceAll(c.Databases["*"], "{room}", room)
}

func (a *App) closeDatabases() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all error
	for _, room := range slices.Sorted(maps.Keys(a.databases)) {
		all = errors.Join(all, a.databases[room].Close())
	}
	return all
}
