package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"rialto/internal/platform/ids"
)

const (
	// idsEvery is how often the highest millisecond used is written down; idsMargin covers what was used since.
	idsEvery  = time.Second
	idsMargin = 2 * time.Second
)

// startIDs makes the source of ids. Each target has its own node number, its row in the module table, so that split
// processes differ. After a restart ids go on above the highest one used, even if the clock went back.
func (a *App) startIDs() error {
	highest, err := readHighest(a.cfg.file("ids"))
	if err != nil {
		return err
	}
	if a.ids, err = ids.New(a.now, a.node(), highest); err != nil {
		return fmt.Errorf("ids: %w", err)
	}
	return nil
}

// node is the row of the first room that this process runs.
func (a *App) node() int {
	for i, m := range a.table() {
		if m.Start != nil && m.Name != "base" && a.runs(m.Name) {
			return i
		}
	}
	return 0
}

func readHighest(path string) (int64, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("ids: %w", err)
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("ids: %s holds %q, not a number", path, text)
	}
	return n + idsMargin.Milliseconds(), nil
}

// keepIDs writes the highest millisecond down while the process lives.
func (a *App) keepIDs(ctx context.Context) error {
	if a.opts.Still {
		return nil
	}
	tick := time.NewTicker(idsEvery)
	defer tick.Stop()
	written := int64(0)
	for {
		if highest := a.ids.Highest(); highest != written {
			if err := a.writeHighest(highest); err != nil {
				a.log.Warn("remember the highest id", "error", err)
			}
			written = highest
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

func (a *App) writeHighest(highest int64) error {
	next := a.cfg.file("ids.next")
	if err := os.WriteFile(next, []byte(strconv.FormatInt(highest, 10)+"\n"), 0o600); err != nil {
		return err
	}
	return os.Rename(next, a.cfg.file("ids"))
}
