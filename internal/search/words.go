package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"golang.org/x/text/unicode/norm"
)

// maxWordBytes cuts words that no shopper types, so that a data blob in a description cannot bloat the vocabulary.
const maxWordBytes = 40

// Words splits text into folded words: lower case, without accents, numbers kept ("5.5" and "16gb" are one word each).
// "men's" keeps its ending for Stem to drop.
func Words(text string) []string {
	folded := fold(text)
	words := make([]string, 0, len(folded)/6+1)
	for start := 0; start < len(folded); {
		r, size := utf8.DecodeRuneInString(folded[start:])
		if !wordRune(r) {
			start += size
			continue
		}
		end := wordEnd(folded, start+size)
		words = append(words, cut(folded[start:end]))
		start = end
	}
	return words
}

// wordEnd walks from inside a word to its end; one joiner between word runes does not end it.
func wordEnd(s string, at int) int {
	for at < len(s) {
		r, size := utf8.DecodeRuneInString(s[at:])
		if wordRune(r) {
			at += size
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[at+size:])
		before, _ := utf8.DecodeLastRuneInString(s[:at])
		decimal := r == '.' && unicode.IsDigit(before) && unicode.IsDigit(next)
		apostrophe := r == '\'' && unicode.IsLetter(before) && unicode.IsLetter(next)
		if !decimal && !apostrophe {
			return at
		}
		at += size
	}
	return at
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func cut(word string) string {
	if len(word) <= maxWordBytes {
		return word
	}
	end := maxWordBytes
	for !utf8.RuneStart(word[end]) {
		end--
	}
	return word[:end]
}

// Letters that Unicode does not decompose but a keyboard without them replaces.
var ligatures = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ı", "i", "’", "'")

func fold(text string) string {
	if ascii(text) {
		return strings.ToLower(text)
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFKD.String(text) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return ligatures.Replace(b.String())
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Stem reduces a folded word to what its forms share: "running" and "runs" are "run".
func Stem(word string) string {
	if s := english.Stem(word, true); s != "" {
		return s
	}
	return word
}

// Terms of a query that say nothing about a product. A query of nothing else keeps them.
var stopWords = map[string]bool{
	"a": true, "an": true, "and": true, "at": true, "by": true, "for": true, "from": true, "in": true, "is": true, "of": true,
	"on": true, "or": true, "the": true, "to": true, "with": true,
}

// QueryWords returns the distinct words that a document must have, in order, at most 32.
func QueryWords(text string) []string {
	all := Words(text)
	if kept := distinct(all, func(w string) bool { return !stopWords[w] }); len(kept) > 0 {
		return kept
	}
	return distinct(all, func(string) bool { return true })
}

const maxQueryWords = 32

func distinct(words []string, keep func(string) bool) []string {
	seen := make(map[string]bool, len(words))
	var out []string
	for _, w := range words {
		if keep(w) && !seen[w] && len(out) < maxQueryWords {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}
