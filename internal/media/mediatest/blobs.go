package mediatest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"rialto/internal/platform/blob"
)

// Blobs is blob.Store in memory. The zero value is ready.
type Blobs struct {
	mu   sync.Mutex
	kept map[string][]byte
	Puts int // that wrote something
}

var _ blob.Store = (*Blobs)(nil)

// Put implements blob.Store.
func (b *Blobs) Put(ctx context.Context, kind string, body io.Reader) (blob.Info, error) {
	if err := errors.Join(ctx.Err(), blob.CheckKind(kind)); err != nil {
		return blob.Info{}, err
	}
	content, err := io.ReadAll(io.LimitReader(interruptible{ctx, body}, blob.MaxBytes+1))
	if err != nil {
		return blob.Info{}, fmt.Errorf("read body: %w", err)
	}
	if len(content) > blob.MaxBytes {
		return blob.Info{}, blob.ErrTooLarge
	}
	sum := sha256.Sum256(content)
	key := kind + "/" + hex.EncodeToString(sum[:])
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.kept == nil {
		b.kept = map[string][]byte{}
	}
	if _, there := b.kept[key]; !there {
		b.kept[key] = content
		b.Puts++
	}
	return blob.Info{Key: key, Size: int64(len(content))}, nil
}

// interruptible stops reading when its context ends.
type interruptible struct {
	ctx  context.Context
	body io.Reader
}

func (i interruptible) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.body.Read(p)
}

// Get implements blob.Store.
func (b *Blobs) Get(ctx context.Context, key string) (io.ReadCloser, blob.Info, error) {
	_, _, err := blob.SplitKey(key)
	if err := errors.Join(ctx.Err(), err); err != nil {
		return nil, blob.Info{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	content, there := b.kept[key]
	if !there {
		return nil, blob.Info{}, blob.ErrNotFound
	}
	return io.NopCloser(bytes.NewReader(content)), blob.Info{Key: key, Size: int64(len(content))}, nil
}

// Delete implements blob.Store.
func (b *Blobs) Delete(ctx context.Context, key string) error {
	_, _, err := blob.SplitKey(key)
	if err := errors.Join(ctx.Err(), err); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.kept, key)
	return nil
}

// List implements blob.Store.
func (b *Blobs) List(ctx context.Context, kind, after string, limit int) (out []blob.Info, err error) {
	if err := errors.Join(ctx.Err(), blob.CheckList(kind, after, limit)); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, key := range slices.Sorted(maps.Keys(b.kept)) {
		of, _, _ := blob.SplitKey(key)
		if of == kind && key > after && len(out) < limit {
			out = append(out, blob.Info{Key: key, Size: int64(len(b.kept[key]))})
		}
	}
	return out, nil
}
