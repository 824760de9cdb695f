package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"rialto/internal/platform/errs"
)

const (
	pgMaxConns = 24
	// pgDeadline bounds one transaction once it has begun: the caller's context no longer counts then.
	pgDeadline = 15 * time.Second
	pgAttempts = 6
)

// OpenPostgres connects to a database, brings its schema up to date and opens a pool.
func OpenPostgres(ctx context.Context, dsn string, migrations fs.FS) (*DB, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL address: %w", err)
	}
	pool := stdlib.OpenDB(*cfg)
	pool.SetMaxOpenConns(pgMaxConns)
	pool.SetMaxIdleConns(pgMaxConns)
	if err := migrate(ctx, pool, Postgres, migrations); err != nil {
		pool.Close()
		return nil, fmt.Errorf("schema of database %s: %w", cfg.Database, err)
	}
	return &DB{engine: &pg{pool}, dialect: Postgres, source: dsn}, nil
}

// pg is the PostgreSQL engine: a pool, one transaction per caller.
type pg struct{ pool *sql.DB }

func (p *pg) write(ctx context.Context, fn func(Tx) error) error {
	var err error
	for attempt := range pgAttempts {
		if err = p.once(ctx, fn); !tryAgain(err) {
			return err
		}
		select {
		case <-time.After(time.Duration(attempt+1) * 3 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errs.Unavailable("database_contended", "The database is too busy with this row, try again.").Because(err)
}

// once runs fn in one transaction. An error of COMMIT that does not say "not done" leaves the outcome unknown.
func (p *pg) once(ctx context.Context, fn func(Tx) error) error {
	conn, err := p.pool.Conn(ctx)
	if err != nil {
		return errs.Unavailable("database_unreachable", "The database cannot be reached.").Because(err)
	}
	defer conn.Close()
	inner, cancel := context.WithTimeout(context.WithoutCancel(ctx), pgDeadline)
	defer cancel()
	tx, err := conn.BeginTx(inner, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return errs.Unavailable("database_unreachable", "The database cannot be reached.").Because(err)
	}
	defer tx.Rollback() // a no-op after Commit; undoes a panic or an error of fn
	if err := fn(pgTx{tx, inner}); err != nil {
		return cutOff(err)
	}
	if err := tx.Commit(); err != nil {
		if tryAgain(err) || IsUnique(err) || IsForeignKey(err) || IsCheck(err) {
			return err
		}
		return errs.UnknownOutcome(err, "commit")
	}
	return nil
}

func (p *pg) read(ctx context.Context, fn func(Tx) error) error {
	tx, err := p.pool.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return errs.Unavailable("database_unreachable", "The database cannot be reached.").Because(err)
	}
	defer tx.Rollback()
	return cutOff(fn(pgTx{tx, ctx}))
}

// cutOff turns the end of a connection before COMMIT into what it means: nothing happened, try later.
func cutOff(err error) error {
	if err == nil || errs.As(err) != nil || !lost(err) {
		return err
	}
	return errs.Unavailable("database_unreachable", "The database cannot be reached.").Because(err)
}

// commits is one per write: PostgreSQL groups flushes by itself.
func (p *pg) commits(writes int64) int64 { return writes }

func (p *pg) close() error { return p.pool.Close() }

// pgTx is Tx over a database/sql transaction; pgx prepares and keeps its statements itself.
type pgTx struct {
	tx  *sql.Tx
	ctx context.Context
}

// Exec implements Tx.
func (t pgTx) Exec(query string, args ...any) (int64, error) {
	res, err := t.tx.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Query implements Tx.
func (t pgTx) Query(query string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(t.ctx, query, args...)
}

// QueryRow implements Tx.
func (t pgTx) QueryRow(query string, args ...any) Row {
	return t.tx.QueryRowContext(t.ctx, query, args...)
}
