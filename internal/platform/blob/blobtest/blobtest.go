// Package blobtest is the suite that every blob.Store passes: one case for each sentence of the
// contract.
//
// It owns the cases, and Breaks for tests of what a broken upload leaves behind. A backend's test
// calls TestStore with a function that opens an empty store.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"rialto/internal/platform/blob"
)

// TestStore runs the whole suite, each case on a store of its own.
func TestStore(t *testing.T, open func(t *testing.T) blob.Store) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, s blob.Store)
	}{
		{"what was put is got, named by its content", putGet},
		{"the same bytes are kept once", putTwice},
		{"an empty blob is a blob", empty},
		{"kinds are apart", kinds},
		{"a missing key is not found", missing},
		{"deleted blobs are gone and missing ones no error", deletes},
		{"a reader reads on after a delete", readsOn},
		{"lists come in pages, in order", lists},
		{"twins may be put at the same time", twins},
		{"a body that breaks off leaves nothing", breaksOff},
		{"a body beyond the limit leaves nothing", tooLarge},
		{"wrong arguments are refused", refuses},
		{"an ended context is refused", endedContext},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, open(t))
		})
	}
}

// ErrBroken is what a reader made by Breaks ends with.
var ErrBroken = errors.New("the upload broke off")

// Breaks reads as text and then fails with ErrBroken.
func Breaks(text string) io.Reader {
	return io.MultiReader(strings.NewReader(text), failing{})
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, ErrBroken }

func putGet(t *testing.T, s blob.Store) {
	info := put(t, s, "image", "hello")
	want := fmt.Sprintf("image/%x", sha256.Sum256([]byte("hello")))
	if info.Key != want || info.Size != 5 {
		t.Errorf("put gave %+v, want key %s of 5 bytes", info, want)
	}
	wantBody(t, s, info, "hello")
}

func putTwice(t *testing.T, s blob.Store) {
	first, second := put(t, s, "image", "same"), put(t, s, "image", "same")
	if first != second {
		t.Errorf("the same bytes are %+v and %+v", first, second)
	}
	wantList(t, s, "image", first)
	wantBody(t, s, first, "same")
}

func empty(t *testing.T, s blob.Store) {
	wantBody(t, s, put(t, s, "image", ""), "")
}

func kinds(t *testing.T, s blob.Store) {
	image, export := put(t, s, "image", "same"), put(t, s, "export", "same")
	if err := s.Delete(t.Context(), image.Key); err != nil {
		t.Fatal(err)
	}
	wantList(t, s, "image")
	wantList(t, s, "export", export)
	wantList(t, s, "nothing-yet")
}

func missing(t *testing.T, s blob.Store) {
	wantMissing(t, s, "image/"+strings.Repeat("00", 32))
}

func deletes(t *testing.T, s blob.Store) {
	info := put(t, s, "image", "gone")
	for range 2 {
		if err := s.Delete(t.Context(), info.Key); err != nil {
			t.Fatal(err)
		}
		wantMissing(t, s, info.Key)
	}
	if again := put(t, s, "image", "gone"); again != info {
		t.Errorf("put again gave %+v, want %+v", again, info)
	}
	wantBody(t, s, info, "gone")
}

func readsOn(t *testing.T, s blob.Store) {
	info := put(t, s, "image", "still here")
	body, _, err := s.Get(t.Context(), info.Key)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if err := s.Delete(t.Context(), info.Key); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(body); err != nil || string(got) != "still here" {
		t.Errorf("got %q, %v", got, err)
	}
}

func lists(t *testing.T, s blob.Store) {
	var want []blob.Info
	for i := range 50 {
		want = append(want, put(t, s, "image", fmt.Sprint("blob ", i)))
	}
	put(t, s, "export", "not in this list")
	slices.SortFunc(want, func(a, b blob.Info) int { return strings.Compare(a.Key, b.Key) })
	for _, limit := range []int{1, 7, 25, 50, blob.MaxList} {
		if got := pages(t, s, limit); !slices.Equal(got, want) {
			t.Errorf("in pages of %d: %d blobs, want all %d in order", limit, len(got), len(want))
		}
	}
	page, err := s.List(t.Context(), "image", want[48].Key, 10)
	if err != nil || !slices.Equal(page, want[49:]) {
		t.Errorf("after the last but one: %v, %v", page, err)
	}
}

// pages walks the kind "image" until a page is not full.
func pages(t *testing.T, s blob.Store, limit int) (all []blob.Info) {
	t.Helper()
	after := ""
	for {
		page, err := s.List(t.Context(), "image", after, limit)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) > limit {
			t.Fatalf("a page of %d, asked for %d", len(page), limit)
		}
		all = append(all, page...)
		if len(page) < limit {
			return all
		}
		after = page[len(page)-1].Key
	}
}

func twins(t *testing.T, s blob.Store) {
	text := strings.Repeat("the same picture ", 10_000)
	infos := make([]blob.Info, 16)
	var all sync.WaitGroup
	for i := range infos {
		all.Go(func() {
			var err error
			if infos[i], err = s.Put(t.Context(), "image", strings.NewReader(text)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, info := range infos {
		if info != infos[0] {
			t.Fatalf("twins are %+v and %+v", infos[0], info)
		}
	}
	wantList(t, s, "image", infos[0])
	wantBody(t, s, infos[0], text)
}

func breaksOff(t *testing.T, s blob.Store) {
	if info, err := s.Put(t.Context(), "image", Breaks("half of it")); !errors.Is(err, ErrBroken) {
		t.Errorf("put gave %+v, %v; want the body's own error", info, err)
	}
	wantList(t, s, "image")
}

func tooLarge(t *testing.T, s blob.Store) {
	zeros := func(n int64) io.Reader { return io.LimitReader(zero{}, n) }
	if info, err := s.Put(t.Context(), "image", zeros(blob.MaxBytes+1)); !errors.Is(err, blob.ErrTooLarge) {
		t.Errorf("put gave %+v, %v; want ErrTooLarge", info, err)
	}
	wantList(t, s, "image")
	if info, err := s.Put(t.Context(), "image", zeros(blob.MaxBytes)); err != nil || info.Size != blob.MaxBytes {
		t.Errorf("a blob of just the limit: %+v, %v", info, err)
	}
}

type zero struct{}

func (zero) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func refuses(t *testing.T, s blob.Store) {
	ctx := t.Context()
	for name, call := range map[string]func() error{
		"put of no kind":       func() error { _, err := s.Put(ctx, "", strings.NewReader("x")); return err },
		"put of a path":        func() error { _, err := s.Put(ctx, "../image", strings.NewReader("x")); return err },
		"put of a hidden kind": func() error { _, err := s.Put(ctx, ".part", strings.NewReader("x")); return err },
		"get of a path":        func() error { _, _, err := s.Get(ctx, "../../etc/passwd"); return err },
		"delete of a kind":     func() error { return s.Delete(ctx, "image") },
		"list of no kind":      func() error { _, err := s.List(ctx, "", "", 10); return err },
		"a page of none":       func() error { _, err := s.List(ctx, "image", "", 0); return err },
	} {
		if err := call(); !errors.Is(err, blob.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
}

func endedContext(t *testing.T, s blob.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	ends := readerFunc(func(p []byte) (int, error) { cancel(); return copy(p, "x"), nil })
	if _, err := s.Put(ctx, "image", ends); !errors.Is(err, context.Canceled) {
		t.Errorf("put whose context ends while it reads: %v", err)
	}
	if _, err := s.List(ctx, "image", "", 1); !errors.Is(err, context.Canceled) {
		t.Errorf("list: %v", err)
	}
	wantList(t, s, "image")
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func put(t *testing.T, s blob.Store, kind, text string) blob.Info {
	t.Helper()
	info, err := s.Put(t.Context(), kind, strings.NewReader(text))
	if err != nil {
		t.Fatalf("put %s: %v", kind, err)
	}
	return info
}

func wantBody(t *testing.T, s blob.Store, want blob.Info, text string) {
	t.Helper()
	body, info, err := s.Get(t.Context(), want.Key)
	if err != nil {
		t.Fatalf("get %s: %v", want.Key, err)
	}
	defer body.Close()
	got, err := io.ReadAll(body)
	if err != nil || !bytes.Equal(got, []byte(text)) || info != want {
		t.Errorf("get %s: %d bytes, %+v, error %v; want %d bytes, %+v", want.Key, len(got), info, err, len(text), want)
	}
}

func wantMissing(t *testing.T, s blob.Store, key string) {
	t.Helper()
	if body, _, err := s.Get(t.Context(), key); !errors.Is(err, blob.ErrNotFound) || body != nil {
		t.Errorf("get %s: %v, want ErrNotFound", key, err)
	}
}

func wantList(t *testing.T, s blob.Store, kind string, want ...blob.Info) {
	t.Helper()
	got, err := s.List(t.Context(), kind, "", blob.MaxList)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("list %s: %v, %v; want %v", kind, got, err, want)
	}
}
