package goods

import (
	"fmt"
	"math"
)

// Catalogue is everything that the demo sells.
type Catalogue struct {
	Leaves   []*Leaf
	Products []Product // leaf by leaf, family by family

	seed  uint64
	words *words
}

// Generate makes a catalogue of at least about so many products, spread over all categories. An error is a mistake in the
// files of this package.
func Generate(seed uint64, products int) (*Catalogue, error) {
	w, err := readWords()
	if err != nil {
		return nil, fmt.Errorf("demo goods: %w", err)
	}
	c := &Catalogue{Leaves: w.leaves, seed: seed, words: w}
	share := max(1, int(math.Ceil(float64(products)/float64(len(w.leaves)))))
	for _, l := range w.leaves {
		c.stock(l, share)
	}
	return c, nil
}

// stock fills one leaf. Names run out where a category has few; the others are none the poorer.
func (c *Catalogue) stock(l *Leaf, share int) {
	taken := map[string]bool{}
	for have, n := 0, 0; have < share && n < 20*share; n++ {
		if family, ok := c.words.family(c.seed, l, n, taken); ok {
			c.Products = append(c.Products, family...)
			have += len(family)
		}
	}
}
