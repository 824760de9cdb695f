package sqldb

import (
	"context"
	"database/sql"
)

// maxStatements bounds the prepared statements one connection keeps. IN lists of many lengths could otherwise grow it
// without end; what does not fit is prepared, used and dropped.
const maxStatements = 400

// session is one SQLite connection with its prepared statements: preparing costs more than running most of ours.
// It is used by one goroutine at a time.
type session struct {
	conn  *sql.Conn
	ready map[string]*sql.Stmt
}

func newSession(conn *sql.Conn) *session {
	return &session{conn: conn, ready: make(map[string]*sql.Stmt)}
}

// background is passed to every statement: an interrupt would leave the transaction open (a modernc pitfall), so contexts
// are looked at before work is accepted and never inside it.
var background = context.Background()

func (s *session) stmt(query string) (*sql.Stmt, error) {
	if st, ok := s.ready[query]; ok {
		return st, nil
	}
	if len(s.ready) >= maxStatements {
		return nil, nil
	}
	st, err := s.conn.PrepareContext(background, query)
	if err != nil {
		return nil, err
	}
	s.ready[query] = st
	return st, nil
}

// Exec implements Tx.
func (s *session) Exec(query string, args ...any) (int64, error) {
	st, err := s.stmt(query)
	if err != nil {
		return 0, err
	}
	var res sql.Result
	if st != nil {
		res, err = st.ExecContext(background, args...)
	} else {
		res, err = s.conn.ExecContext(background, query, args...)
	}
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Query implements Tx.
func (s *session) Query(query string, args ...any) (*sql.Rows, error) {
	st, err := s.stmt(query)
	if err != nil {
		return nil, err
	}
	if st != nil {
		return st.QueryContext(background, args...)
	}
	return s.conn.QueryContext(background, query, args...)
}

// QueryRow implements Tx.
func (s *session) QueryRow(query string, args ...any) Row {
	st, err := s.stmt(query)
	if err != nil {
		return failedRow{err}
	}
	if st != nil {
		return st.QueryRowContext(background, args...)
	}
	return s.conn.QueryRowContext(background, query, args...)
}

func (s *session) close() error {
	for _, st := range s.ready {
		st.Close()
	}
	return s.conn.Close()
}

// failedRow is the row of a statement that could not be prepared.
type failedRow struct{ err error }

// Scan returns why there is no row.
func (r failedRow) Scan(...any) error { return r.err }
