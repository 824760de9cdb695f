package media_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"io"
	"slices"
	"strings"
	"testing"

	"rialto/internal/media"
	"rialto/internal/platform/errs"
)

func TestWhatIsNotTakenIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	small, asked := asJPEG(painted(40, 30, red)), asPNG(painted(40, 30, red))
	still := riff(vp8l(30, 20, red))
	for name, c := range map[string]struct {
		content    []byte
		code, says string
	}{
		"nothing":                {nil, "not_a_picture", "empty"},
		"text":                   {[]byte("hello"), "not_a_picture", "not a JPEG, PNG, GIF or WebP"},
		"SVG":                    {[]byte("<?xml version='1.0'?>\n<SVG onload='alert(1)'/>"), "not_a_picture", "SVG"},
		"HTML":                   {[]byte(" <!DOCTYPE html><script>alert(1)</script>"), "not_a_picture", "web page"},
		"HEIC":                   {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "not_a_picture", "iPhone"},
		"AVIF":                   {[]byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00"), "not_a_picture", "AVIF"},
		"a film":                 {[]byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00"), "not_a_picture", "film"},
		"TIFF":                   {[]byte("II*\x00\x08\x00\x00\x00"), "not_a_picture", "TIFF"},
		"BMP":                    {[]byte("BM\x00\x00"), "not_a_picture", "BMP"},
		"PDF":                    {[]byte("%PDF-1.7"), "not_a_picture", "PDF"},
		"a JPEG's first bytes":   {small[:3], "not_a_picture", "JPEG is damaged"},
		"half a JPEG":            {small[:len(small)/2], "not_a_picture", "JPEG is damaged"},
		"a JPEG without its end": {small[:len(small)-2], "not_a_picture", "JPEG is damaged"},
		"half a PNG":             {asked[:len(asked)/2], "not_a_picture", "PNG is damaged"},
		"a PNG with a changed byte": {
			bytes.Replace(asked, []byte("IDAT"), []byte("IDAT!"), 1), "not_a_picture", "PNG is damaged"},
		"half a GIF":                         {asGIF(1, 9, 9)[:30], "not_a_picture", "GIF is damaged"},
		"a GIF without an end":               {asGIF(1, 9, 9)[:len(asGIF(1, 9, 9))-1], "not_a_picture", "GIF is damaged"},
		"a GIF without a frame":              {[]byte("GIF89a\x09\x00\x09\x00\x00\x00\x00;"), "not_a_picture", "GIF is damaged"},
		"a GIF that is a script":             {[]byte("GIF89a/*\x09\x00*/=1;alert(document.cookie)//"), "not_a_picture", "GIF is damaged"},
		"half a WebP":                        {still[:20], "not_a_picture", "WebP is damaged"},
		"a WebP without pixels":              {riff(vp8x(0, 9, 9)), "not_a_picture", "WebP is damaged"},
		"a GIF with an archive behind it":    {append(asGIF(1, 9, 9), "PK\x03\x04"...), "not_a_picture", "4 bytes of something else"},
		"a PNG with a page behind it":        {append(slices.Clone(asked), "<html>"...), "not_a_picture", "6 bytes of something else"},
		"a WebP with a page behind it":       {append(slices.Clone(still), "<html>"...), "not_a_picture", "6 bytes of something else"},
		"a picture without width":            {gifOf(0, 9, 0, 9), "not_a_picture", "GIF is damaged"},
		"a frame without width":              {gifOf(9, 9, 0, 9), "not_a_picture", "GIF is damaged"},
		"a GIF of two frames":                {asGIF(2, 9, 9), "picture_animated", "GIF is animated"},
		"a PNG with the chunk of animations": {pngOf(4, 4, 8, 0, chunk("acTL", make([]byte, 8)), 20), "picture_animated", "PNG is animated"},
		"a WebP with an animation":           {riff(vp8x(2, 9, 9), piece("ANIM", make([]byte, 6)), vp8l(9, 9, red)), "picture_animated", "WebP is animated"},
		"a long file":                        {append(slices.Clone(small), make([]byte, media.MaxBytes)...), "picture_too_large", "10 MB"},
		"a wide picture":                     {riff(vp8l(16384, 16, red)), "picture_too_large", "16384 by 16 pixels"},
		"many pixels":                        {pngOf(4097, 4096, 8, 0, nil, 9), "picture_too_large", "16.8 megapixels"},
		"many passes":                        {headers(frame(0xc2, 16, 16), strings.Repeat(scan(), 65)), "not_a_picture", "65 passes"},
		"more memory than pixels tell":       {headers(frame(0xc2, 4096, 4096), scan()), "picture_too_large", "not progressive"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newDesk(t).put(c.content)
			e := errs.As(err)
			if e == nil || e.Kind != errs.KindInvalid || e.Code != c.code || !strings.Contains(e.Message, c.says) {
				t.Errorf("%v, want %s: …%s…", err, c.code, c.says)
			}
		})
	}
}

func TestEveryFormatIsTaken(t *testing.T) {
	t.Parallel()
	deep := image.NewNRGBA64(image.Rect(0, 0, 50, 40))
	for i := range deep.Pix {
		deep.Pix[i] = 0x80
	}
	var inset bytes.Buffer
	must(gif.EncodeAll(&inset, &gif.GIF{
		Image: []*image.Paletted{image.NewPaletted(image.Rect(3, 3, 8, 7), color.Palette{red, green})},
		Delay: []int{0}, Config: image.Config{Width: 20, Height: 20},
	}))
	for name, c := range map[string]struct {
		content []byte
		size    image.Point
		colour  color.RGBA // of a pixel in the middle
	}{
		"JPEG":                           {asJPEG(painted(50, 40, blue)), image.Pt(50, 40), blue},
		"a grey JPEG":                    {asJPEG(image.NewGray(image.Rect(0, 0, 50, 40))), image.Pt(50, 40), color.RGBA{0, 0, 0, 255}},
		"a JPEG with a film behind it":   {append(asJPEG(painted(50, 40, blue)), "ftypmp42 <script>"...), image.Pt(50, 40), blue},
		"PNG":                            {asPNG(painted(50, 40, green)), image.Pt(50, 40), green},
		"a PNG of 16 bits":               {asPNG(deep), image.Pt(50, 40), color.RGBA{191, 191, 191, 255}},
		"a PNG that one can see through": {asPNG(painted(50, 40, color.RGBA{})), image.Pt(50, 40), color.RGBA{255, 255, 255, 255}},
		"GIF":                            {asGIF(1, 50, 40), image.Pt(50, 40), red},
		"a GIF smaller than its screen":  {inset.Bytes(), image.Pt(5, 4), red},
		"WebP":                           {riff(vp8l(50, 40, red)), image.Pt(50, 40), red},
		"a WebP with a canvas":           {riff(vp8x(0, 50, 40), vp8l(50, 40, red)), image.Pt(50, 40), red},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := media.Read(c.content)
			if err != nil {
				t.Fatalf("%v: %v", err, errors.Unwrap(err))
			}
			if got := m.Rect; got != (image.Rectangle{Max: c.size}) {
				t.Errorf("%v, want %v", got, c.size)
			}
			if got := m.RGBAAt(c.size.X/2, c.size.Y/2); !alike(got, c.colour) {
				t.Errorf("colour %v, want %v", got, c.colour)
			}
		})
	}
}

// alike allows for what JPEG does to colours.
func alike(a, b color.RGBA) bool {
	near := func(x, y uint8) bool { return max(x, y)-min(x, y) <= 12 }
	return near(a.R, b.R) && near(a.G, b.G) && near(a.B, b.B) && near(a.A, b.A)
}

func TestADecoderThatPanicsIsABadFile(t *testing.T) {
	t.Parallel()
	_, err := media.DecodeSafely(func(io.Reader) (image.Image, error) { panic("index out of range") })
	if err == nil || !strings.Contains(err.Error(), "index out of range") {
		t.Error(err)
	}
}
