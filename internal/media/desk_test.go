package media_test

import (
	"testing"

	mediav1 "rialto/gen/rialto/media/v1"
	"rialto/internal/media"
	"rialto/internal/media/mediatest"
	"rialto/internal/platform/errs"
)

// desk is a service over stores of its own.
type desk struct {
	testing.TB
	*media.Service
	store *mediatest.Memory
	blobs *mediatest.Blobs
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{TB: t, store: &mediatest.Memory{}, blobs: &mediatest.Blobs{}}
	s, err := media.New(media.Defaults(), d.store, d.blobs)
	if err != nil {
		t.Fatal(err)
	}
	d.Service = s
	return d
}

func (d *desk) put(content []byte) (*mediav1.Picture, error) {
	return d.Put(d.Context(), &mediav1.PutRequest{Content: content})
}

func (d *desk) mustPut(content []byte) *mediav1.Picture {
	d.Helper()
	p, err := d.put(content)
	if err != nil {
		d.Fatal(err)
	}
	return p
}

func (d *desk) mustGet(id string, width int32, webp bool) *mediav1.GetResponse {
	d.Helper()
	got, err := d.Get(d.Context(), &mediav1.GetRequest{PictureId: id, Width: width, Webp: webp})
	if err != nil {
		d.Fatal(err)
	}
	return got
}

func (d *desk) is(err error, code string) {
	d.Helper()
	if !errs.HasCode(err, code) {
		d.Fatalf("%v, want %s", err, code)
	}
}
