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

	// Words that were seen in a title, brand or category, sorted; recent ones wait in a short unsorted tail.
	sorted []string
	tail   []string
}

// word is what a surface form stands for, and how often it was seen in a title, brand or category; only such words are suggested.
type word struct {
	term uint32
	seen uint32
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
	w, fresh := a.words[surface]
	known := fresh
	if !known {
		w, known = a.base.words[surface]
	}
	if known && !prominent {
		return w.term
	}
	if !known {
		surface = strings.Clone(surface) // do not pin the whole description
		w.term = a.stem(search.Stem(surface))
	}
	if prominent {
		w.seen++
	}
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
		if w.seen > 0 && l.words[surface].seen == 0 {
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

// completion is a form of a term with the live documents that have the term.
type completion struct {
	form  string
	word  word
	count int32
}

func (a completion) compare(b completion) int {
	return cmp.Or(cmp.Compare(b.count, a.count), strings.Compare(a.form, b.form))
}

// completions returns prominent words of live documents that start with prefix, the most frequent first, then by name; of
// several forms of one term the one most used.
func (l *lexicon) completions(prefix string, limit int) []string {
	best := make([]completion, 0, limit+1)
	from, _ := slices.BinarySearch(l.sorted, prefix)
	for _, form := range l.sorted[from:] {
		if !strings.HasPrefix(form, prefix) {
			break
		}
		best = l.consider(best, form, limit)
	}
	for _, form := range l.tail {
		if strings.HasPrefix(form, prefix) {
			best = l.consider(best, form, limit)
		}
	}
	forms := make([]string, len(best))
	for i, c := range best {
		forms[i] = c.form
	}
	return forms
}

// consider puts a word among the best where it belongs.
func (l *lexicon) consider(best []completion, form string, limit int) []completion {
	w := l.words[form]
	c := completion{form, w, l.df[w.term]}
	if c.count == 0 || len(best) == limit && best[limit-1].compare(c) < 0 {
		return best
	}
	if i := slices.IndexFunc(best, func(b completion) bool { return b.word.term == w.term }); i >= 0 {
		if best[i].word.seen >= w.seen {
			return best
		}
		best = slices.Delete(best, i, i+1)
	}
	at, _ := slices.BinarySearchFunc(best, c, completion.compare)
	best = slices.Insert(best, at, c)
	return best[:min(len(best), limit)]
}
