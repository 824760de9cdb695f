package importer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
)

// state is the note that an unfinished import leaves: everything up to Line was acknowledged.
type state struct {
	Import  string   `json:"import"` // products | orders
	Source  string   `json:"source"`
	File    mark     `json:"file"`
	Options []string `json:"options"` // the rest of what decides how rows are read
	Line    int64    `json:"line"`
}

func newState(kind string, o Options, m mark) state {
	options := append(append([]string{"map"}, o.Map...), "set")
	return state{
		Import: kind, Source: o.Source, File: m, Options: append(append(options, o.Set...), "currency", o.Currency),
	}
}

// resume returns the line after which this import goes on: 0 unless the note is about the same file and options. A note
// that cannot be read is no note, since repeating rows is harmless.
func (s state) resume(path string) int64 {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	var old state
	if json.Unmarshal(text, &old) != nil {
		return 0
	}
	line := old.Line
	if old.Line = s.Line; !reflect.DeepEqual(old, s) {
		return 0
	}
	return line
}

// save notes that everything up to the line was acknowledged. The note is replaced whole, never half.
func (s state) save(path string, line int64) error {
	if path == "" {
		return nil
	}
	s.Line = line
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("note how far the import came: %w", err)
	}
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return fmt.Errorf("note how far the import came: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("note how far the import came: %w", err)
	}
	return nil
}

// forget removes the note of an import that is done.
func forget(path string) error {
	if path == "" {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the import's note: %w", err)
	}
	return nil
}
