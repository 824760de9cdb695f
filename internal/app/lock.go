package app

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// folderFormat is the layout of a data folder; it grows when an older program could no longer read it.
const folderFormat = 1

// errInUse says that another process serves the data folder.
var errInUse = errors.New("the data folder is in use by another rialto")

// lockFolder makes the data folder if need be, refuses one of a newer layout, and takes the lock that says "one folder,
// one owner". The kernel gives the lock back when the process ends, however it ends.
func lockFolder(cfg Config) (unlock func(), err error) {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	f, err := os.OpenFile(cfg.file("lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("%s: %w: stop it first, or choose another folder with --data", cfg.Data, errInUse)
		}
		return nil, fmt.Errorf("lock %s: %w", cfg.Data, err)
	}
	if err := checkFormat(cfg); err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}

func checkFormat(cfg Config) error {
	path := cfg.file("format")
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return os.WriteFile(path, []byte(strconv.Itoa(folderFormat)+"\n"), 0o600)
	}
	if err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return fmt.Errorf("%s holds %q, not a number: is %s a Rialto data folder?", path, text, cfg.Data)
	}
	if n > folderFormat {
		return fmt.Errorf("%s was written by a newer version of Rialto (layout %d, this program knows %d): start that version, "+
			"or choose another folder with --data", cfg.Data, n, folderFormat)
	}
	return nil
}
