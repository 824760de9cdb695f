package main

import (
	"bufio"
	_ "embed"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// recorder is the file that the recording build adds to package sqldb.
//
//go:embed recorder.go.txt
var recorder string

// seams are the two places in sqldb where the recording build listens. The product has no hook for it, so that it pays
// nothing; a test here fails when the places are gone.
var seams = [][2]string{
	{"db.engine.write(ctx, fn)", "db.recorded(true, func(fn func(Tx) error) error { return db.engine.write(ctx, fn) }, fn)"},
	{"db.engine.read(ctx, fn)", "db.recorded(false, func(fn func(Tx) error) error { return db.engine.read(ctx, fn) }, fn)"},
}

// recordTo names the file that the recording build writes to.
const recordTo = "RIALTO_BENCH_RECORD"

// transaction is one committed transaction as the recorder wrote it down: gob matches the fields by name.
type transaction struct {
	DB         string // file name, such as order.db
	Write      bool
	Statements []statement
}

// statement is one call of Exec, or of Query and QueryRow where Rows is true.
type statement struct {
	Query string
	Rows  bool
	Args  []any
}

// overlay writes the changed sqldb into dir and returns the file that go build -overlay wants. root is the checkout.
func overlay(dir, root string) (string, error) {
	folder := filepath.Join(root, "internal", "platform", "sqldb")
	source, err := os.ReadFile(filepath.Join(folder, "sqldb.go"))
	if err != nil {
		return "", err
	}
	text := string(source)
	for _, seam := range seams {
		if strings.Count(text, seam[0]) != 1 {
			return "", fmt.Errorf("sqldb.go does not hold %q once: bench/record.go must find its new place", seam[0])
		}
		text = strings.Replace(text, seam[0], seam[1], 1)
	}
	replace := map[string]string{}
	for name, content := range map[string]string{"sqldb.go": text, "recorder.go": recorder} {
		replace[filepath.Join(folder, name)] = filepath.Join(dir, name)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			return "", err
		}
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "overlay.json")
	return path, os.WriteFile(path, list, 0o600)
}

// compileRecorder builds rialto with the recorder in it.
func (b *bench) compileRecorder() (string, error) {
	root, err := b.checkout()
	if err != nil {
		return "", err
	}
	list, err := overlay(b.work, root)
	if err != nil {
		return "", err
	}
	path := filepath.Join(b.work, "rialto-recording")
	return path, b.goBuild(path, "-overlay", list)
}

// readRecord reads what the recording build wrote. A last transaction that was cut short does not count.
func readRecord(path string) ([]transaction, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := gob.NewDecoder(bufio.NewReader(f))
	var all []transaction
	for {
		var t transaction
		err := in.Decode(&t)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read what was recorded: %w", err)
		}
		all = append(all, t)
	}
}
