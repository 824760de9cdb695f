// Package memory is the kv.Store of a single process.
//
// It owns nothing that matters after a restart. The idea: an otter cache (W-TinyLFU, so one scan over
// everything does not push out what is asked for often) that is bounded by bytes, not by entries,
// because a product page and a counter differ a thousandfold. It asks for a clock, so that tests
// decide when things expire, and keeps no goroutine of its own: what has expired is invisible at once
// and is cleared away by later calls.
//
// It never shares its contents with another process: where several serve the same key, use a backend
// that all of them reach.
package memory

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"time"

	"github.com/maypok86/otter/v2"

	"rialto/internal/platform/kv"
)

// Config bounds a store.
type Config struct {
	// MaxBytes is what keys, values and their bookkeeping may take together; default 64 MiB. Rarely
	// used entries go first. The bound may be passed for a moment while room is being made.
	MaxBytes int64
}

// overhead is what otter and the runtime keep beside the bytes of an entry: 134 bytes measured with
// otter 2.4, and something for the rounding of allocations.
const overhead = 160

// Store implements kv.Store.
type Store struct {
	cache *otter.Cache[string, entry]
}

var _ kv.Store = (*Store)(nil)

type entry struct {
	value   []byte
	version int64
	ttl     time.Duration
}

// New makes an empty store; now is asked at each call.
func New(cfg Config, now func() time.Time) (*Store, error) {
	if cfg.MaxBytes == 0 {
		cfg.MaxBytes = 64 << 20
	}
	if cfg.MaxBytes < 0 {
		return nil, fmt.Errorf("kv in memory: max bytes is %d, it must be positive", cfg.MaxBytes)
	}
	cache, err := otter.New(&otter.Options[string, entry]{
		MaximumWeight:    uint64(cfg.MaxBytes),
		Weigher:          weigh,
		ExpiryCalculator: otter.ExpiryWritingFunc(lifetime),
		Clock:            clock(now),
		// Making room on the caller's goroutine costs it a little, and in return the bound holds
		// at once and reads count before the next eviction. Nothing here calls the cache from
		// inside one of its functions, which this executor would not forgive.
		Executor: func(task func()) { task() },
	})
	if err != nil {
		return nil, fmt.Errorf("open kv in memory: %w", err)
	}
	return &Store{cache: cache}, nil
}

func weigh(key string, e entry) uint32 { return uint32(len(key) + len(e.value) + overhead) }

func lifetime(e otter.Entry[string, entry]) time.Duration {
	if e.Value.ttl == 0 {
		return math.MaxInt64 / 2 // otter's "never": half of it, so that adding it to now cannot overflow
	}
	return e.Value.ttl
}

// clock gives otter the injected time and no ticks, so that it starts no goroutine to clean up.
type clock func() time.Time

func (c clock) NowNano() int64                      { return c().UnixNano() }
func (c clock) Tick(time.Duration) <-chan time.Time { return nil }

// Get implements kv.Store.
func (s *Store) Get(ctx context.Context, key string) ([]byte, bool, error) {
	if err := ready(ctx, kv.CheckKeys(key)); err != nil {
		return nil, false, err
	}
	e, found := s.cache.GetIfPresent(key)
	return bytes.Clone(e.value), found, nil
}

// GetMany implements kv.Store.
func (s *Store) GetMany(ctx context.Context, keys []string) (map[string][]byte, error) {
	if err := ready(ctx, kv.CheckKeys(keys...)); err != nil {
		return nil, err
	}
	found := make(map[string][]byte, len(keys))
	for _, key := range keys {
		if e, ok := s.cache.GetIfPresent(key); ok {
			found[key] = bytes.Clone(e.value)
		}
	}
	return found, nil
}

// Set implements kv.Store.
func (s *Store) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if err := ready(ctx, kv.CheckEntry(key, value, 1, ttl)); err != nil {
		return err
	}
	s.cache.Set(key, entry{value: bytes.Clone(value), ttl: ttl})
	return nil
}

// SetIfNewer implements kv.Store.
func (s *Store) SetIfNewer(ctx context.Context, key string, value []byte, version int64, ttl time.Duration) (bool, error) {
	if err := ready(ctx, kv.CheckEntry(key, value, version, ttl)); err != nil {
		return false, err
	}
	fresh := entry{value: bytes.Clone(value), version: version, ttl: ttl}
	stored := false
	s.cache.Compute(key, func(old entry, found bool) (entry, otter.ComputeOp) {
		stored = !found || old.version < version
		if !stored {
			return old, otter.CancelOp
		}
		return fresh, otter.WriteOp
	})
	return stored, nil
}

// Delete implements kv.Store.
func (s *Store) Delete(ctx context.Context, keys ...string) error {
	if err := ready(ctx, kv.CheckKeys(keys...)); err != nil {
		return err
	}
	for _, key := range keys {
		s.cache.Invalidate(key)
	}
	return nil
}

// Bytes is about what the store takes now, by the measure of Config.MaxBytes.
func (s *Store) Bytes() int64 {
	s.cache.CleanUp()
	return int64(s.cache.WeightedSize())
}

// ready joins the two reasons not to begin: an ended context and a refused argument.
func ready(ctx context.Context, refused error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return refused
}
