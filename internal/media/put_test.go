package media_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"testing"

	mediav1 "rialto/gen/rialto/media/v1"
	"rialto/internal/media"
	"rialto/internal/media/mediatest"
	"rialto/internal/platform/blob"
	"rialto/internal/platform/errs"
)

func TestAPictureIsKeptInEveryWidthItIsWideEnoughFor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, c := range []struct {
		w, h   int
		widths []int32
		height int32
	}{
		{1600, 1200, []int32{320, 640, 1280}, 960},
		{1280, 400, []int32{320, 640, 1280}, 400},
		{900, 450, []int32{320, 640, 900}, 450},
		{321, 9, []int32{320, 321}, 9},
		{320, 2, []int32{320}, 2},
		{7, 5, []int32{7}, 5},
		{2000, 1, []int32{320, 640, 1280}, 1},
	} {
		p := d.mustPut(asPNG(photo(c.w, c.h)))
		last := c.widths[len(c.widths)-1]
		if !slices.Equal(p.GetWidths(), c.widths) || p.GetWidth() != last || p.GetHeight() != c.height || p.GetUrl() != "/media/"+p.GetPictureId() {
			t.Errorf("%d by %d gives %v", c.w, c.h, p)
		}
		for _, width := range c.widths {
			size := sizeOf(t, d.mustGet(p.GetPictureId(), width, false).GetContent())
			if int32(size.X) != width || abs(size.Y*c.w-c.h*size.X) > c.w {
				t.Errorf("%d by %d is kept as %v for %d", c.w, c.h, size, width)
			}
		}
	}
}

func abs(n int) int { return max(n, -n) }

func TestAPictureIsNamedByItsWidestJPEG(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.mustPut(asPNG(photo(700, 300)))
	sum := sha256.Sum256(d.mustGet(p.GetPictureId(), 0, false).GetContent())
	if want := hex.EncodeToString(sum[:]); p.GetPictureId() != want {
		t.Errorf("named %s, want %s", p.GetPictureId(), want)
	}
	if other := d.mustPut(asPNG(photo(701, 300))); other.GetPictureId() == p.GetPictureId() {
		t.Error("two pictures have one name")
	}
}

func TestTheSamePictureTwiceIsWrittenOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.mustPut(asPNG(photo(700, 300)))
	written, rows := d.blobs.Puts, d.store.Calls
	for name, again := range map[string][]byte{
		"the same file":    asPNG(photo(700, 300)),
		"another wrapping": pngAgain(photo(700, 300)),
	} {
		if p := d.mustPut(again); p.GetPictureId() != first.GetPictureId() || !slices.Equal(p.GetWidths(), first.GetWidths()) ||
			p.GetHeight() != first.GetHeight() {
			t.Errorf("%s: %v, want %v", name, p, first)
		}
	}
	if d.blobs.Puts != written || d.store.Calls != rows {
		t.Errorf("%d blobs and %d rows more", d.blobs.Puts-written, d.store.Calls-rows)
	}
}

func TestACameraIsTurnedUprightAndTellsNothingElse(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	m := photo(60, 40)
	secret := "<script>alert(1)</script>"
	sent := with(asJPEG(m), segment(0xe1, exif(binary.BigEndian, 6))+segment(0xfe, secret)+segment(0xe2, "ICC_PROFILE\x00\x01\x01"))
	sent = append(sent, secret...)
	p := d.mustPut(sent)
	if p.GetWidth() != 40 || p.GetHeight() != 60 {
		t.Errorf("turned to %d by %d", p.GetWidth(), p.GetHeight())
	}
	for _, webp := range []bool{false, true} {
		kept := d.mustGet(p.GetPictureId(), 0, webp).GetContent()
		for _, trace := range []string{"Exif", "GPS", "50.0875", "script", "ICC_PROFILE"} {
			if bytes.Contains(kept, []byte(trace)) {
				t.Errorf("webp=%t: %q is still there", webp, trace)
			}
		}
	}
}

func TestAFullStoreIsSaidAndLeavesNoPicture(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s, err := media.New(media.Defaults(), d.store, brokenBlobs{d.blobs})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Put(t.Context(), &mediav1.PutRequest{Content: asPNG(photo(50, 50))})
	d.is(err, "media_unavailable")
	if !errs.Is(err, errs.KindUnavailable) || !errors.Is(err, errBroken) || d.store.Calls != 0 {
		t.Errorf("%v, %d rows", err, d.store.Calls)
	}
}

var errBroken = errors.New("no space left")

type brokenBlobs struct{ *mediatest.Blobs }

func (brokenBlobs) Put(context.Context, string, io.Reader) (blob.Info, error) {
	return blob.Info{}, errBroken
}

func (brokenBlobs) Get(context.Context, string) (io.ReadCloser, blob.Info, error) {
	return nil, blob.Info{}, errBroken
}

// FuzzPut sends any file: it is refused in words, or it is a picture that keeps its promises.
func FuzzPut(f *testing.F) {
	for _, seed := range [][]byte{
		asJPEG(painted(40, 30, red)), asPNG(painted(40, 30, red)), asGIF(1, 9, 9), asGIF(2, 9, 9), riff(vp8l(30, 20, red)),
		riff(vp8x(0, 9, 9), vp8l(9, 9, blue)), gifOf(65535, 65535, 65535, 65535), gifOf(1, 1, 65535, 65535),
		pngOf(4, 4, 16, 6, nil, 132), with(asJPEG(painted(9, 8, red)), segment(0xe1, exif(binary.LittleEndian, 5))),
		headers(frame(0xc2, 16, 16), scan()), []byte("<svg/>"),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		d := newDesk(t)
		p, err := d.put(content)
		if err != nil {
			if e := errs.As(err); e == nil || e.Kind != errs.KindInvalid || e.Message == "" {
				t.Fatal(err)
			}
			return
		}
		got := sizeOf(t, d.mustGet(p.GetPictureId(), 0, false).GetContent())
		if got.X != int(p.GetWidth()) || got.Y != int(p.GetHeight()) || got.X > 1280 {
			t.Fatalf("%v is kept as %v", p, got)
		}
	})
}
