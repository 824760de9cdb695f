package identitydb

import (
	"context"
	"fmt"

	"rialto/internal/commerce"
	"rialto/internal/identity"
	"rialto/internal/platform/sqldb"
)

const userColumns = `user_id, kind, email, name, password_hash, member_until, created_at, updated_at`

func scanUser(row sqldb.Row) (u identity.User, err error) {
	err = row.Scan(&u.ID, &u.Kind, &u.Email, &u.Name, &u.PasswordHash, &u.MemberUntil, &u.CreatedAt, &u.UpdatedAt)
	return u, err
}

func getUser(tx sqldb.Tx, id commerce.UserID) (identity.User, error) {
	u, err := scanUser(tx.QueryRow(`SELECT `+userColumns+` FROM users WHERE user_id = $1`, id))
	if sqldb.NoRows(err) {
		return identity.User{}, identity.ErrUserNotFound
	}
	return u, err
}

// User implements identity.Users.
func (s *Store) User(ctx context.Context, id commerce.UserID) (u identity.User, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		u, err = getUser(tx, id)
		return err
	})
	return u, err
}

// CreateUser implements identity.Users.
func (s *Store) CreateUser(ctx context.Context, u identity.User, sessions ...identity.Session) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		if _, err := tx.Exec(`INSERT INTO users (`+userColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
			u.ID, u.Kind, u.Email, u.Name, u.PasswordHash, u.MemberUntil, u.CreatedAt, u.UpdatedAt); err != nil {
			return fmt.Errorf("insert user: %w", err)
		}
		for _, session := range sessions {
			if err := insertSession(tx, session); err != nil {
				return err
			}
		}
		return nil
	})
}

// RemoveUser implements identity.Users.
func (s *Store) RemoveUser(ctx context.Context, id commerce.UserID, email string) error {
	_, err := s.exec(ctx, "delete user", `DELETE FROM users WHERE user_id = $1 AND email = $2 AND kind <> $3`,
		id, email, identity.Guest)
	return err
}

// UpgradeGuest implements identity.Users.
func (s *Store) UpgradeGuest(ctx context.Context, u identity.User) (now identity.User, err error) {
	err = s.db.Write(ctx, func(tx sqldb.Tx) error {
		now, err = scanUser(tx.QueryRow(`UPDATE users SET kind = $2, email = $3, name = $4, password_hash = $5, updated_at = $6
			WHERE user_id = $1 AND kind = $7 RETURNING `+userColumns,
			u.ID, identity.Customer, u.Email, u.Name, u.PasswordHash, u.UpdatedAt, identity.Guest))
		if sqldb.NoRows(err) {
			now, err = getUser(tx, u.ID)
		}
		return err
	})
	return now, err
}

// DowngradeToGuest implements identity.Users.
func (s *Store) DowngradeToGuest(ctx context.Context, id commerce.UserID, email string, at int64) error {
	_, err := s.exec(ctx, "downgrade user", `UPDATE users SET kind = $3, email = '', name = '', password_hash = '',
		updated_at = $4 WHERE user_id = $1 AND email = $2 AND kind = $5`,
		id, email, identity.Guest, at, identity.Customer)
	return err
}

// SetMembership implements identity.Users.
func (s *Store) SetMembership(ctx context.Context, id commerce.UserID, until, at int64) error {
	n, err := s.exec(ctx, "set membership", `UPDATE users SET member_until = $2, updated_at = $3 WHERE user_id = $1`,
		id, until, at)
	if err == nil && n == 0 {
		return identity.ErrUserNotFound
	}
	return err
}

// SetPassword implements identity.Users.
func (s *Store) SetPassword(ctx context.Context, id commerce.UserID, hash string, at int64) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		n, err := tx.Exec(`UPDATE users SET password_hash = $2, updated_at = $3 WHERE user_id = $1 AND kind <> $4`,
			id, hash, at, identity.Guest)
		if err != nil {
			return fmt.Errorf("update password: %w", err)
		}
		if n == 0 {
			return identity.ErrUserNotFound
		}
		if _, err := tx.Exec(`DELETE FROM sessions WHERE user_id = $1`, id); err != nil {
			return fmt.Errorf("delete sessions: %w", err)
		}
		return nil
	})
}
