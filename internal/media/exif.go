package media

import (
	"bytes"
	"encoding/binary"
)

// orientation reads how a camera was held from the body of a JPEG's APP1 segment: 1 to 8 as EXIF numbers them, 1 for upright
// and for everything that is no proper EXIF. Of all that cameras write, this is the one thing pixels do not say.
func orientation(app1 []byte) int {
	const upright = 1
	tiff, isEXIF := bytes.CutPrefix(app1, []byte("Exif\x00\x00"))
	if !isEXIF || len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return upright
	}
	entries := tiff[at+2:]
	for n := order.Uint16(tiff[at:]); n > 0 && len(entries) >= 12; n-- {
		// An entry is tag, type, count, value; type 3 is a 16-bit number, kept at the front of the value.
		if order.Uint16(entries) == 0x0112 && order.Uint16(entries[2:]) == 3 && order.Uint32(entries[4:]) == 1 {
			if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			return upright
		}
		entries = entries[12:]
	}
	return upright
}
