// Package notificationdb keeps mails in SQLite or PostgreSQL, one SQL text for both.
//
// Each change names the user (the distribution key) and one mail. Unsent, Waiting, List and Scan ask every shard: the
// sending loop, operators and verify use them. It asks nothing of anyone and publishes nothing.
//
//	db, err := sqldb.OpenSQLite(ctx, "notification.db", notificationdb.Migrations())
//	store := notificationdb.New(db)
package notificationdb

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"math"
	"strings"

	"rialto/internal/notification"
	"rialto/internal/platform/outbox"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations returns the schema of the room's database.
func Migrations() fs.FS { return outbox.Migrations(files) }

// Store implements notification.Store.
type Store struct{ db *sqldb.DB }

var _ notification.Store = (*Store)(nil)

// New returns the store on an open database.
func New(db *sqldb.DB) *Store { return &Store{db} }

const columns = `user_id, mail_id, kind, order_id, recipient, subject, body, at, sent_at, attempt, try_at`

func scan(row sqldb.Row) (m notification.Mail, err error) {
	err = row.Scan(&m.UserID, &m.ID, &m.Kind, &m.OrderID, &m.To, &m.Subject, &m.Text, &m.At, &m.SentAt, &m.Attempt, &m.TryAt)
	return m, err
}

// Add implements notification.Store.
func (s *Store) Add(ctx context.Context, m notification.Mail) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		first, err := outbox.Once(tx, m.UserID, notification.Consumer, m.ID)
		if err != nil || !first {
			return err
		}
		_, err = tx.Exec(`INSERT INTO mail (`+columns+`, mailbox) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
			ON CONFLICT (user_id, mail_id) DO NOTHING`,
			m.UserID, m.ID, string(m.Kind), m.OrderID, m.To, m.Subject, m.Text, m.At, m.SentAt, m.Attempt, m.TryAt,
			strings.ToLower(m.To))
		return err
	})
}

// MarkSent implements notification.Store.
func (s *Store) MarkSent(ctx context.Context, m notification.Mail, at int64) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(`UPDATE mail SET sent_at = $3 WHERE user_id = $1 AND mail_id = $2 AND sent_at = 0`, m.UserID, m.ID, at)
		return err
	})
}

// Postpone implements notification.Store.
func (s *Store) Postpone(ctx context.Context, m notification.Mail, tryAt int64) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(`UPDATE mail SET attempt = attempt + 1, try_at = $4
			WHERE user_id = $1 AND mail_id = $2 AND attempt = $3 AND sent_at = 0`, m.UserID, m.ID, m.Attempt, tryAt)
		return err
	})
}

// query collects one page of mails.
func (s *Store) query(ctx context.Context, text string, args ...any) (page []notification.Mail, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		page, err = sqldb.Collect(tx, scan, `SELECT `+columns+` FROM mail `+text, args...)
		return err
	})
	return page, err
}

// Unsent implements notification.Store.
func (s *Store) Unsent(ctx context.Context, now int64, limit int) ([]notification.Mail, error) {
	return s.query(ctx, `WHERE sent_at = 0 AND try_at <= $1 ORDER BY try_at LIMIT $2`, now, limit)
}

// Waiting implements notification.Store.
func (s *Store) Waiting(ctx context.Context) (n int64, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		return tx.QueryRow(`SELECT count(*) FROM mail WHERE sent_at = 0`).Scan(&n)
	})
	return n, err
}

// List implements notification.Store.
func (s *Store) List(ctx context.Context, q notification.Listing) ([]notification.Mail, error) {
	if q.After == (notification.Position{}) {
		q.After.At = math.MaxInt64
	}
	where, args := `WHERE sent_at > 0 AND (at, mail_id) < ($1, $2)`, []any{q.After.At, q.After.ID, q.Limit}
	if q.To != "" {
		args = append(args, strings.ToLower(q.To))
		where += fmt.Sprintf(` AND mailbox = $%d`, len(args))
	}
	if q.OrderID != "" {
		args = append(args, q.OrderID)
		where += fmt.Sprintf(` AND order_id = $%d`, len(args))
	}
	return s.query(ctx, where+` ORDER BY at DESC, mail_id DESC LIMIT $3`, args...)
}

// Scan implements notification.Store.
func (s *Store) Scan(ctx context.Context, after notification.Place, limit int) ([]notification.Mail, error) {
	return s.query(ctx, `WHERE (order_id, kind, mail_id) > ($1, $2, $3) ORDER BY order_id, kind, mail_id LIMIT $4`,
		after.OrderID, string(after.Kind), after.ID, limit)
}
