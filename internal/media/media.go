// Package media keeps pictures that people upload, in the sizes that pages ask for.
//
// The one idea: what is kept is never what was sent. An upload is looked at before it is decoded (format by content, size,
// frames, the memory it would take), decoded, turned upright, laid on white and encoded anew in up to three widths, so that
// nothing but pixels stays: no place of the camera, no script, no second file behind the first. Colours are read as sRGB.
//
// A picture is named by the SHA-256 of its widest JPEG, which is also that blob's name: the same picture sent twice, or in
// two wrappings, is one picture, and an address never means two. The bytes are in platform/blob; which blobs belong to
// which picture is one small table, written after them, so that a crash between leaves blobs nobody names and no picture
// without its blobs.
//
// It asks nobody and publishes nothing: the room that shows a picture keeps its address. It never makes a picture larger,
// never changes or forgets one, and never takes more memory for ten uploads than for one.
package media

import (
	"context"
	"regexp"

	"rialto/internal/platform/errs"
)

// ID names a picture: 64 lower-case hex digits.
type ID string

var idForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// ParseID refuses what no Put has ever returned, with ErrNoPicture.
func ParseID(text string) (ID, error) {
	if !idForm.MatchString(text) {
		return "", ErrNoPicture
	}
	return ID(text), nil
}

// The content types of what is kept.
const (
	JPEG = "image/jpeg"
	WebP = "image/webp"
)

// Rendition is a picture in one width and encoding.
type Rendition struct {
	Width       int // pixels
	Height      int
	ContentType string // JPEG or WebP
	Blob        string // its key in platform/blob
	Bytes       int64
}

// What an upload may be, at most.
const (
	MaxBytes  = 10 << 20
	MaxPixels = 16 << 20
	maxSide   = 16383    // pixels; WebP knows no more
	maxMemory = 90 << 20 // bytes that uploads may take at once: see survey.memory
)

// widths are what pages ask for, in pixels. A picture that is less wide than 1280 keeps its own width instead of those above it.
var widths = []int{320, 640, 1280}

// ErrNoPicture says that nothing is kept under an id.
var ErrNoPicture = errs.NotFound("picture_not_found", "There is no such picture.")

// Store keeps which blobs a picture has. Every method is one transaction and safe for concurrent use, also through several
// handles.
type Store interface {
	// Keep adds those renditions of a picture that are not there yet, all or none. One that is there, by width and content
	// type, stays as it is.
	Keep(ctx context.Context, picture ID, renditions []Rendition) error
	// Renditions returns what a picture has, by width and then content type. An unknown picture has none; that is no error.
	Renditions(ctx context.Context, picture ID) ([]Rendition, error)
}
