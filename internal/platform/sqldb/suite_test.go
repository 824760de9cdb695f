package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"rialto/internal/platform/errs"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

var migrations = fstest.MapFS{"00010_init.sql": {Data: []byte(`-- +goose Up
CREATE TABLE stock (
	product_id bigint NOT NULL,
	warehouse  text   NOT NULL,
	available  bigint NOT NULL,
	reserved   bigint NOT NULL DEFAULT 0,
	note       text   NOT NULL DEFAULT '',
	PRIMARY KEY (product_id, warehouse),
	CHECK (reserved >= 0 AND reserved <= available)
);
-- +goose Down
DROP TABLE stock;
`)}}

var ctx = context.Background()

// each runs a case on both engines with one handle.
func each(t *testing.T, fn func(t *testing.T, db *sqldb.DB)) {
	t.Parallel()
	sqldbtest.Each(t, migrations, func(t *testing.T, open func() *sqldb.DB) { fn(t, open()) })
}

func put(t testing.TB, db *sqldb.DB, id int64, available int64) {
	t.Helper()
	if err := db.Write(ctx, insert(id, available)); err != nil {
		t.Fatal(err)
	}
}

func insert(id, available int64) func(sqldb.Tx) error {
	return func(tx sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO stock (product_id, warehouse, available) VALUES ($1, 'a', $2)`, id, available)
		return err
	}
}

func count(t testing.TB, db *sqldb.DB) (n int) {
	t.Helper()
	err := db.Read(ctx, func(tx sqldb.Tx) error { return tx.QueryRow(`SELECT count(*) FROM stock`).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWriteIsSeenByTheNextRead(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		put(t, db, 1, 5)
		if n := count(t, db); n != 1 {
			t.Fatalf("%d rows", n)
		}
	})
}

func TestAnErrorUndoesThisCallerAlone(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		var wg sync.WaitGroup
		no := errors.New("no")
		for i := range int64(100) {
			wg.Go(func() {
				err := db.Write(ctx, func(tx sqldb.Tx) error {
					if err := insert(i, 1)(tx); err != nil || i%2 == 0 {
						return errors.Join(err, no)
					}
					return nil
				})
				if errors.Is(err, no) != (i%2 == 0) {
					t.Errorf("caller %d got %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := count(t, db); n != 50 {
			t.Fatalf("%d rows, want the 50 of those without an error", n)
		}
	})
}

func TestUniqueClashInMidBatch(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		put(t, db, 7, 1)
		var wg sync.WaitGroup
		for i := range int64(40) {
			wg.Go(func() {
				err := db.Write(ctx, insert(i%20+1, 1))
				if err != nil && !sqldb.IsUnique(err) {
					t.Errorf("caller %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := count(t, db); n != 20 {
			t.Fatalf("%d rows, want 20", n)
		}
	})
}

func TestAPanicReachesItsCallerAndNobodyElse(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		func() {
			defer func() {
				if recover() != "boom" {
					t.Error("the panic did not come back")
				}
			}()
			db.Write(ctx, func(tx sqldb.Tx) error {
				if err := insert(1, 1)(tx); err != nil {
					return err
				}
				panic("boom")
			})
		}()
		put(t, db, 2, 1)
		if n := count(t, db); n != 1 {
			t.Fatalf("%d rows, want only the second", n)
		}
	})
}

func TestACanceledContextWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if err := db.Write(gone, insert(1, 1)); !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
		if n := count(t, db); n != 0 {
			t.Fatalf("%d rows", n)
		}
	})
}

func TestAContextCanceledInsideStillLearnsTheResult(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		inner, cancel := context.WithCancel(ctx)
		err := db.Write(inner, func(tx sqldb.Tx) error {
			cancel()
			return insert(1, 1)(tx)
		})
		if err != nil {
			t.Fatalf("the work was accepted and committed, yet: %v", err)
		}
		if n := count(t, db); n != 1 {
			t.Fatalf("%d rows", n)
		}
	})
}

func TestErrorClasses(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		put(t, db, 1, 5)
		err := db.Write(ctx, insert(1, 5))
		if !sqldb.IsUnique(err) || sqldb.IsCheck(err) {
			t.Errorf("unique: %v", err)
		}
		err = db.Write(ctx, func(tx sqldb.Tx) error {
			_, err := tx.Exec(`UPDATE stock SET reserved = 6 WHERE product_id = $1`, 1)
			return err
		})
		if !sqldb.IsCheck(err) || sqldb.IsUnique(err) {
			t.Errorf("check: %v", err)
		}
	})
}

// reserve is the shop's central statement: one guarded update, no row when short.
func reserve(db *sqldb.DB, id, qty int64) (ok bool, err error) {
	err = db.Write(ctx, func(tx sqldb.Tx) error {
		var reserved int64
		err := tx.QueryRow(`UPDATE stock SET reserved = reserved + $3
			WHERE product_id = $1 AND warehouse = $2 AND available - reserved >= $3 RETURNING reserved`, id, "a", qty).Scan(&reserved)
		ok = err == nil
		if sqldb.NoRows(err) {
			return nil
		}
		return err
	})
	return ok, err
}

func TestGuardedUpdateNeverOversellsFromTwoHandles(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, migrations, func(t *testing.T, open func() *sqldb.DB) {
		handles := []*sqldb.DB{open(), open()}
		put(t, handles[0], 1, 50)
		var sold atomic.Int64
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				ok, err := reserve(handles[i%2], 1, 1)
				if err != nil {
					t.Errorf("buyer %d: %v", i, err)
				}
				if ok {
					sold.Add(1)
				}
			})
		}
		wg.Wait()
		if sold.Load() != 50 {
			t.Fatalf("sold %d of 50", sold.Load())
		}
	})
}

func TestTheSameTextOnBothEngines(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		put(t, db, 1, 5)
		err := db.Write(ctx, func(tx sqldb.Tx) error {
			n, err := tx.Exec(`INSERT INTO stock (product_id, warehouse, available, note) VALUES ($2, $1, $3, $1)
				ON CONFLICT (product_id, warehouse) DO UPDATE SET available = excluded.available + stock.available`, "a", 1, 2)
			if err != nil || n != 1 {
				return fmt.Errorf("upsert: %d, %w", n, err)
			}
			var got sql.NullInt64
			if err := tx.QueryRow(`INSERT INTO stock (product_id, warehouse, available) VALUES ($1, 'a', 1)
				ON CONFLICT (product_id, warehouse) DO NOTHING RETURNING available`, 1).Scan(&got); !sqldb.NoRows(err) {
				return fmt.Errorf("a repeat must give no row, got %v, %v", got, err)
			}
			return tx.QueryRow(`SELECT available FROM stock WHERE (product_id, warehouse) IN (($1, $2))`, 1, "a").Scan(&got)
		})
		if err != nil {
			t.Fatal(err)
		}
		notes, err := notesOf(db)
		if err != nil || fmt.Sprint(notes) != "[7:]" {
			t.Fatalf("rows %v, %v", notes, err)
		}
	})
}

func notesOf(db *sqldb.DB) (out []string, err error) {
	err = db.Read(ctx, func(tx sqldb.Tx) error {
		out, err = sqldb.Collect(tx, func(r sqldb.Row) (string, error) {
			var available int64
			var note string
			err := r.Scan(&available, &note)
			return fmt.Sprintf("%d:%s", available, note), err
		}, `SELECT available, note FROM stock ORDER BY product_id`)
		return err
	})
	return out, err
}

func TestReadSeesOneSnapshot(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		put(t, db, 1, 1)
		err := db.Read(ctx, func(tx sqldb.Tx) error {
			var before, after int
			if err := tx.QueryRow(`SELECT count(*) FROM stock`).Scan(&before); err != nil {
				return err
			}
			put(t, db, 2, 1)
			if err := tx.QueryRow(`SELECT count(*) FROM stock`).Scan(&after); err != nil {
				return err
			}
			if before != after {
				t.Errorf("%d rows, then %d", before, after)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestCloseFinishesAcceptedWritesAndRefusesLaterOnes(t *testing.T) {
	t.Parallel()
	open := sqldbtest.SQLite(t, migrations)
	db := open()
	var accepted atomic.Int64
	var wg sync.WaitGroup
	for i := range int64(64) {
		wg.Go(func() {
			switch err := db.Write(ctx, insert(i, 1)); {
			case err == nil:
				accepted.Add(1)
			case !errs.Is(err, errs.KindUnavailable):
				t.Errorf("writer %d: %v", i, err)
			}
		})
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if n := count(t, open()); int64(n) != accepted.Load() {
		t.Fatalf("%d rows, %d acknowledged", n, accepted.Load())
	}
}

func TestOnCommitHintsAfterSuccessOnly(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		hints := 0
		db.OnCommit(func() { hints++ })
		put(t, db, 1, 1)
		db.Write(ctx, insert(1, 1))
		if hints != 1 {
			t.Fatalf("%d hints, want 1", hints)
		}
	})
}

func TestStatsCountWhatBecameDurable(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		put(t, db, 1, 1)
		db.Write(ctx, insert(1, 1))
		put(t, db, 2, 1)
		if s := db.Stats(); s.Writes != 2 || s.Commits < 2 {
			t.Fatalf("%+v, want 2 writes", s)
		}
	})
}

func TestANewerSchemaIsRefusedInWords(t *testing.T) {
	t.Parallel()
	newer := fstest.MapFS{"00010_init.sql": migrations["00010_init.sql"],
		"00011_more.sql": {Data: []byte("-- +goose Up\nALTER TABLE stock ADD COLUMN extra text;\n-- +goose Down\nSELECT 1;\n")}}
	path := t.TempDir() + "/x.db"
	db, err := sqldb.OpenSQLite(ctx, path, newer)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := sqldb.OpenSQLite(ctx, path, migrations); !errors.Is(err, sqldb.ErrNewer) {
		t.Fatalf("got %v", err)
	}
}

func TestFilesAreTheirOwnersAlone(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, migrations)()
	put(t, db, 1, 1)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(db.Source() + suffix)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%q: %v, %v", suffix, info, err)
		}
	}
}

func TestManyDifferentStatementsStayBounded(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		put(t, db, 1, 1)
		err := db.Read(ctx, func(tx sqldb.Tx) error {
			for n := 1; n < 600; n++ {
				args := make([]any, n)
				for i := range args {
					args[i] = i + 1
				}
				var found int
				if err := tx.QueryRow(`SELECT count(*) FROM stock WHERE product_id IN (`+sqldb.Placeholders(1, n)+`)`, args...).Scan(&found); err != nil || found != 1 {
					return fmt.Errorf("%d values: %d, %w", n, found, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	db := sqldbtest.SQLite(b, migrations)()
	var next atomic.Int64
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := db.Write(ctx, insert(next.Add(1), 1)); err != nil {
				b.Error(err)
			}
		}
	})
}
