package file

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"

	"rialto/internal/platform/blob"
)

// Put implements blob.Store.
func (s *Store) Put(ctx context.Context, kind string, body io.Reader) (blob.Info, error) {
	if err := errors.Join(ctx.Err(), blob.CheckKind(kind)); err != nil {
		return blob.Info{}, err
	}
	part := path.Join(parts, rand.Text())
	defer func() { _ = s.root.Remove(part) }() // after the rename there is nothing left to remove
	hash, size, err := s.write(ctx, part, body)
	if err != nil {
		return blob.Info{}, fmt.Errorf("write blob: %w", err)
	}
	info := blob.Info{Key: kind + "/" + hash, Size: size}
	if err := s.publish(part, location(kind, hash)); err != nil {
		return blob.Info{}, fmt.Errorf("keep blob: %w", err)
	}
	return info, nil
}

// write copies body into a new part file, synced, and returns what it found.
func (s *Store) write(ctx context.Context, part string, body io.Reader) (hash string, size int64, err error) {
	f, err := s.root.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return "", 0, err
	}
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(interruptible{ctx, body}, blob.MaxBytes+1))
	if err == nil && size > blob.MaxBytes {
		err = blob.ErrTooLarge
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(sum.Sum(nil)), size, nil
}

// publish gives the part its name, unless the same bytes have it already. The folders are synced in
// both cases: without that a power cut may forget a name that this or another writer has just made.
func (s *Store) publish(part, name string) error {
	shelf := path.Dir(name)
	if err := s.root.MkdirAll(shelf, 0o755); err != nil {
		return err
	}
	if _, err := s.root.Stat(name); err != nil {
		if err := s.root.Rename(part, name); err != nil {
			return err
		}
	}
	for _, dir := range []string{shelf, path.Dir(shelf), "."} {
		if err := s.sync(dir); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) sync(dir string) error {
	d, err := s.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// interruptible ends a copy at the next read after the end of its context.
type interruptible struct {
	ctx  context.Context
	body io.Reader
}

func (r interruptible) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.body.Read(p)
}
