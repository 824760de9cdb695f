package searchindex

import (
	"cmp"
	"slices"
	"strings"

	"rialto/internal/search"
)

// lexicon maps surface words to terms (stems) and counts live documents per term. It only grows: a rebuild starts a new one.
// The surface words double as a cache, so that a known word is never stemmed again.
type lexicon struct {
	words map[string]word
	stems map[string]uint32
	df    []int32 // live documents by term

	// Prominent words, sorted, for completion; recent ones wait in a short unsorted tail.
	sorted []string
	tail   []string
}

// word is what a surface form stands for. Prominent ones occur in a title, brand or category and may be suggested.
type word struct {
	term      uint32
	prominent bool
}

func newLexicon() lexicon {
	return lexicon{words: map[string]word{}, stems: map[string]uint32{}}
}

// find returns the term of a query word, also of a form never seen that shares a known stem.
func (l *lexicon) find(surface string) (uint32, bool) {
	if w, ok := l.words[surface]; ok {
		return w.term, true
	}
	term, ok := l.stems[search.Stem(surface)]
	return term, ok
}

// additions are words that a batch met first. They are looked up by the one writer while queries read the lexicon, and added
// to it under the lock.
type additions struct {
	base  *lexicon
	words map[string]word
	stems map[string]uint32
}

func (a *additions) term(surface string, prominent bool) uint32 {
	w, ok := a.words[surface]
	if !ok {
		w, ok = a.base.words[surface]
	}
	if ok && (w.prominent || !prominent) {
		return w.term
	}
	if !ok {
		surface = strings.Clone(surface) // do not pin the whole description
		w.term = a.stem(search.Stem(surface))
	}
	w.prominent = prominent
	a.words[surface] = w
	return w.term
}

func (a *additions) stem(stem string) uint32 {
	if term, ok := a.base.stems[stem]; ok {
		return term
	}
	if term, ok := a.stems[stem]; ok {
		return term
	}
	term := uint32(len(a.base.df) + len(a.stems))
	a.stems[strings.Clone(stem)] = term
	return term
}

// maxTail is how many recent words a completion may have to look through.
const maxTail = 2048

func (l *lexicon) add(a *additions) {
	for stem, term := range a.stems {
		l.stems[stem] = term
	}
	l.df = append(l.df, make([]int32, len(a.stems))...)
	for surface, w := range a.words {
		if w.prominent {
			l.tail = append(l.tail, surface)
		}
		l.words[surface] = w
	}
	if len(l.tail) > maxTail {
		l.sorted = append(l.sorted, l.tail...)
		l.tail = l.tail[:0]
		slices.Sort(l.sorted)
	}
}

// completion is a word with the live documents that have its term.
type completion struct {
	word  string
	count int32
}

func (a completion) compare(b completion) int {
	return cmp.Or(cmp.Compare(b.count, a.count), strings.Compare(a.word, b.word))
}

// completions returns prominent words of live documents that start with prefix, the most frequent first, then by name.
func (l *lexicon) completions(prefix string, limit int) []string {
	best := make([]completion, 0, limit+1)
	consider := func(w string) {
		c := completion{w, l.df[l.words[w].term]}
		if at, _ := slices.BinarySearchFunc(best, c, completion.compare); c.count > 0 && at < limit {
			best = slices.Insert(best, at, c)
			best = best[:min(len(best), limit)]
		}
	}
	at, _ := slices.BinarySearch(l.sorted, prefix)
	for ; at < len(l.sorted) && strings.HasPrefix(l.sorted[at], prefix); at++ {
		consider(l.sorted[at])
	}
	for _, w := range l.tail {
		if strings.HasPrefix(w, prefix) {
			consider(w)
		}
	}
	words := make([]string, len(best))
	for i, c := range best {
		words[i] = c.word
	}
	return words
}
