package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
)

// survey is what a walk over a file's blocks tells, without decoding any.
type survey struct {
	frames      int     // 1, or 2 for "more than one"
	orientation int     // 1 to 8, as EXIF numbers them; 0 where a format has none
	scans       int     // of a JPEG: how often a decoder goes over the whole picture
	rest        int     // bytes behind the end of the picture
	perPixel    float64 // bytes that a decoder takes for each pixel
}

// maxScans bounds a decoder's work: encoders make about 10 passes, a hostile file of 10 MB could ask for a million.
const maxScans = 64

// keeping is the bytes that each pixel of the widest rendition takes: 4, and 6 in libwebp.
const keeping = 10

// memory returns the bytes that reading and keeping take: the decoded picture, what its colours are turned into where the
// decoder does that, and the widest rendition.
func (s survey) memory(header image.Config) int64 {
	perPixel := s.perPixel
	if header.ColorModel == color.CMYKModel || s.scans > 0 && header.ColorModel == color.RGBAModel {
		perPixel += 4
	}
	pixels, kept := float64(header.Width)*float64(header.Height), float64(widths[len(widths)-1])
	smaller := min(1, kept/float64(header.Width))
	if turned(s.orientation) {
		smaller = min(1, kept/float64(header.Height))
	}
	return int64(pixels * (perPixel + keeping*smaller*smaller))
}

var errCut = errors.New("the file ends too early")

// surveyJPEG walks over segments and, between them, over the pixels' own bytes. It stops where nothing makes sense any
// more and leaves the verdict to the decoder. Bytes behind the end are no reason to refuse: phones put films and previews there.
func surveyJPEG(content []byte) (survey, error) {
	s := survey{frames: 1, orientation: 1, perPixel: 3}
	for at := 2; ; {
		next := bytes.IndexByte(content[min(at, len(content)):], 0xff)
		if at += next; next < 0 || at+4 > len(content) {
			return s, nil
		}
		marker := content[at+1]
		switch {
		case marker == 0xd9: // end
			return s, nil
		case marker == 0xff: // a filler
			at++
			continue
		case marker == 0 || marker >= 0xd0 && marker <= 0xd8: // a byte 0xff of the pixels, a restart
			at += 2
			continue
		}
		end := at + 2 + int(binary.BigEndian.Uint16(content[at+2:]))
		s.segment(marker, content[at+4:max(at+4, min(end, len(content)))])
		at = max(end, at+4)
	}
}

// segment takes from a JPEG's segment what a survey tells.
func (s *survey) segment(marker byte, body []byte) {
	switch marker {
	case 0xda: // start of scan
		s.scans++
	case 0xe1: // APP1; the first EXIF counts
		if s.orientation == 1 {
			s.orientation = orientation(body)
		}
	case 0xc0, 0xc1, 0xc2: // start of frame: precision, height, width, then three bytes for each component
		s.perPixel = samples(body)
		if marker == 0xc2 {
			s.perPixel *= 5 // progressive: 4 bytes for each coefficient are held until the last scan
		}
	}
}

// samples returns how many samples a JPEG keeps for each pixel: 1.5 for the usual halved colours.
func samples(frame []byte) float64 {
	sum, first := 0, 0
	for i := 6; i+2 < len(frame); i += 3 {
		area := int(frame[i+1]>>4) * int(frame[i+1]&15)
		if sum += area; first == 0 {
			first = area
		}
	}
	return float64(sum) / float64(max(first, 1))
}

// surveyPNG walks over chunks: length, kind, body, checksum. The chunk acTL makes a PNG an animation.
func surveyPNG(content []byte) (survey, error) {
	s := survey{frames: 1, perPixel: 4}
	for at := 8; len(content)-at >= 12; {
		size := int64(binary.BigEndian.Uint32(content[at:]))
		if size > int64(len(content)-at-12) {
			return s, errCut
		}
		kind, body := string(content[at+4:at+8]), content[at+8:at+8+int(size)]
		at += 12 + int(size)
		switch kind {
		case "IHDR":
			if len(body) > 8 && body[8] == 16 { // bits of a sample
				s.perPixel = 8
			}
		case "acTL":
			s.frames = 2
		case "IEND":
			s.rest = len(content) - at
			return s, nil
		}
	}
	return s, errCut
}

// surveyGIF counts pictures in a GIF.
func surveyGIF(content []byte) (survey, error) {
	s := survey{perPixel: 1}
	if len(content) < 13 {
		return s, errCut
	}
	for at := 13 + colours(content[10]); at < len(content); {
		switch content[at] {
		case ';':
			s.rest = len(content) - at - 1
			return s, nil
		case '!': // an extension: its label, then blocks
			at = behindBlocks(content, at+2)
		case ',': // a picture: place, size and flags, its colours, the width of a code, then blocks
			if at+9 >= len(content) {
				return s, errCut
			}
			s.frames = min(s.frames+1, 2)
			at = behindBlocks(content, at+10+colours(content[at+9])+1)
		default:
			return s, errors.New("an unknown block")
		}
	}
	return s, errCut
}

// colours returns the bytes of the colour table that a GIF's flags announce.
func colours(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (1 + flags&7)
}

// behindBlocks returns where a GIF goes on after blocks of length and bytes, the last of which is empty.
func behindBlocks(content []byte, at int) int {
	for at < len(content) {
		size := int(content[at])
		at += 1 + size
		if size == 0 {
			break
		}
	}
	return at
}

// surveyWebP walks over chunks: kind, length, body, padded to even. A decoder takes 1.5 bytes for each pixel, but unpacks
// lossless ones and transparency twice.
func surveyWebP(content []byte) (survey, error) {
	s := survey{frames: 1, perPixel: 1.5}
	end := 8 + int64(binary.LittleEndian.Uint32(content[4:]))
	if end > int64(len(content)) {
		return s, errCut
	}
	for at := int64(12); at+8 <= end; {
		size := int64(binary.LittleEndian.Uint32(content[at+4:]))
		switch string(content[at : at+4]) {
		case "ANIM", "ANMF":
			s.frames = 2
		case "VP8L", "ALPH":
			s.perPixel = 10
		}
		at += 8 + size + size&1
	}
	s.rest = len(content) - int(end+end&1)
	return s, nil
}
