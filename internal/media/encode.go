package media

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
)

// encoding is a way to keep pixels.
type encoding struct {
	contentType string
	encode      func(*image.RGBA) ([]byte, error)
}

// jpegQuality is where on product photos a higher number costs bytes that nobody sees.
const jpegQuality = 82

func encodeJPEG(m *image.RGBA) ([]byte, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return nil, fmt.Errorf("encode JPEG: %w", err)
	}
	return out.Bytes(), nil
}
