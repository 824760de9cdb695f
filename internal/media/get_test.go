package media_test

import (
	"image"
	"strings"
	"testing"

	mediav1 "rialto/gen/rialto/media/v1"
	"rialto/internal/media"
	"rialto/internal/platform/blob"
	"rialto/internal/platform/errs"
)

// kept puts renditions of so many widths by hand, WebP for those in webp, each with bytes that say what it is.
func (d *desk) kept(id media.ID, jpeg, webp []int) {
	d.Helper()
	var rows []media.Rendition
	add := func(width int, contentType string) {
		info, err := d.blobs.Put(d.Context(), "picture", strings.NewReader(contentType+" "+strings.Repeat("x", width)))
		if err != nil {
			d.Fatal(err)
		}
		rows = append(rows, media.Rendition{Width: width, Height: 1, ContentType: contentType, Blob: info.Key, Bytes: info.Size})
	}
	for _, w := range jpeg {
		add(w, media.JPEG)
	}
	for _, w := range webp {
		add(w, media.WebP)
	}
	if err := d.store.Keep(d.Context(), id, rows); err != nil {
		d.Fatal(err)
	}
}

var somePicture = media.ID(strings.Repeat("0d", 32))

func TestTheWidthThatFitsBestIsAnswered(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.kept(somePicture, []int{320, 640, 900}, []int{320, 900})
	for _, c := range []struct {
		width int32
		webp  bool
		want  string
		is    int
	}{
		{0, false, media.JPEG, 900},
		{0, true, media.WebP, 900},
		{1, false, media.JPEG, 320},
		{320, true, media.WebP, 320},
		{321, false, media.JPEG, 640},
		{321, true, media.JPEG, 640}, // JPEG where there is no WebP
		{641, true, media.WebP, 900},
		{5000, false, media.JPEG, 900},
	} {
		got := d.mustGet(string(somePicture), c.width, c.webp)
		kind, pixels, _ := strings.Cut(string(got.GetContent()), " ")
		if got.GetContentType() != c.want || kind != c.want || len(pixels) != c.is {
			t.Errorf("width %d, webp %t: %s of %s, %d pixels", c.width, c.webp, got.GetContentType(), kind, len(pixels))
		}
	}
}

func TestWebPIsWhatItSays(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.mustPut(asPNG(photo(400, 300)))
	got := d.mustGet(p.GetPictureId(), 320, true)
	want := media.JPEG
	if media.EncodesWebP() {
		want = media.WebP
	}
	if got.GetContentType() != want || sizeOf(t, got.GetContent()) != image.Pt(320, 240) {
		t.Errorf("%s of %v, want %s", got.GetContentType(), sizeOf(t, got.GetContent()), want)
	}
	if plain := d.mustGet(p.GetPictureId(), 320, false); media.EncodesWebP() && len(got.GetContent()) >= len(plain.GetContent()) {
		t.Errorf("WebP has %d bytes, JPEG %d", len(got.GetContent()), len(plain.GetContent()))
	}
}

func TestWhatIsNotKeptIsNotFound(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, id := range []string{"", "x", string(somePicture), strings.ToUpper(string(somePicture)), "../" + string(somePicture)[3:]} {
		_, err := d.Get(t.Context(), &mediav1.GetRequest{PictureId: id})
		d.is(err, "picture_not_found")
	}
	_, err := d.Get(t.Context(), nil)
	d.is(err, "picture_not_found")
	_, err = d.Get(t.Context(), &mediav1.GetRequest{PictureId: string(somePicture), Width: -1})
	d.is(err, "validation")
}

func TestLostBytesAreOurFaultAndABrokenStoreIsTemporary(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.kept(somePicture, []int{320}, nil)
	get := func(s *media.Service) error {
		_, err := s.Get(t.Context(), &mediav1.GetRequest{PictureId: string(somePicture)})
		return err
	}
	broken, err := media.New(media.Defaults(), d.store, brokenBlobs{d.blobs})
	if err != nil {
		t.Fatal(err)
	}
	d.is(get(broken), "media_unavailable")
	rows, err := d.store.Renditions(t.Context(), somePicture)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.blobs.Delete(t.Context(), rows[0].Blob); err != nil {
		t.Fatal(err)
	}
	if err := get(d.Service); !errs.Is(err, errs.KindInternal) || !strings.Contains(err.Error(), blob.ErrNotFound.Error()) {
		t.Error(err)
	}
}

func TestBytesThatAreNotWhatWasKeptAreNeverShown(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	info, err := d.blobs.Put(t.Context(), "picture", strings.NewReader("half"))
	if err != nil {
		t.Fatal(err)
	}
	row := media.Rendition{Width: 9, Height: 9, ContentType: media.JPEG, Blob: info.Key, Bytes: 8}
	if err := d.store.Keep(t.Context(), somePicture, []media.Rendition{row}); err != nil {
		t.Fatal(err)
	}
	_, err = d.Get(t.Context(), &mediav1.GetRequest{PictureId: string(somePicture)})
	if !errs.Is(err, errs.KindInternal) {
		t.Errorf("got %v", err)
	}
}
