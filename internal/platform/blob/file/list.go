package file

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"rialto/internal/platform/blob"
)

// List implements blob.Store.
func (s *Store) List(ctx context.Context, kind, after string, limit int) ([]blob.Info, error) {
	if err := errors.Join(ctx.Err(), blob.CheckList(kind, after, limit)); err != nil {
		return nil, err
	}
	list := []blob.Info{}
	shelves, err := s.readDir(kind)
	if err != nil {
		return nil, fmt.Errorf("list blobs: %w", err)
	}
	for _, shelf := range shelves {
		// "kind/ab" sorts before every key of its shelf; a shelf that ends before the page is not read.
		if len(list) == limit || kind+"/"+shelf.Name()+"g" < after {
			continue
		}
		if list, err = s.listShelf(list, kind, shelf.Name(), after, limit); err != nil {
			return nil, fmt.Errorf("list blobs: %w", err)
		}
	}
	return list, ctx.Err()
}

func (s *Store) listShelf(list []blob.Info, kind, shelf, after string, limit int) ([]blob.Info, error) {
	entries, err := s.readDir(path.Join(kind, shelf))
	for _, e := range entries {
		key := kind + "/" + e.Name()
		if len(list) == limit || key <= after {
			continue
		}
		stat, err := e.Info()
		if err != nil {
			continue // deleted since the folder was read
		}
		list = append(list, blob.Info{Key: key, Size: stat.Size()})
	}
	return list, err
}

// readDir is sorted; a folder that is not there is empty.
func (s *Store) readDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(s.root.FS(), name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return entries, err
}
