package sqldb

import (
	"errors"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"testing/fstest"

	"rialto/internal/platform/errs"
)

var oneTable = fstest.MapFS{"00010_init.sql": {Data: []byte(`-- +goose Up
CREATE TABLE parent (id bigint PRIMARY KEY);
CREATE TABLE child (id bigint PRIMARY KEY, parent bigint NOT NULL REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
-- +goose Down
SELECT 1;
`)}}

func openLite(t *testing.T) *DB {
	t.Helper()
	db, err := OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "x.db"), oneTable)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// A foreign key that is checked at COMMIT makes COMMIT itself fail.
func TestAFailingCommitIsAnUnknownOutcomeAndTheWriterGoesOn(t *testing.T) {
	t.Parallel()
	db := openLite(t)
	err := db.Write(t.Context(), func(tx Tx) error {
		_, err := tx.Exec(`INSERT INTO child (id, parent) VALUES (1, 404)`)
		return err
	})
	if !errs.Is(err, errs.KindUnknown) {
		t.Fatalf("got %v, want an unknown outcome", err)
	}
	err = db.Write(t.Context(), func(tx Tx) error {
		_, err := tx.Exec(`INSERT INTO parent (id) VALUES (1)`)
		return err
	})
	if err != nil {
		t.Fatalf("the writer is stuck: %v", err)
	}
}

// ROLLBACK inside fn stands for SQLite losing the whole transaction, as it does on a full disk.
func TestALostTransactionRunsEveryJobAgainAlone(t *testing.T) {
	t.Parallel()
	db := openLite(t)
	w := db.engine.(*lite).writer
	boom := errors.New("disk full")
	jobs := make([]*job, 3)
	for i := range jobs {
		jobs[i] = &job{done: make(chan struct{}), fn: func(tx Tx) error {
			if i == 1 {
				tx.Exec(`ROLLBACK`)
				return boom
			}
			_, err := tx.Exec(`INSERT INTO parent (id) VALUES ($1)`, i)
			return err
		}}
	}
	w.mu.Lock() // nobody else writes while the test plays the writer's part
	w.commit(jobs)
	w.mu.Unlock()
	if jobs[0].err != nil || jobs[2].err != nil || !errors.Is(jobs[1].err, boom) {
		t.Fatalf("results %v, %v, %v", jobs[0].err, jobs[1].err, jobs[2].err)
	}
	var n int
	if err := db.Read(t.Context(), func(tx Tx) error { return tx.QueryRow(`SELECT count(*) FROM parent`).Scan(&n) }); err != nil || n != 2 {
		t.Fatalf("%d rows, %v", n, err)
	}
}

func TestWaitingCallersShareACommit(t *testing.T) {
	t.Parallel()
	db := openLite(t)
	w := db.engine.(*lite).writer
	block, started := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		db.Write(t.Context(), func(Tx) error { close(started); <-block; return nil })
	})
	<-started
	for i := range 20 {
		wg.Go(func() {
			db.Write(t.Context(), func(tx Tx) error {
				_, err := tx.Exec(`INSERT INTO parent (id) VALUES ($1)`, i)
				return err
			})
		})
	}
	for len(w.jobs) < 20 {
		runtime.Gosched()
	}
	close(block)
	wg.Wait()
	if got := w.commits.Load(); got != 2 {
		t.Errorf("%d commits, want one for the first caller and one for the 20 that waited", got)
	}
}
