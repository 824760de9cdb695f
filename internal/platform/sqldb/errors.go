package sqldb

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// Errors are told apart by class, never by text: SQLSTATE on PostgreSQL, extended result codes on SQLite.
// Names of constraints are not used, because Citus leaves them empty.
const (
	pgUnique        = "23505"
	pgForeignKey    = "23503"
	pgCheck         = "23514"
	pgSerialization = "40001"
	pgDeadlock      = "40P01"
	pgConnection    = "08" // a class
	pgShutdown      = "57P01"
	pgCrash         = "57P02"
	pgStarting      = "57P03"

	sqliteBusy       = 5
	sqliteCheck      = 275
	sqliteForeignKey = 787
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
)

func class(err error) (state string, code int) {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code, 0
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return "", lite.Code()
	}
	return "", 0
}

// IsUnique reports a violated PRIMARY KEY or UNIQUE.
func IsUnique(err error) bool {
	state, code := class(err)
	return state == pgUnique || code == sqliteUnique || code == sqlitePrimaryKey
}

// IsCheck reports a violated CHECK.
func IsCheck(err error) bool {
	state, code := class(err)
	return state == pgCheck || code == sqliteCheck
}

// IsForeignKey reports a violated foreign key.
func IsForeignKey(err error) bool {
	state, code := class(err)
	return state == pgForeignKey || code == sqliteForeignKey
}

// NoRows reports that QueryRow found nothing: for a guarded UPDATE … RETURNING, that the race was lost.
func NoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// tryAgain reports errors that say "nothing happened, the same work may succeed".
func tryAgain(err error) bool {
	state, code := class(err)
	return state == pgSerialization || state == pgDeadlock || code&0xff == sqliteBusy
}

// lost reports that the connection is gone: the server ended it, died, or is just starting.
func lost(err error) bool {
	state, _ := class(err)
	var network *net.OpError
	return strings.HasPrefix(state, pgConnection) || state == pgShutdown || state == pgCrash || state == pgStarting ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.As(err, &network) || pgconn.SafeToRetry(err)
}

// Placeholders returns "$from,$from+1,…" for an IN list of n values.
func Placeholders(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(from + i))
	}
	return b.String()
}
