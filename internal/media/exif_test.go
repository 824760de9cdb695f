package media_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"rialto/internal/media"
)

func TestTheOrientationIsRead(t *testing.T) {
	t.Parallel()
	for want := uint16(1); want <= 8; want++ {
		if got := media.Orientation([]byte(exif(binary.BigEndian, want))); got != int(want) {
			t.Errorf("big-endian %d is read as %d", want, got)
		}
		if got := media.Orientation([]byte(exif(binary.LittleEndian, want))); got != int(want) {
			t.Errorf("little-endian %d is read as %d", want, got)
		}
	}
}

func TestWhatIsNoProperEXIFIsUpright(t *testing.T) {
	t.Parallel()
	good := exif(binary.BigEndian, 6)
	for name, text := range map[string]string{
		"nothing":                   "",
		"XMP":                       "http://ns.adobe.com/xap/1.0/\x00",
		"a bare name":               "Exif\x00\x00",
		"another byte order":        strings.Replace(good, "MM", "XX", 1),
		"a place beyond the end":    strings.Replace(good, "\x00\x00\x00\x08", "\xff\xff\xff\xff", 1),
		"a place just before it":    "Exif\x00\x00MM\x00*\x00\x00\x00\x07\x00",
		"more entries than bytes":   "Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff\x01\x12",
		"an entry that is cut":      good[:len("Exif\x00\x00")+8+2+12+11],
		"another type":              strings.Replace(good, "\x01\x12\x00\x03", "\x01\x12\x00\x04", 1),
		"two values":                strings.Replace(good, "\x00\x03\x00\x00\x00\x01", "\x00\x03\x00\x00\x00\x02", 1),
		"orientation 0":             exif(binary.BigEndian, 0),
		"orientation 9":             exif(binary.LittleEndian, 9),
		"the other byte order's 16": exif(binary.LittleEndian, 6<<8),
	} {
		if got := media.Orientation([]byte(text)); got != 1 {
			t.Errorf("%s: %d", name, got)
		}
	}
}

// FuzzOrientation reads what anybody may write into a file.
func FuzzOrientation(f *testing.F) {
	for o := range uint16(10) {
		f.Add([]byte(exif(binary.BigEndian, o)))
		f.Add([]byte(exif(binary.LittleEndian, o)))
	}
	f.Add([]byte("Exif\x00\x00MM\x00*\xff\xff\xff\xfe\xff\xff"))
	f.Fuzz(func(t *testing.T, app1 []byte) {
		if o := media.Orientation(app1); o < 1 || o > 8 {
			t.Fatal(o)
		}
	})
}
