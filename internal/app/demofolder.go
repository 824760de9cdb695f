package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// demoNote is what a data folder says of the demo that was made in it: DATA/demo.json. It is written before the first
// product, so that a first start that was interrupted goes on with the next one.
type demoNote struct {
	Stage     string `json:"stage"`     // products | history | done
	Passwords string `json:"passwords"` // known: everybody knows them, so they are good on this machine only | own
}

// The stages, in their order; a folder is at the one that is not finished.
const (
	demoProducts = "products"
	demoHistory  = "history"
	demoDone     = "done"
)

const (
	knownPasswords = "known"
	ownPasswords   = "own"
)

const demoFile = "demo.json"

// readDemoNote returns the folder's note; none is no error.
func readDemoNote(data string) (demoNote, bool, error) {
	text, err := os.ReadFile(filepath.Join(data, demoFile))
	if errors.Is(err, os.ErrNotExist) {
		return demoNote{}, false, nil
	}
	if err != nil {
		return demoNote{}, false, fmt.Errorf("read the demo's note: %w", err)
	}
	var n demoNote
	if err := json.Unmarshal(text, &n); err != nil || !slices.Contains([]string{demoProducts, demoHistory, demoDone}, n.Stage) {
		return demoNote{}, false, fmt.Errorf("%s is not what Rialto wrote; remove it to go on without the demo", filepath.Join(data, demoFile))
	}
	return n, true, nil
}

// write replaces the note in one step: a crash, of the machine too, leaves the old one or the new one.
func (n demoNote) write(data string) error {
	text, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("write the demo's note: %w", err)
	}
	path := filepath.Join(data, demoFile)
	if err := writeThrough(path+".new", append(text, '\n')); err != nil {
		return fmt.Errorf("write the demo's note: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("write the demo's note: %w", err)
	}
	return nil
}

// writeThrough returns once the bytes are on the disk.
func writeThrough(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// untouched reports a data folder that no shop has been in: one that does not exist, or holds no database.
func untouched(data string) bool {
	found, err := filepath.Glob(filepath.Join(data, "*.db"))
	return err == nil && len(found) == 0
}

// demoCurrencies are those of a demo whose operator named none.
var demoCurrencies = []string{"USD", "EUR"}

// withDemo decides whether this folder is a demo: it is one already, or one was asked for and nothing is there yet. A shop
// that has products of its own, or keeps its books in servers, never becomes one.
func (c Config) withDemo() Config {
	note, noted, err := readDemoNote(c.Data)
	c.Demo = noted || err != nil || c.Demo && untouched(c.Data) && len(c.Databases) == 0
	if c.Demo && c.Currency == "" && len(c.Currencies) == 0 {
		c.Currencies = demoCurrencies
	}
	if c.Demo && c.OperatorPassword == "" && c.onlyHere() && (!noted || note.Passwords == knownPasswords) {
		c.OperatorPassword = demoPassword
	}
	return c
}
