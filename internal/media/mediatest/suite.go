package mediatest

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"rialto/internal/media"
)

// Each runs a case on every engine of a store, each time on fresh data; open gives another handle on it.
type Each func(t *testing.T, run func(t *testing.T, open func() media.Store))

var (
	one = media.ID(strings.Repeat("1a", 32))
	two = media.ID(strings.Repeat("2b", 32))
)

// rendition returns a sample whose blob says what it is.
func rendition(width int, contentType string) media.Rendition {
	return media.Rendition{
		Width: width, Height: width + 1, ContentType: contentType, Blob: fmt.Sprint("picture/", width, contentType), Bytes: int64(width) * 10,
	}
}

// TestStore judges a store by the sentences of media.Store.
func TestStore(t *testing.T, each Each) {
	for name, run := range map[string]func(d *desk){
		"what was kept comes by width and content type":   inOrder,
		"an unknown picture has nothing":                  unknown,
		"a rendition that is there stays, others come in": addsOnly,
		"twins of one upload leave one of each":           twins,
		"pictures are apart":                              apart,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, open func() media.Store) { run(&desk{t, open(), open}) })
		})
	}
}

// desk is a store in a test.
type desk struct {
	*testing.T
	media.Store
	open func() media.Store
}

func (d *desk) keep(picture media.ID, renditions ...media.Rendition) {
	d.Helper()
	if err := d.Keep(d.Context(), picture, renditions); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) has(picture media.ID, want ...media.Rendition) {
	d.Helper()
	got, err := d.open().Renditions(d.Context(), picture)
	if err != nil {
		d.Fatal(err)
	}
	if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
		d.Fatalf("got  %v\nwant %v", got, want)
	}
}

func inOrder(d *desk) {
	d.keep(one, rendition(1280, media.JPEG), rendition(320, media.WebP), rendition(640, media.JPEG), rendition(320, media.JPEG))
	d.has(one, rendition(320, media.JPEG), rendition(320, media.WebP), rendition(640, media.JPEG), rendition(1280, media.JPEG))
}

func unknown(d *desk) { d.has(one) }

func addsOnly(d *desk) {
	d.keep(one, rendition(320, media.JPEG))
	other := rendition(320, media.JPEG)
	other.Blob, other.Height, other.Bytes = "picture/other", 7, 8
	d.keep(one, other, rendition(320, media.WebP))
	d.has(one, rendition(320, media.JPEG), rendition(320, media.WebP))
}

func twins(d *desk) {
	handles := []media.Store{d.Store, d.open()}
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			mine := rendition(320, media.JPEG)
			mine.Bytes = 5
			if err := handles[i%2].Keep(d.Context(), one, []media.Rendition{mine, rendition(640, media.JPEG)}); err != nil {
				d.Error(err)
			}
		})
	}
	wg.Wait()
	want := rendition(320, media.JPEG)
	want.Bytes = 5
	d.has(one, want, rendition(640, media.JPEG))
}

func apart(d *desk) {
	d.keep(one, rendition(320, media.JPEG))
	d.keep(two, rendition(200, media.JPEG))
	d.has(one, rendition(320, media.JPEG))
	d.has(two, rendition(200, media.JPEG))
}
