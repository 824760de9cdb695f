package draw

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// plain are the only elements and attributes of a picture: shapes and colours, nothing that runs, loads or links.
const (
	plainElements   = " svg rect circle ellipse path g "
	plainAttributes = " xmlns width height viewBox x y r rx ry cx cy d fill stroke stroke-width stroke-linecap stroke-linejoin opacity transform "
)

func TestEveryKindIsAPlainSmallPictureInEveryColour(t *testing.T) {
	t.Parallel()
	if n := len(kinds); n < 100 {
		t.Fatalf("only %d kinds can be drawn", n)
	}
	for kind := range kinds {
		for i, colour := range []string{"33373f", "f4f2ee", "d0493f", "3a72b8"} {
			svg, ok := SVG(Name(kind, colour, byte(i*71)))
			if !ok {
				t.Fatalf("%s cannot be drawn", kind)
			}
			if len(svg) < 400 || len(svg) > 4200 {
				t.Errorf("%s has %d bytes", kind, len(svg))
			}
			checkPlain(t, kind, svg)
		}
	}
}

func checkPlain(t *testing.T, kind string, svg []byte) {
	t.Helper()
	if bytes.Contains(svg, []byte("%!")) || bytes.Contains(svg, []byte("NaN")) || bytes.Contains(svg, []byte("url(")) {
		t.Errorf("%s: %s", kind, svg)
	}
	dec := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s is no XML: %v", kind, err)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !strings.Contains(plainElements, " "+element.Name.Local+" ") {
			t.Errorf("%s has a <%s>", kind, element.Name.Local)
		}
		for _, a := range element.Attr {
			if !strings.Contains(plainAttributes, " "+a.Name.Local+" ") {
				t.Errorf("%s: <%s %s=%q>", kind, element.Name.Local, a.Name.Local, a.Value)
			}
		}
	}
}

func TestAPictureFollowsFromItsName(t *testing.T) {
	t.Parallel()
	draw := func(colour string, look byte) string {
		svg, _ := SVG(Name("mug", colour, look))
		return string(svg)
	}
	if first, second := draw("3e6f8e", 7), draw("3e6f8e", 7); first != second {
		t.Error("the same name gives two pictures")
	}
	if draw("3e6f8e", 7) == draw("c9584c", 7) {
		t.Error("the color makes no difference")
	}
	if draw("3e6f8e", 7) == draw("3e6f8e", 200) {
		t.Error("the look makes no difference")
	}
}

func TestWhatIsNoNameIsNoPicture(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", "mug", "mug/", "/3e6f8e-07", "unicorn/3e6f8e-07", "mug/3E6F8E-07", "mug/3e6f8e-7", "mug/3e6f8e-007", "mug/3e6f8e07",
		"mug/+e6f8e-07", "mug/3e6f8e-07/", "mug/3e6f8e--7", "mug/3e6f8-07", "Mug/3e6f8e-07", "mug/../pan/3e6f8e-07", "mug/<b>6f8e-07",
	} {
		if _, ok := SVG(name); ok {
			t.Errorf("%q is drawn", name)
		}
	}
	if Known("unicorn") || !Known("mug") {
		t.Error("Known does not know")
	}
}

func FuzzSVG(f *testing.F) {
	f.Add("mug/3e6f8e-07")
	f.Add("mug/3e6f8e-\x00")
	f.Fuzz(func(t *testing.T, name string) {
		if svg, ok := SVG(name); ok != (svg != nil) {
			t.Errorf("%q: %v with %d bytes", name, ok, len(svg))
		}
	})
}
