// Package blob is the contract of a store for large, unchanging bytes: images, exports, snapshots.
//
// It owns the words of that contract; backends live one folder below and each passes blobtest. The
// idea: a blob is named by what is in it (SHA-256), so the same bytes are kept once, a key never
// means two things, and an address may be cached for ever. What the bytes are (type, size in pixels,
// whose they are) is kept by the room that put them.
//
// It asks nothing of its neighbours and publishes nothing. Once Put has returned, the bytes are
// durable; it never shows half a blob and never changes one.
package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
)

// Store keeps blobs. All methods are safe for concurrent use and honour the end of ctx.
type Store interface {
	// Put keeps everything that body has and returns its Info. Bytes that are there already are
	// not written again and give the same key. More than MaxBytes is ErrTooLarge; an error of body
	// is returned wrapped; in both cases nothing is kept.
	Put(ctx context.Context, kind string, body io.Reader) (Info, error)

	// Get opens a blob for reading; the caller closes it. A missing key is ErrNotFound.
	Get(ctx context.Context, key string) (io.ReadCloser, Info, error)

	// Delete forgets a blob; a missing one is no error. Readers that have it open read on. Equal
	// bytes share a key, so a caller deletes only what none of its records names any more.
	Delete(ctx context.Context, key string) error

	// List returns up to limit (1 to MaxList) blobs of kind in the order of their keys, those
	// after the key "after" ("" for the first page). A shorter page is the last.
	List(ctx context.Context, kind, after string, limit int) ([]Info, error)
}

// Info names one blob.
type Info struct {
	Key  string // kind + "/" + SHA-256 of the bytes in lower-case hex
	Size int64  // bytes
}

// Limits that every backend keeps.
const (
	MaxBytes = 64 << 20
	MaxList  = 1000
)

// The errors of a store beside those of its medium.
var (
	ErrNotFound = errors.New("no such blob")
	ErrTooLarge = fmt.Errorf("a blob has at most %d bytes", MaxBytes)
	ErrInvalid  = errors.New("blob")
)

var (
	kindForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	keyForm  = regexp.MustCompile(`^([a-z][a-z0-9-]{0,31})/([0-9a-f]{64})$`)
)

// CheckKind refuses a kind that is not 1 to 32 of a-z, 0-9 and "-", beginning with a letter.
func CheckKind(kind string) error {
	if !kindForm.MatchString(kind) {
		return fmt.Errorf("%w: kind %.40q is not 1 to 32 of a-z, 0-9 and -, beginning with a letter", ErrInvalid, kind)
	}
	return nil
}

// SplitKey takes a key apart and refuses one that no Put has ever returned.
func SplitKey(key string) (kind, hash string, err error) {
	parts := keyForm.FindStringSubmatch(key)
	if parts == nil {
		return "", "", fmt.Errorf("%w: key %.120q is not kind/sha256", ErrInvalid, key)
	}
	return parts[1], parts[2], nil
}

// CheckList refuses the arguments of List that no backend takes.
func CheckList(kind, after string, limit int) error {
	if err := CheckKind(kind); err != nil {
		return err
	}
	if limit < 1 || limit > MaxList {
		return fmt.Errorf("%w: a page of %d, it has 1 to %d", ErrInvalid, limit, MaxList)
	}
	if after == "" {
		return nil
	}
	of, _, err := SplitKey(after)
	if err == nil && of != kind {
		err = fmt.Errorf("%w: page after %q, which is not of kind %s", ErrInvalid, after, kind)
	}
	return err
}
