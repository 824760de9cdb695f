package notification

import (
	"strings"
	"unicode"
)

// maxLine keeps one over-long title from making a mail unreadable, in characters.
const maxLine = 200

// line makes one clean line of a text that somebody else wrote (a title, a name, an address): no line breaks or control
// characters, and no invisible ones either, which could turn the reading direction around.
func line(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > maxLine {
		return string(runes[:maxLine-1]) + "…"
	}
	return text
}
