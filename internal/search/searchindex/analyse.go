package searchindex

import (
	"math"
	"slices"

	"rialto/internal/search"
)

// analysis turns documents into postings. sums is scratch.
type analysis struct {
	cfg   *Config
	words *additions
	sums  map[uint32]float64
}

// document appends the postings of one document and returns its terms, ascending.
func (a *analysis) document(d *search.Document, slot uint32, postings []posting) ([]uint32, []posting) {
	clear(a.sums)
	t := &a.cfg.Text
	a.field(t.Title, d.Title, true)
	a.field(t.Brand, d.Brand, true)
	a.field(t.Category, search.JoinPath(d.Category), true)
	a.field(t.Description, d.Description, false)
	terms := make([]uint32, 0, len(a.sums))
	for term, sum := range a.sums {
		terms = append(terms, term)
		postings = append(postings, posting{uint64(term)<<32 | uint64(slot), quantise(t.Impact(sum))})
	}
	slices.Sort(terms)
	return terms, postings
}

func (a *analysis) field(f search.Field, text string, prominent bool) {
	words := search.Words(text)
	words = words[:min(len(words), maxFieldWords)]
	part := f.Part(1, len(words))
	for _, w := range words {
		a.sums[a.words.term(w, prominent)] += part
	}
}

// quantise fits an impact of 0..1 into 1..255: a match is never nothing.
func quantise(impact float64) uint8 { return uint8(max(1, math.Round(impact*255))) }

// textHash is FNV-1a over everything that is analysed, fields kept apart; never 0, which stands for no document. It must mean the
// same after a restart, hence no seed.
func textHash(d *search.Document) uint64 {
	const offset64, prime64 = 14695981039346656037, 1099511628211
	h := uint64(offset64)
	for _, s := range [...]string{d.Title, d.Brand, search.JoinPath(d.Category), d.Description} {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * prime64
		}
		h = (h ^ 0xff) * prime64 // no byte of UTF-8
	}
	return h | 1
}
