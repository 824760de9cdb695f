// Package kv is the contract of a small, fast and forgetful store: bytes by key, with a time to live.
//
// It owns the words of that contract; backends live one folder below and each passes kvtest. The
// idea: whatever is kept here may be gone at the next call (evicted, expired, restarted), so it holds
// copies of facts, never facts. A copy of a versioned thing is written with SetIfNewer, which makes
// late and repeated writers harmless; Delete also forgets the version, so a writer that knows the new
// value writes it instead of deleting the old one.
//
// It asks nothing of its neighbours and publishes nothing. It never blocks longer than its context
// and never hands out bytes that somebody else can change.
package kv

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Store is one key space. All methods are safe for concurrent use and return the error of ctx once
// it has ended. A refused argument is ErrInvalid; any other error means that the store could not be
// asked, and then a caller goes on as if the key were missing.
type Store interface {
	// Get returns a copy of the value under key; found is false if it was never set, or is deleted,
	// expired or evicted.
	Get(ctx context.Context, key string) (value []byte, found bool, err error)

	// GetMany returns the values of those keys that are found, in one round trip. Keys may repeat;
	// at most MaxKeys.
	GetMany(ctx context.Context, keys []string) (map[string][]byte, error)

	// Set keeps a copy of value under key for ttl (0: until it is evicted), whatever was there.
	// The new value has version 0: any SetIfNewer replaces it.
	Set(ctx context.Context, key string, value []byte, ttl time.Duration) error

	// SetIfNewer keeps value under key if nothing is there or what is there has a smaller version,
	// in one step. Versions start at 1. stored is false, without an error, when the key already
	// holds this version or a newer one; that entry and its time to live stay as they are.
	SetIfNewer(ctx context.Context, key string, value []byte, version int64, ttl time.Duration) (stored bool, err error)

	// Delete forgets the keys and their versions; those that are missing are no error. At most
	// MaxKeys.
	Delete(ctx context.Context, keys ...string) error
}

// Limits that every backend keeps, so that moving to another one refuses nothing new.
const (
	MaxKeyBytes   = 512
	MaxValueBytes = 1 << 20
	MaxKeys       = 1000
)

// ErrInvalid is wrapped by every refusal of an argument; the text says which and why.
var ErrInvalid = errors.New("kv")

// CheckKeys refuses empty, long and too many keys. Backends call it first.
func CheckKeys(keys ...string) error {
	if len(keys) > MaxKeys {
		return fmt.Errorf("%w: %d keys in one call, at most %d", ErrInvalid, len(keys), MaxKeys)
	}
	for _, key := range keys {
		if key == "" {
			return fmt.Errorf("%w: the key is empty", ErrInvalid)
		}
		if len(key) > MaxKeyBytes {
			return fmt.Errorf("%w: the key has %d bytes, at most %d", ErrInvalid, len(key), MaxKeyBytes)
		}
	}
	return nil
}

// CheckEntry refuses what Set and SetIfNewer cannot keep. Backends call it first; Set passes a
// version of 1.
func CheckEntry(key string, value []byte, version int64, ttl time.Duration) error {
	if err := CheckKeys(key); err != nil {
		return err
	}
	switch {
	case len(value) > MaxValueBytes:
		return fmt.Errorf("%w: the value of %q has %d bytes, at most %d", ErrInvalid, key, len(value), MaxValueBytes)
	case version < 1:
		return fmt.Errorf("%w: version %d of %q, versions start at 1", ErrInvalid, version, key)
	case ttl < 0:
		return fmt.Errorf("%w: %q would live %s, a time to live is not negative", ErrInvalid, key, ttl)
	}
	return nil
}
