// Package mediatest holds the suite that every media store passes, and a store and blobs in memory that pass theirs. It is
// never in the binary.
package mediatest

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"rialto/internal/media"
)

// Memory is media.Store without a database. The zero value is ready.
type Memory struct {
	mu    sync.Mutex
	kept  map[media.ID][]media.Rendition
	Calls int // of Keep
}

var _ media.Store = (*Memory)(nil)

// Keep implements media.Store.
func (m *Memory) Keep(_ context.Context, picture media.ID, renditions []media.Rendition) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Calls++
	if m.kept == nil {
		m.kept = map[media.ID][]media.Rendition{}
	}
	for _, r := range renditions {
		same := func(have media.Rendition) bool { return have.Width == r.Width && have.ContentType == r.ContentType }
		if !slices.ContainsFunc(m.kept[picture], same) {
			m.kept[picture] = append(m.kept[picture], r)
		}
	}
	slices.SortFunc(m.kept[picture], func(a, b media.Rendition) int {
		return cmp.Or(cmp.Compare(a.Width, b.Width), cmp.Compare(a.ContentType, b.ContentType))
	})
	return nil
}

// Renditions implements media.Store.
func (m *Memory) Renditions(_ context.Context, picture media.ID) ([]media.Rendition, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.kept[picture]), nil
}
