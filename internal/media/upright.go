package media

import "image"

// turned reports whether an orientation makes rows into columns.
func turned(orientation int) bool { return orientation >= 5 }

// upright returns a picture the way its camera was held; orientation is EXIF's, 1 to 8, which says where the first row
// and the first column are to be seen.
func upright(m *image.RGBA, orientation int) *image.RGBA {
	from := source(orientation, m.Rect.Dx()-1, m.Rect.Dy()-1)
	if from == nil {
		return m
	}
	out := image.NewRGBA(m.Rect)
	if turned(orientation) {
		out = image.NewRGBA(image.Rect(0, 0, m.Rect.Dy(), m.Rect.Dx()))
	}
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			i, j := out.PixOffset(x, y), m.PixOffset(from(x, y))
			copy(out.Pix[i:i+4], m.Pix[j:j+4])
		}
	}
	return out
}

// source returns which stored pixel is seen at (x, y) of the upright picture; nil if they are the same. right and bottom
// are the last column and row that are stored.
func source(orientation, right, bottom int) func(x, y int) (int, int) {
	switch orientation {
	case 2: // mirrored
		return func(x, y int) (int, int) { return right - x, y }
	case 3: // upside down
		return func(x, y int) (int, int) { return right - x, bottom - y }
	case 4: // upside down and mirrored
		return func(x, y int) (int, int) { return x, bottom - y }
	case 5: // first row left, first column top
		return func(x, y int) (int, int) { return y, x }
	case 6: // first row right: turn clockwise
		return func(x, y int) (int, int) { return y, bottom - x }
	case 7: // first row right, first column bottom
		return func(x, y int) (int, int) { return right - y, bottom - x }
	case 8: // first row left: turn counter-clockwise
		return func(x, y int) (int, int) { return right - y, x }
	}
	return nil
}
