// Package draw draws product pictures: flat shapes in the colour of a variant on a soft ground, as SVG of one to three
// kilobytes, made when somebody asks for them. A shop of 20,000 products has its pictures without a single image file.
//
// The one idea: a picture is a pure function of its name. "mug/3e6f8e-1c" is a mug in the colour #3e6f8e, and 1c chooses
// the small differences (proportions, handles, patterns) that a family shares, so that two models differ and two colours
// of one model do not. Whatever the name says is all there is to know, hence answers may be cached for ever.
//
// It asks nothing of anybody, keeps nothing, and writes no text, script, style or reference into a picture.
package draw

import (
	"fmt"
	"strconv"
	"strings"
)

// Size is the width and height of every picture, in pixels.
const Size = 640

// Known reports whether a kind can be drawn.
func Known(kind string) bool { return kinds[kind] != nil }

// Name returns the name of a picture: a kind, a colour as six hexadecimal digits, and the look of a family.
func Name(kind, colour string, look byte) string {
	return fmt.Sprintf("%s/%s-%02x", kind, colour, look)
}

// Path returns the address at which Handler serves a picture.
func Path(name string) string { return prefix + name + suffix }

// SVG draws the picture of a name; ok is false for a name that is none. Equal names give equal bytes.
func SVG(name string) (svg []byte, ok bool) {
	kind, variant, _ := strings.Cut(name, "/")
	sketch := kinds[kind]
	colour, look, ok := parse(variant)
	if sketch == nil || !ok {
		return nil, false
	}
	p := newPen(colour, look)
	sketch(p)
	return p.finish(), true
}

// parse reads "3e6f8e-1c". Other spellings of the same are refused: a picture has one address.
func parse(variant string) (c rgb, look byte, ok bool) {
	if len(variant) != 9 || variant[6] != '-' || strings.Trim(variant[:6]+variant[7:], "0123456789abcdef") != "" {
		return rgb{}, 0, false
	}
	colour, err := strconv.ParseUint(variant[:6], 16, 32)
	n, err2 := strconv.ParseUint(variant[7:], 16, 8)
	return rgb{float64(colour >> 16), float64(colour >> 8 & 255), float64(colour & 255)}, byte(n), err == nil && err2 == nil
}
