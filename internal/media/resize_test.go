package media_test

import (
	"image"
	"image/color"
	"slices"
	"testing"

	"golang.org/x/image/draw"

	"rialto/internal/media"
)

func TestAPictureIsNeverMadeWider(t *testing.T) {
	t.Parallel()
	for wide, want := range map[int][]int{
		1: {1}, 319: {319}, 320: {320}, 321: {320, 321}, 640: {320, 640}, 1000: {320, 640, 1000},
		1280: {320, 640, 1280}, 1281: {320, 640, 1280}, 9000: {320, 640, 1280},
	} {
		if got := media.KeptWidths(wide); !slices.Equal(got, want) {
			t.Errorf("%d: %v, want %v", wide, got, want)
		}
	}
}

// TestBandsDoNotShow compares with the same two steps taken at once.
func TestBandsDoNotShow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ w, h, toW, toH int }{
		{700, 500, 320, 229}, {300, 900, 100, 300}, {90, 144, 45, 72}, {90, 146, 45, 73}, {64, 10, 32, 5}, {500, 1, 40, 1},
	} {
		src := photo(c.w, c.h)
		twice := image.NewRGBA(image.Rect(0, 0, 2*c.toW, 2*c.toH))
		draw.ApproxBiLinear.Scale(twice, twice.Rect, src, src.Rect, draw.Src, nil)
		want := image.NewRGBA(image.Rect(0, 0, c.toW, c.toH))
		draw.CatmullRom.Scale(want, want.Rect, twice, twice.Rect, draw.Src, nil)
		got := media.Shrink(src, c.toW, c.toH)
		if got.Rect != want.Rect || !slices.Equal(got.Pix, want.Pix) {
			t.Errorf("%v differs", c)
		}
	}
}

func TestWhatOneCanSeeThroughLiesOnWhite(t *testing.T) {
	t.Parallel()
	half := image.NewNRGBA(image.Rect(10, 20, 110, 220)) // bounds that do not begin at zero
	for i := 0; i < len(half.Pix); i += 4 {
		half.Pix[i], half.Pix[i+3] = 255, 128
	}
	m := media.Shrink(half, 40, 80)
	for _, at := range []image.Point{{0, 0}, {20, 63}, {20, 64}, {39, 79}} {
		if got := m.RGBAAt(at.X, at.Y); !alike(got, color.RGBA{255, 127, 127, 255}) {
			t.Errorf("%v at %v", got, at)
		}
	}
}

func TestEveryKindOfPictureShrinks(t *testing.T) {
	t.Parallel()
	size := image.Rect(0, 0, 90, 60)
	paletted := image.NewPaletted(size, color.Palette{blue})
	cmyk := image.NewCMYK(size) // no ink
	deep := image.NewNRGBA64(size)
	for name, c := range map[string]struct {
		m    image.Image
		want color.RGBA
	}{
		"palette": {paletted, blue}, "CMYK": {cmyk, color.RGBA{255, 255, 255, 255}}, "16 bits, clear": {deep, color.RGBA{255, 255, 255, 255}},
		"grey": {image.NewGray(size), color.RGBA{A: 255}},
	} {
		if got := media.Shrink(c.m, 30, 20).RGBAAt(15, 10); !alike(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
