package media

import (
	"image"
	"io"
)

// What tests of the pieces need; the tests stand outside the package, because mediatest imports it.
var (
	Orientation = orientation
	Upright     = upright
	Shrink      = shrink
	KeptWidths  = keptWidths
	WidthOf     = widthOf
	ShowsWebP   = showsWebP
)

// Read turns a file into the pixels of the widest rendition.
func Read(content []byte) (*image.RGBA, error) {
	u, err := inspect(content)
	if err != nil {
		return nil, err
	}
	return u.pixels()
}

// EncodesWebP reports whether this build has the encoder.
func EncodesWebP() bool { return len(encodings()) > 1 }

// DecodeSafely runs a decoder the way read does.
func DecodeSafely(decode func(io.Reader) (image.Image, error)) (image.Image, error) {
	return format{name: "JPEG", decode: decode}.decodeSafely(nil)
}
