package media

import (
	"image"

	"golang.org/x/image/draw"
)

// keptWidths lists the widths, ascending, in which a picture that is wide pixels wide is kept.
func keptWidths(wide int) (out []int) {
	last := widths[len(widths)-1]
	for _, w := range widths[:len(widths)-1] {
		if w < wide {
			out = append(out, w)
		}
	}
	return append(out, min(wide, last))
}

// scaled returns side · to / from, rounded, at least 1.
func scaled(side, to, from int) int { return max(1, (side*to+from/2)/from) }

// fit returns a picture width pixels wide; one that has that width already as it is.
func fit(m *image.RGBA, width int) *image.RGBA {
	if m.Rect.Dx() == width {
		return m
	}
	return shrink(m, width, scaled(m.Rect.Dy(), width, m.Rect.Dx()))
}

// flatten lays a picture on white.
func flatten(src image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: src.Bounds().Size()})
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, src, src.Bounds().Min, draw.Over)
	return out
}

// band is how many rows shrink makes at a time; overlap is how far beyond them Catmull-Rom looks, at two to one.
const band, overlap = 64, 4

// shrink lays a picture on white and makes it w by h pixels: a quick step to exactly twice that size, then Catmull-Rom,
// which is slow but sharp. It goes band by band, because Catmull-Rom takes 32 bytes for each pixel on its way (80 MB for
// a photo of 12 megapixels). The result does not depend on the bands: the quick step knows the whole, and bands overlap.
func shrink(src image.Image, w, h int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	rows := min(h, band+2*overlap)
	twice, fine := image.NewRGBA(image.Rect(0, 0, 2*w, 2*rows)), image.NewRGBA(image.Rect(0, 0, w, rows))
	sharp := draw.CatmullRom.NewScaler(w, rows, 2*w, 2*rows)
	for y := 0; y < h; y += band {
		top := min(max(0, y-overlap), h-rows)
		twice.Rect = image.Rect(0, 2*top, 2*w, 2*(top+rows))
		draw.Draw(twice, twice.Rect, image.White, image.Point{}, draw.Src)
		draw.ApproxBiLinear.Scale(twice, image.Rect(0, 0, 2*w, 2*h), src, src.Bounds(), draw.Over, nil)
		sharp.Scale(fine, fine.Rect, twice, twice.Rect, draw.Src, nil)
		draw.Draw(out, image.Rect(0, y, w, min(y+band, h)), fine, image.Pt(0, y-top), draw.Src)
	}
	return out
}
