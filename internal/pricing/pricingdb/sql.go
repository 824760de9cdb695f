// Package pricingdb keeps quotes, coupons and redemptions in SQL, one text for SQLite and PostgreSQL.
//
// Quotes are distributed by user_id, coupons and their redemptions by coupon_id; the look-up from code to coupon is a
// reference table. A quote's row holds the document as protobuf in base64, so that the hot path decodes one column, and
// its sums in columns of their own, under CHECKs.
//
// Off the hot path and over all keys: PageQuotes, PageCoupons and PageUsers (verify, staff lists).
package pricingdb

import (
	"embed"
	"io/fs"

	"rialto/internal/platform/sqldb"
	"rialto/internal/pricing"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations returns the schema.
func Migrations() fs.FS { return sqldb.Migrations(files) }

// Store implements pricing.Store. Safe for concurrent use.
type Store struct{ db *sqldb.DB }

var _ pricing.Store = (*Store)(nil)

// New returns a store over an open database that has the schema of Migrations.
func New(db *sqldb.DB) *Store { return &Store{db} }
