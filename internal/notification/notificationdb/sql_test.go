package notificationdb_test

import (
	"testing"

	"rialto/internal/notification/notificationdb"
	"rialto/internal/notification/notificationtest"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	notificationtest.TestStore(t, func(t *testing.T) notificationtest.Stand {
		return stand(sqldbtest.SQLite(t, notificationdb.Migrations()))
	})
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	notificationtest.TestStore(t, func(t *testing.T) notificationtest.Stand {
		return stand(sqldbtest.Postgres(t, notificationdb.Migrations()))
	})
}

func stand(open func() *sqldb.DB) notificationtest.Stand {
	return notificationtest.Stand{Store: notificationdb.New(open()), Second: notificationdb.New(open())}
}
