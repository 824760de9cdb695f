package media_test

import (
	"encoding/binary"
	"image"
	"image/color"
	"testing"

	"rialto/internal/media"
)

// corners says where EXIF means the first stored row and column to be seen: the corner where the first row begins, and the one
// where it ends.
var corners = map[int][2]string{
	1: {"top left", "top right"}, 2: {"top right", "top left"}, 3: {"bottom right", "bottom left"}, 4: {"bottom left", "bottom right"},
	5: {"top left", "bottom left"}, 6: {"top right", "bottom right"}, 7: {"bottom right", "top right"}, 8: {"bottom left", "top left"},
}

// corner returns what is seen there, a little inside.
func corner(m *image.RGBA, name string) color.RGBA {
	right, bottom := m.Rect.Dx()-3, m.Rect.Dy()-3
	at := map[string]image.Point{
		"top left": {2, 2}, "top right": {right, 2}, "bottom left": {2, bottom}, "bottom right": {right, bottom},
	}[name]
	return m.RGBAAt(at.X, at.Y)
}

// marked returns grey with the first row beginning red and ending green.
func marked(w, h int) *image.RGBA {
	m := painted(w, h, grey)
	for y := range 16 {
		for x := range 16 {
			m.SetRGBA(x, y, red)
			m.SetRGBA(w-1-x, y, green)
		}
	}
	return m
}

func TestEveryOrientationIsTurnedUpright(t *testing.T) {
	t.Parallel()
	for o, want := range corners {
		m := media.Upright(marked(64, 48), o)
		size := image.Pt(64, 48)
		if o >= 5 {
			size = image.Pt(48, 64)
		}
		if m.Rect.Size() != size || corner(m, want[0]) != red || corner(m, want[1]) != green {
			t.Errorf("%d: %v, %s %v, %s %v", o, m.Rect.Size(), want[0], corner(m, want[0]), want[1], corner(m, want[1]))
		}
	}
}

func TestALargePhotoIsTurnedWhileItShrinks(t *testing.T) {
	t.Parallel()
	stored := asJPEG(marked(1400, 1500))
	for o, want := range corners {
		m, err := media.Read(with(stored, segment(0xe1, exif(binary.BigEndian, uint16(o)))))
		if err != nil {
			t.Fatal(err)
		}
		size := image.Pt(1280, 1371)
		if o >= 5 {
			size = image.Pt(1280, 1195)
		}
		if m.Rect.Size() != size || !alike(corner(m, want[0]), red) || !alike(corner(m, want[1]), green) {
			t.Errorf("%d: %v, %s %v, %s %v", o, m.Rect.Size(), want[0], corner(m, want[0]), want[1], corner(m, want[1]))
		}
	}
}
