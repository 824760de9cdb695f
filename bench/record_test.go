package main

import (
	"bytes"
	"encoding/gob"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestTheRecorderStillFitsSqldb fails when sqldb has changed so that the recording build would not compile, or not listen.
func TestTheRecorderStillFitsSqldb(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	list, err := overlay(t.TempDir(), root)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-overlay", list, "rialto/internal/platform/sqldb").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// A shop that is killed in the middle of a line leaves half of it.
func TestARecordThatWasCutShortIsReadUpToThere(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	enc := gob.NewEncoder(&text)
	for _, name := range []string{"order.db", "payment.db"} {
		if err := enc.Encode(transaction{DB: name, Write: true, Statements: []statement{{Query: "x", Args: []any{int64(1), "a", nil}}}}); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "record")
	if err := os.WriteFile(path, text.Bytes()[:text.Len()-3], 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := readRecord(path)
	if err != nil || len(all) != 1 || all[0].DB != "order.db" || all[0].Statements[0].Args[1] != "a" {
		t.Errorf("%v, %v", all, err)
	}
}
