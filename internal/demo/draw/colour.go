package draw

import (
	"fmt"
	"math"
)

// rgb is a colour, each part 0..255.
type rgb struct{ r, g, b float64 }

// Colours that things have whatever the variant's colour is.
const (
	ink    = "#2b303b" // the darkest there is: black would be harsh beside the soft grounds
	slate  = "#4a5160"
	steel  = "#c5ccd5"
	iron   = "#959eab"
	chrome = "#e6eaef"
	paper  = "#fbfaf6"
	cream  = "#f1e9db"
	oak    = "#c99f70"
	walnut = "#94694a"
	glass  = "#cfe0ea"
	leaf   = "#5f9468"
	moss   = "#44714f"
	amber  = "#e3a548"
	coral  = "#dc7864"
	screen = "#25304a"
)

// mix moves a colour towards another, by a share 0..1.
func (c rgb) mix(to rgb, share float64) rgb {
	m := func(a, b float64) float64 { return a + (b-a)*share }
	return rgb{m(c.r, to.r), m(c.g, to.g), m(c.b, to.b)}
}

// light is how bright the eye finds a colour, 0..1.
func (c rgb) light() float64 { return (0.299*c.r + 0.587*c.g + 0.114*c.b) / 255 }

func (c rgb) String() string {
	n := func(v float64) int { return int(math.Round(v)) }
	return fmt.Sprintf("#%02x%02x%02x", n(c.r), n(c.g), n(c.b))
}

var (
	white = rgb{255, 255, 255}
	night = rgb{24, 28, 40}
	mist  = rgb{226, 231, 236}
)

// ground is the tint behind a thing: a breath of its colour, but never so near to it that the thing gets lost.
func (c rgb) ground() rgb {
	switch l := c.light(); {
	case l > 0.86:
		return c.mix(rgb{168, 184, 196}, 0.5)
	case l < 0.28:
		return c.mix(mist, 0.9)
	}
	return c.mix(mist, 0.55).mix(white, 0.45)
}
