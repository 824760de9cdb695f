package gateway

import (
	"bytes"
	"net/http"
	"strconv"
	"unicode/utf8"

	"rialto/internal/platform/errs"
)

// Limits of a JSON body's form. The largest body of the API needs a fraction of them.
const (
	maxDepth  = 64
	maxValues = 2_000
	maxDigits = 40
)

// checkJSON refuses what encoding/json would let pass or read in its own way: names that differ only in case, names given
// twice (the last would win), exponents, NUL, bytes that are not UTF-8; and what costs more to read than it is worth.
// It judges the form only: broken syntax passes and is reported by the decoder, with its place.
func checkJSON(text []byte) error {
	if len(text) == 0 {
		return withStatus(http.StatusBadRequest, errs.Invalid("body_required", "This needs a JSON body."))
	}
	if !utf8.Valid(text) {
		return withStatus(http.StatusBadRequest, errs.Invalid("malformed_json", "The body is not UTF-8."))
	}
	s := scanner{text: text, stack: make([]level, 0, 8)}
	return s.run()
}

// level is one open object or array.
type level struct {
	object bool
	naming bool     // in an object: the next string is a name
	names  [][]byte // seen in this object, in order; the last one is being filled
	index  int      // of the current item in an array
}

// scanner walks the bytes once, without recursion: depth costs no stack.
type scanner struct {
	text   []byte
	at     int
	stack  []level
	values int
}

func (s *scanner) run() error {
	for s.at < len(s.text) {
		var err error
		switch c := s.text[s.at]; {
		case c == '{' || c == '[':
			err = s.open(c == '{')
		case c == '}' || c == ']':
			s.stack = s.stack[:max(0, len(s.stack)-1)]
			s.at++
		case c == ',':
			err = s.next()
		case c == '"':
			err = s.str()
		case c == '-' || c >= '0' && c <= '9':
			err = s.number()
		default:
			s.at++
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *scanner) open(object bool) error {
	s.at++
	if len(s.stack) == maxDepth {
		return withStatus(http.StatusBadRequest, errs.Invalid("json_too_deep",
			"The body nests deeper than %d levels.", maxDepth))
	}
	s.stack = append(s.stack, level{object: object, naming: object})
	return nil
}

// next goes on to the next item of the innermost level. Counting commas bounds the values, so that looking names up in a
// row is cheap and no error list grows without end.
func (s *scanner) next() error {
	s.at++
	if s.values++; s.values > maxValues {
		return withStatus(http.StatusBadRequest, errs.Invalid("json_too_large",
			"The body holds more than %d values.", maxValues))
	}
	if top := s.top(); top != nil {
		top.naming = top.object
		top.index++
	}
	return nil
}

// top is the innermost open level, nil outside of all.
func (s *scanner) top() *level {
	if len(s.stack) == 0 {
		return nil
	}
	return &s.stack[len(s.stack)-1]
}

// str reads one string, a name or a value.
func (s *scanner) str() error {
	from := s.at + 1
	escaped, nul := false, false
	for s.at++; s.at < len(s.text) && s.text[s.at] != '"'; s.at++ {
		if s.text[s.at] == '\\' {
			escaped = true
			nul = nul || bytes.HasPrefix(s.text[s.at:], []byte(`\u0000`))
			s.at++
		}
	}
	value := s.text[min(from, len(s.text)):min(s.at, len(s.text))]
	s.at++
	if top := s.top(); top != nil && top.naming {
		return s.name(top, value, escaped)
	}
	if nul {
		return s.bad("must not contain the NUL character")
	}
	return nil
}

// name judges the name of a field. Names are compared as written, so escapes in them are refused.
func (s *scanner) name(top *level, name []byte, escaped bool) error {
	top.naming = false
	twice := false
	for _, seen := range top.names {
		twice = twice || bytes.Equal(seen, name)
	}
	top.names = append(top.names, name)
	switch {
	case escaped || !plainName(name):
		return s.bad("is not a known field")
	case twice:
		return s.bad("is given twice")
	}
	return nil
}

// plainName reports whether a name could be one of ours: they are all lower_snake_case.
func plainName(name []byte) bool {
	for _, c := range name {
		if c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// number reads one number. Exponents are refused: "1e3 pieces" is a mistake more often than a wish.
func (s *scanner) number() error {
	from := s.at
	for s.at++; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == 'e' || c == 'E' || c == '+' || c == '-':
			return s.bad("must be a plain number without an exponent")
		case c != '.' && (c < '0' || c > '9'):
			return s.tooLong(s.at - from)
		}
	}
	return s.tooLong(s.at - from)
}

func (s *scanner) tooLong(digits int) error {
	if digits > maxDigits {
		return s.bad("must be a number of at most " + strconv.Itoa(maxDigits) + " characters")
	}
	return nil
}

// bad names the field that the scanner stands on: "items[0].quantity".
func (s *scanner) bad(problem string) error {
	var path []byte
	for _, l := range s.stack {
		if !l.object {
			path = append(strconv.AppendInt(append(path, '['), int64(l.index), 10), ']')
			continue
		}
		if len(l.names) > 0 {
			if len(path) > 0 {
				path = append(path, '.')
			}
			name := l.names[len(l.names)-1]
			path = append(path, name[:min(len(name), 60)]...)
		}
	}
	if len(path) == 0 {
		path = []byte("body")
	}
	return errs.InvalidFields(errs.Field{Name: string(bytes.ToValidUTF8(path, nil)), Problem: problem})
}
