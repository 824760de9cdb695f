package importer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// reading takes the fields of one row apart and remembers the first that makes no sense.
type reading struct {
	*mapping
	row   *row
	field string // "" = all is well so far
	wrong string
}

func (x *reading) bad(field, problem string) {
	if x.field == "" {
		x.field, x.wrong = field, problem
	}
}

// fail counts the row as an error if a field was bad and reports whether it was.
func (x *reading) fail(res *Result) bool {
	if x.field != "" {
		res.fail("bad "+x.field, RowError{Line: x.row.line, Field: x.field, Problem: x.wrong})
	}
	return x.field != ""
}

// one returns a text on one line, "" where there is none.
func (x *reading) one(field string) string {
	return x.valid(field, x.text(x.row, field))
}

// valid returns the text and notes if it is not UTF-8, which no room would take.
func (x *reading) valid(field, text string) string {
	if !utf8.ValidString(text) {
		x.bad(field, "is not UTF-8 text")
	}
	return text
}

// must returns a text that has to be there.
func (x *reading) must(field string) string {
	text := x.one(field)
	if text == "" {
		x.bad(field, "is empty")
	}
	return text
}

// name returns a text that history keeps as a name: printable and at most 100 bytes.
func (x *reading) name(field string) string {
	text := x.one(field)
	if len(text) > 100 {
		x.bad(field, "must be at most 100 bytes")
	}
	if strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsPrint(c) }) {
		x.bad(field, "must be printable text")
	}
	return text
}

// levels returns a path, outermost level first.
func (x *reading) levels(field string) []string {
	levels := x.path(x.row, field)
	for _, level := range levels {
		x.valid(field, level)
	}
	return levels
}

// yes returns a truth value; nil where there is none.
func (x *reading) yes(field string) *bool {
	yes, no := true, false
	switch strings.ToLower(x.one(field)) {
	case "":
		return nil
	case "true", "1", "yes", "y", "t":
		return &yes
	case "false", "0", "no", "n", "f":
		return &no
	}
	x.bad(field, "must be true or false")
	return nil
}

// money returns an amount in minor units of a currency with so many digits.
func (x *reading) money(field string, digits int) (amount int64, given bool) {
	amount, given, err := x.numbers[field].amount(x.row, digits)
	if err != nil {
		x.bad(field, err.Error())
	}
	return amount, given
}

// count returns a whole number, which may be negative.
func (x *reading) count(field string) (n int64, given bool) {
	n, given, err := x.numbers[field].whole(x.row)
	if err != nil {
		x.bad(field, err.Error())
	}
	return n, given
}

// code returns the currency of the row, else the one that was agreed.
func (x *reading) code(standard string) string {
	if text := x.one("currency"); text != "" {
		return strings.ToUpper(text)
	}
	return standard
}
