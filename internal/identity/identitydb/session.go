package identitydb

import (
	"context"
	"fmt"

	"rialto/internal/commerce"
	"rialto/internal/identity"
	"rialto/internal/platform/sqldb"
)

func insertSession(tx sqldb.Tx, s identity.Session) error {
	_, err := tx.Exec(`INSERT INTO sessions (user_id, hash, expires_at, ends_at, created_at) VALUES ($1,$2,$3,$4,$5)`,
		s.UserID, s.Hash, s.ExpiresAt, s.EndsAt, s.CreatedAt)
	if err != nil {
		return fmt.Errorf("insert session: %w", err)
	}
	return nil
}

// OpenSession implements identity.Sessions. The UPDATE changes nothing: it takes the user's row, so that a reset of the
// password is either done already, and seen here, or waits and then finds this session to delete.
func (s *Store) OpenSession(ctx context.Context, session identity.Session, passwordHash string) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		n, err := tx.Exec(`UPDATE users SET updated_at = updated_at WHERE user_id = $1 AND password_hash = $2`,
			session.UserID, passwordHash)
		if err != nil {
			return fmt.Errorf("compare the password: %w", err)
		}
		if n == 0 {
			return identity.ErrPasswordChanged
		}
		if _, err := tx.Exec(`DELETE FROM sessions WHERE user_id = $1 AND expires_at <= $2`,
			session.UserID, session.CreatedAt); err != nil {
			return fmt.Errorf("forget expired sessions: %w", err)
		}
		return insertSession(tx, session)
	})
}

// FindSession implements identity.Sessions: one statement by key, for it is part of every request.
func (s *Store) FindSession(ctx context.Context, id commerce.UserID, hash string) (session identity.Session, u identity.User, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		err := tx.QueryRow(`SELECT sessions.user_id, hash, expires_at, ends_at, sessions.created_at,
				users.user_id, kind, email, name, member_until, users.created_at, updated_at
			FROM sessions JOIN users ON users.user_id = sessions.user_id
			WHERE sessions.user_id = $1 AND hash = $2`, id, hash).Scan(
			&session.UserID, &session.Hash, &session.ExpiresAt, &session.EndsAt, &session.CreatedAt,
			&u.ID, &u.Kind, &u.Email, &u.Name, &u.MemberUntil, &u.CreatedAt, &u.UpdatedAt)
		if sqldb.NoRows(err) {
			return identity.ErrSessionNotFound
		}
		return err
	})
	return session, u, err
}

// ProlongSession implements identity.Sessions.
func (s *Store) ProlongSession(ctx context.Context, session identity.Session, expiresAt int64) error {
	_, err := s.exec(ctx, "prolong session", `UPDATE sessions SET expires_at = $3
		WHERE user_id = $1 AND hash = $2 AND expires_at < $3`, session.UserID, session.Hash, expiresAt)
	return err
}

// EndSession implements identity.Sessions.
func (s *Store) EndSession(ctx context.Context, id commerce.UserID, hash string) error {
	_, err := s.exec(ctx, "delete session", `DELETE FROM sessions WHERE user_id = $1 AND hash = $2`, id, hash)
	return err
}

// EndSessions implements identity.Sessions.
func (s *Store) EndSessions(ctx context.Context, id commerce.UserID) error {
	_, err := s.exec(ctx, "delete sessions", `DELETE FROM sessions WHERE user_id = $1`, id)
	return err
}

// SweepSessions implements identity.Sessions. A session that is prolonged meanwhile is not touched: the guard stands
// outside the subquery too.
func (s *Store) SweepSessions(ctx context.Context, at int64, limit int) (int, error) {
	n, err := s.exec(ctx, "sweep sessions", `DELETE FROM sessions WHERE expires_at < $1 AND (user_id, hash) IN
		(SELECT user_id, hash FROM sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)`, at, limit)
	return int(n), err
}
