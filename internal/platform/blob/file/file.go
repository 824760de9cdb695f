// Package file keeps blobs in a folder of the local disk.
//
// It owns the folder: DIR/kind/ab/abcd… for each blob, DIR/.part for what is being written. The idea:
// bytes go to a part file while they are hashed, are synced, and then get their name by one rename, so
// a crash at any moment leaves either the whole blob or none. Go CDK's fileblob was the other choice:
// it does not sync, and brings gRPC and OpenTelemetry's metrics along for it.
//
// It asks for a folder and a clock, and never follows a path out of that folder.
package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"rialto/internal/platform/blob"
)

// parts is where unfinished blobs are; the dot keeps it apart from every kind.
const parts = ".part"

// abandoned is the age from which a part file is held to be left over from a crash.
const abandoned = time.Hour

// Store implements blob.Store.
type Store struct {
	root *os.Root
}

var _ blob.Store = (*Store)(nil)

// Open makes the folder where it is missing and clears away what a crash left half written.
func Open(dir string, now func() time.Time) (*Store, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("open blob folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open blob folder: %w", err)
	}
	s := &Store{root: root}
	if err := s.clearParts(now().Add(-abandoned)); err != nil {
		return nil, errors.Join(fmt.Errorf("clear half-written blobs: %w", err), root.Close())
	}
	return s, nil
}

// Close lets go of the folder.
func (s *Store) Close() error { return s.root.Close() }

func (s *Store) clearParts(before time.Time) error {
	if err := s.root.MkdirAll(parts, 0o755); err != nil {
		return err
	}
	entries, err := fs.ReadDir(s.root.FS(), parts)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.ModTime().After(before) {
			continue // being written, or gone in the meantime
		}
		if err := s.root.Remove(path.Join(parts, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Get implements blob.Store.
func (s *Store) Get(ctx context.Context, key string) (io.ReadCloser, blob.Info, error) {
	kind, hash, err := blob.SplitKey(key)
	if err := errors.Join(ctx.Err(), err); err != nil {
		return nil, blob.Info{}, err
	}
	f, err := s.root.Open(location(kind, hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, blob.Info{}, fmt.Errorf("%w: %s", blob.ErrNotFound, key)
	}
	if err != nil {
		return nil, blob.Info{}, fmt.Errorf("open blob: %w", err)
	}
	stat, err := f.Stat()
	if err != nil {
		return nil, blob.Info{}, errors.Join(fmt.Errorf("open blob: %w", err), f.Close())
	}
	return f, blob.Info{Key: key, Size: stat.Size()}, nil
}

// Delete implements blob.Store.
func (s *Store) Delete(ctx context.Context, key string) error {
	kind, hash, err := blob.SplitKey(key)
	if err := errors.Join(ctx.Err(), err); err != nil {
		return err
	}
	if err := s.root.Remove(location(kind, hash)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete blob: %w", err)
	}
	return nil
}

// location spreads blobs over 256 shelves, so that no folder grows beyond what tools can list.
func location(kind, hash string) string { return path.Join(kind, hash[:2], hash) }
