package searchindex

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rialto/internal/search"
)

// filled is an index with some of everything: merged and replaced texts, deletions, families, stock, signals.
func filled(t testing.TB, path string) *Embedded {
	t.Helper()
	ctx := context.Background()
	e := openTest(t, path)
	docs := catalogue(120, 5)
	for i := range docs {
		if i%3 == 0 {
			docs[i].FamilyID = int64(i/6 + 1)
		}
		if err := e.Upsert(ctx, docs[i:i+1]); err != nil {
			t.Fatal(err)
		}
	}
	docs[4].Title, docs[4].Version = "w1 replaced", 2
	_ = e.Upsert(ctx, docs[4:5])
	_ = e.Delete(ctx, docs[9].ProductID, 2)
	_ = e.SetStock(ctx, []search.Stock{{ProductID: docs[3].ProductID, InStock: true}, {ProductID: 99999, InStock: true}})
	_ = e.SetSignals(ctx, []search.Signal{{ProductID: docs[5].ProductID, Velocity: 0.7, Conversion: 0.3, Version: 4}})
	e.background.Wait()
	return e
}

func TestACleanStopComesBackAsItWas(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "index")
	e := filled(t, path)
	if s, _ := e.Status(context.Background()); !s.Stale {
		t.Fatal("an index that started from nothing must ask for a rebuild")
	}
	e.stale.Store(false)
	want := answers(t, e)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	again := openTest(t, path)
	if s, _ := again.Status(context.Background()); s.Stale || s.Documents != 119 || again.Problem() != nil {
		t.Fatalf("status %+v, problem %v", s, again.Problem())
	}
	wantSame(t, "after a clean stop", answers(t, again), want)
	late := catalogue(120, 5)[9:10]
	_ = again.Upsert(context.Background(), late)
	wantSame(t, "deletions are remembered", answers(t, again), want)
}

func TestAfterACrashTheLastSnapshotServesAndSaysSo(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "index")
	e := filled(t, path)
	if err := e.Save(); err != nil {
		t.Fatal(err)
	}
	again := openTest(t, path) // no Close
	if s, _ := again.Status(context.Background()); !s.Stale || s.Documents != 119 {
		t.Fatalf("status %+v", s)
	}
	wantSame(t, "after a crash", answers(t, again), answers(t, e))
}

func TestACleanSnapshotIsTrustedOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "index")
	e := filled(t, path)
	e.stale.Store(false)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	openTest(t, path) // crashes
	if s, _ := openTest(t, path).Status(context.Background()); !s.Stale || s.Documents != 119 {
		t.Fatalf("status %+v", s)
	}
}

func TestADamagedSnapshotIsToldAndLeftOut(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "index")
	e := filled(t, path)
	if err := e.Save(); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"one flipped bit": append(append([]byte(nil), good[:len(good)/2]...), append([]byte{good[len(good)/2] ^ 1}, good[len(good)/2+1:]...)...),
		"cut short":       good[:len(good)-100],
		"empty":           {},
		"another file":    []byte(strings.Repeat("not an index\n", 100)),
	} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		again := openTest(t, path)
		if s, _ := again.Status(context.Background()); again.Problem() == nil || !s.Stale || s.Documents != 0 {
			t.Errorf("%s: status %+v, problem %v", name, s, again.Problem())
		}
	}
}

func TestOtherTextWeightsMakeASnapshotUseless(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "index")
	if err := filled(t, path).Save(); err != nil {
		t.Fatal(err)
	}
	cfg := Config{Path: path, Text: search.DefaultTextWeights()}
	cfg.Text.K1 = 1.2
	e, err := Open(cfg)
	if err != nil || e.Problem() == nil {
		t.Fatalf("problem %v, error %v", e.Problem(), err)
	}
	cfg.Text.K1, cfg.Ranking = 0.3, search.DefaultRanking()
	cfg.Ranking.Prime = 0.5
	if e, err = Open(cfg); err != nil || e.Problem() != nil {
		t.Fatalf("another ranking must not cost a rebuild: %v, %v", e.Problem(), err)
	}
}

// FuzzDecode gives the decoder bodies whose checksum is right, so that only its own checks stand between them and the index.
func FuzzDecode(f *testing.F) {
	var good bytes.Buffer
	small := openTest(f, "") // the fuzzer shortens what it finds, so begin short
	_ = small.Upsert(context.Background(), catalogue(6, 5))
	if err := small.live.Load().write(&good); err != nil {
		f.Fatal(err)
	}
	body := good.Bytes()[len(magic)+8 : good.Len()-4]
	f.Add(body)
	f.Add(body[:len(body)/2])
	f.Fuzz(func(t *testing.T, body []byte) {
		e := openTest(t, "")
		c := newCore(e.cfg, &e.background)
		data := binary.LittleEndian.AppendUint64([]byte(magic), c.cfg.fingerprint())
		data = append(data, body...)
		data = binary.LittleEndian.AppendUint32(data, crc32.Checksum(data, castagnoli))
		if c.read(data) != nil {
			return
		}
		e.live.Store(c)
		answers(t, e)
		_, _ = e.Suggest(context.Background(), "w", 8)
		_ = e.Upsert(context.Background(), catalogue(20, 1))
		e.background.Wait()
		answers(t, e)
	})
}
