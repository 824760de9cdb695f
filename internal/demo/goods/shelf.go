// Package goods makes up the demo marketplace: what is on its shelves, who sells it, and what people have bought before.
//
// The one idea: everything follows from a seed. Each family of products draws from its own stream of random numbers, named
// by the seed, its category and its place there, and so does every past basket; hence the same shop comes out on every
// machine, a small shop is the beginning of a large one, and whoever was interrupted may start again. What a category
// sells stands in words/*.yaml, in words of our own; its pictures are names that package draw can draw.
//
// It asks nothing of anybody, reads no clock and keeps nothing: values come out, whatever becomes of them.
package goods

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"rialto/internal/demo/draw"
)

//go:embed words/*.yaml
var files embed.FS

// department is one top of the category tree, as its file says.
type department struct {
	Department string
	Models     string
	Closings   []string
	Shelves    []shelf
}

// shelf is the middle of a path. Its traits are those of its leaves where they say nothing themselves.
type shelf struct {
	traits `yaml:",inline"`
	Leaves []traits
}

// traits say what is sold and in which variants.
type traits struct {
	Name      string
	Brands    string            // groups of words/brands.yaml
	Models    string            // a list of words/models.yaml, or none
	Draw      string            // kind of picture
	Color     string            // palette of words/colours.yaml that variants come in
	Colors    map[string]string // a palette of its own
	ColorName string            `yaml:"colorname"` // of the option. Default color.
	Tint      string            // palette of the pictures where color is no option. Default the palette.
	Fixed     bool              // color is no option
	Sizes     []string          // "15 lb", or "25 lb +45": that costs 45 % more
	Price     string            // "9..49", dollars
	Things    []string
	Titles    string // pattern of words/titles.yaml, for what has a title and an author instead of a maker's model
	Pitch     []string
	Closings  []string
	Points    []string
	Attrs     []string
	With      []string // leaves or shelves that are bought along
	Season    string   // summer | winter | spring | xmas
	Prime     int      // of a hundred families. Default 60.
	Hot       float64  // how much more than others it sells. Default 1.
}

// Leaf is a category at the end of a path, with all it needs to make families of products.
type Leaf struct {
	traits
	Path []string
	With []int // leaves that are bought along

	number  int
	shelf   int
	brands  []string
	models  []string
	palette []colour
	tints   []colour
	sizes   []size
	facts   []fact
	low     float64
	high    float64
}

type colour struct{ name, hex string }

type size struct {
	name  string
	extra float64 // share of the price on top
}

// words is everything that the files say.
type words struct {
	leaves  []*Leaf
	brands  map[string][]string
	colours map[string]map[string]string
	models  map[string][]string
	titles  titles
	people  people
}

type people struct {
	Sellers              map[string][]string // by department; everywhere: the shop itself
	First, Last, Streets []string
	Places               [][4]string
}

// readWords reads the files of this package. An error is a mistake in them.
func readWords() (*words, error) {
	w := &words{}
	for name, to := range map[string]any{"brands": &w.brands, "colours": &w.colours, "models": &w.models, "titles": &w.titles, "people": &w.people} {
		if err := read(name, func(d *yaml.Decoder) error { return d.Decode(to) }); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"electronics", "home", "leisure", "daily", "clothing"} {
		err := read(name, func(d *yaml.Decoder) error {
			var part department
			if err := d.Decode(&part); err != nil {
				return err
			}
			return w.add(part)
		})
		if err != nil {
			return nil, err
		}
	}
	return w, w.connect()
}

// read hands every document of a file to take.
func read(name string, take func(*yaml.Decoder) error) error {
	f, err := files.Open("words/" + name + ".yaml")
	if err != nil {
		return err
	}
	defer f.Close()
	dec := yaml.NewDecoder(f)
	dec.KnownFields(true)
	for {
		switch err := take(dec); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("words/%s.yaml: %w", name, err)
		}
	}
}

func (w *words) add(d department) error {
	for _, s := range d.Shelves {
		number := 0
		if len(w.leaves) > 0 {
			number = w.leaves[len(w.leaves)-1].shelf + 1
		}
		for _, own := range s.Leaves {
			l := &Leaf{
				traits: own.or(s.traits).or(traits{Models: d.Models, Closings: d.Closings, Prime: 60, Hot: 1, ColorName: "color"}),
				Path:   []string{d.Department, s.Name, own.Name}, number: len(w.leaves), shelf: number,
			}
			if err := w.fill(l); err != nil {
				return fmt.Errorf("%s: %w", own.Name, err)
			}
			w.leaves = append(w.leaves, l)
		}
	}
	return nil
}

// or fills what is not said with what another one says.
func (t traits) or(o traits) traits {
	for _, text := range []struct{ own, other *string }{
		{&t.Brands, &o.Brands}, {&t.Models, &o.Models}, {&t.Draw, &o.Draw}, {&t.ColorName, &o.ColorName}, {&t.Price, &o.Price},
		{&t.Titles, &o.Titles}, {&t.Season, &o.Season}, {&t.Tint, &o.Tint},
	} {
		if *text.own == "" {
			*text.own = *text.other
		}
	}
	if t.Color == "" && t.Colors == nil {
		t.Color, t.Colors = o.Color, o.Colors
	}
	for _, list := range []struct{ own, other *[]string }{
		{&t.Sizes, &o.Sizes}, {&t.Things, &o.Things}, {&t.Pitch, &o.Pitch}, {&t.Closings, &o.Closings}, {&t.Points, &o.Points}, {&t.Attrs, &o.Attrs}, {&t.With, &o.With},
	} {
		if *list.own == nil {
			*list.own = *list.other
		}
	}
	t.Fixed = t.Fixed || o.Fixed
	if t.Prime == 0 {
		t.Prime = o.Prime
	}
	if t.Hot == 0 {
		t.Hot = o.Hot
	}
	return t
}

// fill looks up what the traits of a leaf name.
func (w *words) fill(l *Leaf) error {
	for _, group := range strings.Fields(l.Brands) {
		l.brands = append(l.brands, w.brands[group]...)
	}
	l.models = w.models[l.Models]
	l.palette = paletteOf(l.Colors, w.colours[l.Color])
	l.tints = paletteOf(w.colours[l.Tint], nil)
	if l.Tint == "" {
		l.tints = l.palette
	}
	if l.Fixed {
		l.palette = nil
	}
	for _, text := range l.Sizes {
		name, extra, _ := strings.Cut(text, " +")
		percent, err := strconv.Atoi("0" + extra)
		if err != nil {
			return fmt.Errorf("size %q: %w", text, err)
		}
		l.sizes = append(l.sizes, size{name, float64(percent) / 100})
	}
	for _, text := range l.Attrs {
		f, err := parseFact(text)
		if err != nil {
			return err
		}
		l.facts = append(l.facts, f)
	}
	var ok bool
	if l.low, l.high, ok = limits(l.Price); !ok {
		return fmt.Errorf("price %q is not LOW..HIGH", l.Price)
	}
	if !draw.Known(l.Draw) {
		return fmt.Errorf("%q cannot be drawn", l.Draw)
	}
	if len(l.brands) == 0 || len(l.tints) == 0 || len(l.Pitch) == 0 || len(l.Closings) == 0 || len(w.people.Sellers[l.Path[0]]) < 3 || len(l.Points) < 3 || len(l.Things) == 0 && l.Titles == "" {
		return errors.New("lacks brands, colors, a pitch, a closing, three points, things, or three sellers")
	}
	return nil
}

// paletteOf lists colours by name, so that the order never depends on a map.
func paletteOf(own, shared map[string]string) []colour {
	if own == nil {
		own = shared
	}
	var list []colour
	for _, name := range slices.Sorted(maps.Keys(own)) {
		list = append(list, colour{name, own[name]})
	}
	return list
}

// connect turns the names of what is bought along into leaves.
func (w *words) connect() error {
	byName := map[string][]int{}
	for _, l := range w.leaves {
		for _, name := range l.Path[1:] {
			byName[name] = append(byName[name], l.number)
		}
	}
	for _, l := range w.leaves {
		for _, name := range l.traits.With {
			if byName[name] == nil {
				return fmt.Errorf("%s is bought with %q, which is no category", l.Name, name)
			}
			for _, n := range byName[name] {
				if n != l.number {
					l.With = append(l.With, n)
				}
			}
		}
	}
	return nil
}
