//go:build cgo

package media

import (
	"bytes"
	"fmt"
	"image"

	"github.com/bep/gowebp/libwebp"
	"github.com/bep/gowebp/libwebp/webpoptions"
)

// encodings are what this build keeps. libwebp is C, so only a build with a C compiler has it; it sees our own pixels
// alone, never an uploaded file. Its JPEG-like quality 78 looks like JPEG at 82 and takes about half of the bytes.
func encodings() []encoding {
	return []encoding{{JPEG, encodeJPEG}, {WebP, encodeWebP}}
}

const webpQuality = 78

func encodeWebP(m *image.RGBA) ([]byte, error) {
	var out bytes.Buffer
	err := libwebp.Encode(&out, m, webpoptions.EncodingOptions{Quality: webpQuality, EncodingPreset: webpoptions.EncodingPresetPhoto})
	if err != nil {
		return nil, fmt.Errorf("encode WebP: %w", err)
	}
	return out.Bytes(), nil
}
