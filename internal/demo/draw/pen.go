package draw

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
)

// pen draws one picture. c is the variant's colour; d and dd are darker, l and ll lighter tones of it, on is a colour
// that can be seen on it.
type pen struct {
	buf             bytes.Buffer
	c, d, dd, l, ll string
	on              string
	look            byte
}

func newPen(c rgb, look byte) *pen {
	p := &pen{
		look: look, c: c.String(), d: c.mix(night, 0.17).String(), dd: c.mix(night, 0.36).String(),
		l: c.mix(white, 0.22).String(), ll: c.mix(white, 0.5).String(), on: paper,
	}
	if c.light() > 0.72 {
		p.on = c.mix(night, 0.55).String()
	}
	ground := c.ground()
	p.put(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">`, Size, Size, Size, Size)
	p.put(`<rect width="640" height="640" fill="%s"/>`, ground)
	p.circle(320, 306, 248, ground.mix(white, 0.42).String())
	return p
}

func (p *pen) finish() []byte {
	p.put("</svg>")
	return p.buf.Bytes()
}

func (p *pen) put(format string, args ...any) { fmt.Fprintf(&p.buf, format, args...) }

// n writes a number as short as a picture needs it.
func n(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

func (p *pen) rect(x, y, w, h, r float64, fill string) {
	p.put(`<rect x="%s" y="%s" width="%s" height="%s"`, n(x), n(y), n(w), n(h))
	if r > 0 {
		p.put(` rx="%s"`, n(r))
	}
	p.put(` fill="%s"/>`, fill)
}

func (p *pen) circle(x, y, r float64, fill string) {
	p.put(`<circle cx="%s" cy="%s" r="%s" fill="%s"/>`, n(x), n(y), n(r), fill)
}

func (p *pen) oval(x, y, rx, ry float64, fill string) {
	p.put(`<ellipse cx="%s" cy="%s" rx="%s" ry="%s" fill="%s"/>`, n(x), n(y), n(rx), n(ry), fill)
}

// ring is a circle that is only a line.
func (p *pen) ring(x, y, r, width float64, colour string) {
	p.put(`<circle cx="%s" cy="%s" r="%s" fill="none" stroke="%s" stroke-width="%s"/>`, n(x), n(y), n(r), colour, n(width))
}

// path fills a shape; args are the numbers of its verbs %v.
func (p *pen) path(fill, d string, args ...any) {
	p.put(`<path d="%s" fill="%s"/>`, shape(d, args), fill)
}

// line draws along a path with round ends.
func (p *pen) line(colour string, width float64, d string, args ...any) {
	p.put(`<path d="%s" fill="none" stroke="%s" stroke-width="%s" stroke-linecap="round" stroke-linejoin="round"/>`,
		shape(d, args), colour, n(width))
}

func shape(d string, args []any) string {
	for i, a := range args {
		if f, ok := a.(float64); ok {
			args[i] = n(f)
		}
	}
	return fmt.Sprintf(d, args...)
}

// shadow is what a thing throws on the floor it stands on.
func (p *pen) shadow(y, width float64) { p.faint(0.12, func() { p.oval(320, y, width/2, 15, ink) }) }

// faint draws something that can be seen through.
func (p *pen) faint(opacity float64, draw func()) {
	p.put(`<g opacity="%s">`, strconv.FormatFloat(opacity, 'g', 2, 64))
	draw()
	p.put("</g>")
}

// turned draws something turned by degrees round a point.
func (p *pen) turned(degrees, x, y float64, draw func()) {
	p.put(`<g transform="rotate(%s %s %s)">`, n(degrees), n(x), n(y))
	draw()
	p.put("</g>")
}

// both draws something, and its mirror image on the other side of the middle.
func (p *pen) both(draw func()) {
	draw()
	p.put(`<g transform="matrix(-1 0 0 1 640 0)">`)
	draw()
	p.put("</g>")
}

// spread is a number in 0..1 that depends on the look and on which difference is asked for.
func (p *pen) spread(which int) float64 {
	h := uint32(p.look)*2654435761 + uint32(which)*40503*65537
	h ^= h >> 15
	h *= 2246822519
	h ^= h >> 13
	return float64(h%1024) / 1023
}

// vary is a number between two, chosen by the look.
func (p *pen) vary(which int, from, to float64) float64 { return from + (to-from)*p.spread(which) }

// one is one of n possibilities, chosen by the look.
func (p *pen) one(which, of int) int { return min(int(p.spread(which)*float64(of)), of-1) }
