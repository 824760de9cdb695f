package mediadb_test

import (
	"testing"

	"rialto/internal/media"
	"rialto/internal/media/mediadb"
	"rialto/internal/media/mediatest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	mediatest.TestStore(t, func(t *testing.T, run func(*testing.T, func() media.Store)) {
		sqldbtest.Each(t, mediadb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
			run(t, func() media.Store { return mediadb.New(open()) })
		})
	})
}
