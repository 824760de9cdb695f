// Package kvtest is the suite that every kv.Store passes: one case for each sentence of the contract.
//
// It owns the cases and nothing else. A backend's test calls TestStore with a function that opens an
// empty store and, where the backend lets a test move its clock, a way to do so; without one the
// cases about expiry are skipped in words.
package kvtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rialto/internal/platform/kv"
)

// Subject is one freshly opened, empty store.
type Subject struct {
	Store kv.Store
	// Advance moves the store's clock; nil if the backend keeps time by itself.
	Advance func(time.Duration)
}

// TestStore runs the whole suite, each case on a store of its own.
func TestStore(t *testing.T, open func(t *testing.T) Subject) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, s Subject)
	}{
		{"a missing key is not found", missing},
		{"what was set is found", setGet},
		{"set replaces value and time to live", setReplaces},
		{"an empty value is found", emptyValue},
		{"many keys in one call", getMany},
		{"deleted keys are gone and missing ones no error", deletes},
		{"values are copies on both ways", copies},
		{"only a newer version is stored", newer},
		{"a plain set forgets the version", setForgetsVersion},
		{"a delete forgets the version", deleteForgetsVersion},
		{"an entry expires after its time to live", expires},
		{"a refused version leaves the time to live", refusedKeepsLife},
		{"an expired version counts as nothing", expiredVersion},
		{"of many writers the newest version stays", concurrentWriters},
		{"of equal versions one is stored", concurrentTwins},
		{"wrong arguments are refused", refuses},
		{"an ended context is refused", endedContext},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, open(t))
		})
	}
}

func missing(t *testing.T, s Subject) {
	wantMissing(t, s, "nothing")
	many, err := s.Store.GetMany(t.Context(), []string{"nothing"})
	if err != nil || len(many) != 0 {
		t.Errorf("GetMany: %v, %v", many, err)
	}
}

func setGet(t *testing.T, s Subject) {
	set(t, s, "a", "1", 0)
	set(t, s, "b", "2", time.Hour)
	want(t, s, "a", "1")
	want(t, s, "b", "2")
}

func setReplaces(t *testing.T, s Subject) {
	set(t, s, "a", "1", time.Second)
	set(t, s, "a", "2", time.Hour)
	want(t, s, "a", "2")
	if s.Advance != nil {
		s.Advance(time.Minute)
		want(t, s, "a", "2")
	}
}

func emptyValue(t *testing.T, s Subject) {
	set(t, s, "a", "", 0)
	want(t, s, "a", "")
}

func getMany(t *testing.T, s Subject) {
	set(t, s, "a", "1", 0)
	set(t, s, "b", "2", 0)
	many, err := s.Store.GetMany(t.Context(), []string{"a", "ghost", "b", "a"})
	if err != nil {
		t.Fatal(err)
	}
	if len(many) != 2 || string(many["a"]) != "1" || string(many["b"]) != "2" {
		t.Errorf("got %q", many)
	}
	if none, err := s.Store.GetMany(t.Context(), nil); err != nil || len(none) != 0 {
		t.Errorf("no keys: %v, %v", none, err)
	}
}

func deletes(t *testing.T, s Subject) {
	set(t, s, "a", "1", 0)
	set(t, s, "b", "2", 0)
	if err := s.Store.Delete(t.Context(), "a", "ghost"); err != nil {
		t.Fatal(err)
	}
	wantMissing(t, s, "a")
	want(t, s, "b", "2")
	if err := s.Store.Delete(t.Context()); err != nil {
		t.Errorf("no keys: %v", err)
	}
}

func copies(t *testing.T, s Subject) {
	value := []byte("good")
	if err := s.Store.Set(t.Context(), "set", value, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Store.SetIfNewer(t.Context(), "newer", value, 1, 0); err != nil {
		t.Fatal(err)
	}
	copy(value, "evil")
	for _, key := range []string{"set", "newer"} {
		got, _, err := s.Store.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		copy(got, "evil")
		many, err := s.Store.GetMany(t.Context(), []string{key})
		if err != nil {
			t.Fatal(err)
		}
		copy(many[key], "evil")
		want(t, s, key, "good")
	}
}

func newer(t *testing.T, s Subject) {
	setNewer(t, s, "a", "three", 3, true)
	setNewer(t, s, "a", "two", 2, false)
	setNewer(t, s, "a", "three again", 3, false)
	want(t, s, "a", "three")
	setNewer(t, s, "a", "four", 4, true)
	want(t, s, "a", "four")
	setNewer(t, s, "b", "one", 1, true) // each key has its own version
}

func setForgetsVersion(t *testing.T, s Subject) {
	setNewer(t, s, "a", "nine", 9, true)
	set(t, s, "a", "plain", 0)
	setNewer(t, s, "a", "one", 1, true)
	want(t, s, "a", "one")
}

func deleteForgetsVersion(t *testing.T, s Subject) {
	setNewer(t, s, "a", "nine", 9, true)
	if err := s.Store.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	setNewer(t, s, "a", "one", 1, true)
}

func expires(t *testing.T, s Subject) {
	needClock(t, s)
	set(t, s, "short", "1", time.Minute)
	set(t, s, "long", "2", time.Hour)
	set(t, s, "forever", "3", 0)
	s.Advance(time.Minute - time.Millisecond)
	want(t, s, "short", "1")
	s.Advance(2 * time.Millisecond)
	wantMissing(t, s, "short")
	want(t, s, "long", "2")
	many, err := s.Store.GetMany(t.Context(), []string{"short", "long"})
	if err != nil || len(many) != 1 {
		t.Errorf("GetMany after the expiry: %q, %v", many, err)
	}
	s.Advance(10 * 365 * 24 * time.Hour)
	wantMissing(t, s, "long")
	want(t, s, "forever", "3")
}

func refusedKeepsLife(t *testing.T, s Subject) {
	needClock(t, s)
	setNewer(t, s, "a", "two", 2, true, time.Minute)
	setNewer(t, s, "a", "one", 1, false, time.Hour)
	s.Advance(2 * time.Minute)
	wantMissing(t, s, "a")
}

func expiredVersion(t *testing.T, s Subject) {
	needClock(t, s)
	setNewer(t, s, "a", "nine", 9, true, time.Minute)
	s.Advance(2 * time.Minute)
	setNewer(t, s, "a", "one", 1, true)
	want(t, s, "a", "one")
}

func concurrentWriters(t *testing.T, s Subject) {
	const writers = 64
	var all sync.WaitGroup
	for version := int64(1); version <= writers; version++ {
		all.Go(func() {
			if _, err := s.Store.SetIfNewer(t.Context(), "a", fmt.Append(nil, version), version, 0); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	want(t, s, "a", fmt.Sprint(writers))
}

func concurrentTwins(t *testing.T, s Subject) {
	var stored atomic.Int32
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			ok, err := s.Store.SetIfNewer(t.Context(), "a", []byte("x"), 7, 0)
			if err != nil {
				t.Error(err)
			}
			if ok {
				stored.Add(1)
			}
		})
	}
	all.Wait()
	if n := stored.Load(); n != 1 {
		t.Errorf("%d twins were told that theirs was stored, want 1", n)
	}
}

func refuses(t *testing.T, s Subject) {
	ctx, long, large := t.Context(), strings.Repeat("k", kv.MaxKeyBytes+1), make([]byte, kv.MaxValueBytes+1)
	many := strings.Split(strings.Repeat("k,", kv.MaxKeys)+"k", ",")
	for name, call := range map[string]func() error{
		"get without a key":      func() error { _, _, err := s.Store.Get(ctx, ""); return err },
		"get of a long key":      func() error { _, _, err := s.Store.Get(ctx, long); return err },
		"too many gets":          func() error { _, err := s.Store.GetMany(ctx, many); return err },
		"too many deletes":       func() error { return s.Store.Delete(ctx, many...) },
		"set without a key":      func() error { return s.Store.Set(ctx, "", nil, 0) },
		"set of a large value":   func() error { return s.Store.Set(ctx, "a", large, 0) },
		"set for less than none": func() error { return s.Store.Set(ctx, "a", nil, -1) },
		"version 0":              func() error { _, err := s.Store.SetIfNewer(ctx, "a", nil, 0, 0); return err },
	} {
		if err := call(); !errors.Is(err, kv.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
	wantMissing(t, s, "a")
}

func endedContext(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := s.Store.Get(ctx, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("Get: %v", err)
	}
	if err := s.Store.Set(ctx, "a", nil, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("Set: %v", err)
	}
	wantMissing(t, s, "a")
}

func needClock(t *testing.T, s Subject) {
	t.Helper()
	if s.Advance == nil {
		t.Skip("SKIP kv expiry: this backend keeps its own time, which a test cannot move")
	}
}

func set(t *testing.T, s Subject, key, value string, ttl time.Duration) {
	t.Helper()
	if err := s.Store.Set(t.Context(), key, []byte(value), ttl); err != nil {
		t.Fatalf("set %s: %v", key, err)
	}
}

func setNewer(t *testing.T, s Subject, key, value string, version int64, stored bool, ttl ...time.Duration) {
	t.Helper()
	got, err := s.Store.SetIfNewer(t.Context(), key, []byte(value), version, append(ttl, 0)[0])
	if err != nil {
		t.Fatalf("set %s version %d: %v", key, version, err)
	}
	if got != stored {
		t.Errorf("set %s version %d: stored %v, want %v", key, version, got, stored)
	}
}

func want(t *testing.T, s Subject, key, value string) {
	t.Helper()
	got, found, err := s.Store.Get(t.Context(), key)
	if err != nil || !found || string(got) != value {
		t.Errorf("get %s: %q, found %v, error %v; want %q", key, got, found, err, value)
	}
}

func wantMissing(t *testing.T, s Subject, key string) {
	t.Helper()
	if got, found, err := s.Store.Get(t.Context(), key); err != nil || found || got != nil {
		t.Errorf("get %s: %q, found %v, error %v; want it missing", key, got, found, err)
	}
}
