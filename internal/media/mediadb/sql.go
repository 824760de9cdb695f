// Package mediadb keeps which blobs a picture has in SQL, one text for SQLite and PostgreSQL.
//
// Its one table has picture_id as distribution key; every statement names it. Rows are added and never changed, and the
// primary key (picture_id, width, content_type) decides repeats. There is no outbox: pictures are no events.
package mediadb

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"rialto/internal/media"
	"rialto/internal/platform/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are this room's tables.
func Migrations() fs.FS { return sqldb.Migrations(files) }

// Store is media.Store in SQL.
type Store struct{ db *sqldb.DB }

var _ media.Store = (*Store)(nil)

// New returns the store in db, whose schema must be that of Migrations.
func New(db *sqldb.DB) *Store { return &Store{db} }

// Keep implements media.Store.
func (s *Store) Keep(ctx context.Context, picture media.ID, renditions []media.Rendition) error {
	return s.db.Write(ctx, func(tx sqldb.Tx) error {
		for _, r := range renditions {
			_, err := tx.Exec(`INSERT INTO renditions (picture_id, width, content_type, height, blob_key, bytes)
				VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (picture_id, width, content_type) DO NOTHING`,
				string(picture), r.Width, r.ContentType, r.Height, r.Blob, r.Bytes)
			if err != nil {
				return fmt.Errorf("write rendition: %w", err)
			}
		}
		return nil
	})
}

// Renditions implements media.Store.
func (s *Store) Renditions(ctx context.Context, picture media.ID) (out []media.Rendition, err error) {
	err = s.db.Read(ctx, func(tx sqldb.Tx) error {
		out, err = sqldb.Collect(tx, func(row sqldb.Row) (r media.Rendition, err error) {
			err = row.Scan(&r.Width, &r.ContentType, &r.Height, &r.Blob, &r.Bytes)
			return r, err
		}, `SELECT width, content_type, height, blob_key, bytes FROM renditions WHERE picture_id = $1
			ORDER BY width, content_type`, string(picture))
		return err
	})
	return out, err
}
