package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"runtime"

	_ "modernc.org/sqlite" // the pure-Go driver: no C compiler is needed to build Rialto
)

// OpenSQLite opens or makes the file at path, brings its schema up to date and starts its writer.
// WAL with synchronous=FULL: an acknowledged commit survives power loss.
// A new file is its owner's alone, whatever the folder allows; SQLite gives the files beside it the same rights.
func OpenSQLite(ctx context.Context, path string, migrations fs.FS) (*DB, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	file.Close()
	pool, err := sql.Open("sqlite", sqliteDSN(path))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if err := migrate(ctx, pool, SQLite, migrations); err != nil {
		pool.Close()
		return nil, fmt.Errorf("schema of %s: %w", path, err)
	}
	lite, err := newSQLite(ctx, pool)
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return &DB{engine: lite, dialect: SQLite, source: path}, nil
}

func sqliteDSN(path string) string {
	pragmas := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)",
		"temp_store(MEMORY)", "cache_size(-2000)", "wal_autocheckpoint(4000)",
	}}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + pragmas.Encode()
}

// lite is the SQLite engine: one writer, as many readers as can run at once.
type lite struct {
	pool    *sql.DB
	writer  *writer
	readers chan *session
	count   int
}

func newSQLite(ctx context.Context, pool *sql.DB) (*lite, error) {
	// More readers than processors only queue inside SQLite.
	l := &lite{pool: pool, count: max(2, runtime.GOMAXPROCS(0))}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	l.writer = startWriter(newSession(conn))
	l.readers = make(chan *session, l.count)
	for range l.count {
		conn, err := pool.Conn(ctx)
		if err != nil {
			return nil, errors.Join(err, l.close())
		}
		l.readers <- newSession(conn)
	}
	return l, nil
}

func (l *lite) write(ctx context.Context, fn func(Tx) error) error { return l.writer.write(ctx, fn) }

func (l *lite) commits(int64) int64 { return l.writer.commits.Load() }

func (l *lite) read(ctx context.Context, fn func(Tx) error) (err error) {
	var s *session
	select {
	case s = <-l.readers:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { l.readers <- s }()
	if _, err := s.Exec("BEGIN"); err != nil {
		return fmt.Errorf("begin read: %w", err)
	}
	defer func() {
		if _, undo := s.Exec("ROLLBACK"); undo != nil && err == nil {
			err = fmt.Errorf("end read: %w", undo)
		}
	}()
	return fn(s)
}

func (l *lite) close() error {
	errsSeen := []error{l.writer.close()}
	for range len(l.readers) {
		s := <-l.readers
		errsSeen = append(errsSeen, s.close())
	}
	errsSeen = append(errsSeen, l.pool.Close())
	return errors.Join(errsSeen...)
}
