package media_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"strings"
	"testing"
)

// Pictures for tests, all made here.

var (
	red   = color.RGBA{220, 30, 30, 255}
	green = color.RGBA{30, 200, 30, 255}
	blue  = color.RGBA{30, 30, 220, 255}
	grey  = color.RGBA{128, 128, 128, 255}
)

// painted returns w by h pixels of one colour.
func painted(w, h int, c color.Color) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	r, g, b, a := color.RGBAModel.Convert(c).RGBA()
	for i := 0; i < len(m.Pix); i += 4 {
		m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3] = uint8(r>>8), uint8(g>>8), uint8(b>>8), uint8(a>>8)
	}
	return m
}

// photo returns something with slopes and grain, like a photo.
func photo(w, h int) *image.RGBA {
	m, grain := image.NewRGBA(image.Rect(0, 0, w, h)), uint32(1)
	for y := range h {
		for x := range w {
			grain = grain*1664525 + 1013904223
			wave := func(a, b float64) uint8 {
				v := 128 + 90*math.Sin(a*float64(x)/float64(w)*9+b)*math.Cos(b*float64(y)/float64(h)*7) + float64(grain>>28) - 8
				return uint8(min(max(v, 0), 255))
			}
			m.SetRGBA(x, y, color.RGBA{wave(1, 2), wave(3, 1), wave(2, 3), 255})
		}
	}
	return m
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func asJPEG(m image.Image) []byte {
	var out bytes.Buffer
	must(jpeg.Encode(&out, m, &jpeg.Options{Quality: 90}))
	return out.Bytes()
}

func asPNG(m image.Image) []byte {
	var out bytes.Buffer
	must((&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, m))
	return out.Bytes()
}

// asGIF returns a GIF of so many frames.
func asGIF(frames, w, h int) []byte {
	var out bytes.Buffer
	g := &gif.GIF{}
	for i := range frames {
		m := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{red, green, blue})
		m.SetColorIndex(0, 0, uint8(i%3))
		g.Image, g.Delay = append(g.Image, m), append(g.Delay, 10)
	}
	must(gif.EncodeAll(&out, g))
	return out.Bytes()
}

// segment returns a JPEG's segment.
func segment(marker byte, body string) string {
	return string([]byte{0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}) + body
}

// with puts segments behind the first marker of a JPEG.
func with(picture []byte, segments string) []byte {
	return append(append([]byte{0xff, 0xd8}, segments...), picture[2:]...)
}

// exif returns the body of an APP1 segment as a camera writes it: orientation among other things, one of them the place.
func exif(order binary.AppendByteOrder, orientation uint16) string {
	b := []byte("Exif\x00\x00")
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		b = append(b, "II*\x00"...)
	} else {
		b = append(b, "MM\x00*"...)
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = entry(order, b, 0x010f, 2, 6, 0x4f5049) // make, text
	b = entry(order, b, 0x0112, 3, 1, 0)
	order.AppendUint16(b[:len(b)-4], orientation)
	b = order.AppendUint32(b, 0)
	return string(b) + "GPS 50.0875 N 14.4213 E"
}

func entry(order binary.AppendByteOrder, b []byte, tag, kind uint16, count, value uint32) []byte {
	return order.AppendUint32(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, tag), kind), count), value)
}

// chunk returns a PNG's chunk.
func chunk(kind string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, kind...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// pngOf returns a PNG with this header (colour: 0 grey, 2 RGB, 6 RGBA), chunks before its pixels, and so many bytes of
// zeros for pixels, which compress a thousandfold.
func pngOf(w, h int, depth, colour byte, before []byte, zeros int64) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(w)), uint32(h))
	var data bytes.Buffer
	z := zlib.NewWriter(&data)
	for block := make([]byte, 1<<20); zeros > 0; zeros -= int64(len(block)) {
		must2(z.Write(block[:min(int64(len(block)), zeros)]))
	}
	must(z.Close())
	return bytes.Join([][]byte{
		[]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(header, depth, colour, 0, 0, 0)), before,
		chunk("IDAT", data.Bytes()), chunk("IEND", nil),
	}, nil)
}

func must2(_ int, err error) { must(err) }

// gifOf returns a GIF of 34 bytes whose screen and frame have these sizes and that holds next to no pixels.
func gifOf(screenW, screenH, frameW, frameH uint16) []byte {
	order := binary.LittleEndian
	b := order.AppendUint16(order.AppendUint16([]byte("GIF89a"), screenW), screenH)
	b = append(b, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, ',', 0, 0, 0, 0)
	b = order.AppendUint16(order.AppendUint16(b, frameW), frameH)
	return append(b, 0, 2, 1, 0x14, 0, ';')
}

// riff wraps a WebP's chunks.
func riff(chunks ...[]byte) []byte {
	body := append([]byte("WEBP"), bytes.Join(chunks, nil)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

// piece returns a WebP's chunk.
func piece(kind string, body []byte) []byte {
	out := append(binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(body))), body...)
	return append(out, make([]byte, len(body)%2)...)
}

// vp8x returns the chunk that announces a canvas.
func vp8x(flags byte, w, h int) []byte {
	w, h = w-1, h-1
	return piece("VP8X", []byte{flags, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)})
}

// vp8l returns a lossless WebP's pixels: all of one colour, in a handful of bytes whatever the size. The bits are the
// header, no transform, no colour cache, no further groups, and five codes with one symbol each.
func vp8l(w, h int, c color.RGBA) []byte {
	var acc uint64
	var n int
	out := []byte{}
	bits := func(value uint64, count int) {
		for acc, n = acc|value<<n, n+count; n >= 8; acc, n = acc>>8, n-8 {
			out = append(out, byte(acc))
		}
	}
	bits(0x2f, 8)
	bits(uint64(w-1), 14)
	bits(uint64(h-1), 14)
	bits(0, 4+3) // no alpha, version 0; neither transform, cache nor groups
	for _, symbol := range []uint8{c.G, c.R, c.B, 255, 0} {
		bits(0b101, 3) // a simple code of one symbol with 8 bits
		bits(uint64(symbol), 8)
	}
	bits(0, 8)
	return piece("VP8L", out)
}

// frame returns a JPEG's start of frame: marker 0xc0 plain, 0xc2 progressive; three components, colours halved.
func frame(marker byte, w, h int) string {
	return segment(marker, string([]byte{8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0}))
}

// scan returns the start of a scan of the first coefficient of all three components.
func scan() string { return segment(0xda, "\x03\x01\x00\x02\x00\x03\x00\x00\x00\x00") }

// headers returns a JPEG that is headers only.
func headers(segments ...string) []byte {
	return []byte("\xff\xd8" + strings.Join(segments, "") + "\xff\xd9")
}

// sizeOf decodes what is kept.
func sizeOf(t testing.TB, content []byte) image.Point {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatalf("what is kept is no picture: %v", err)
	}
	return m.Bounds().Size()
}

// pngAgain wraps the same pixels in another file.
func pngAgain(m image.Image) []byte {
	var out bytes.Buffer
	must((&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, m))
	return out.Bytes()
}
