package importer

import (
	"fmt"
	"slices"
	"strings"
)

// template makes a field of columns: literal text with {column} in it. {a|b|c} takes the first that is not empty;
// {column:upper} writes it in upper case, for files that are not sure how they spell their ids.
type template struct {
	parts []part
}

// part is literal text or a choice of columns.
type part struct {
	literal string
	columns []string
	upper   bool
}

// parseTemplate reads the right side of `field=…`: without a brace it is the name of a column, empty it is nothing.
func parseTemplate(text string) (template, error) {
	var t template
	if !strings.ContainsAny(text, "{}") {
		if text = strings.TrimSpace(text); text != "" {
			t.parts = []part{{columns: []string{text}}}
		}
		return t, nil
	}
	for text != "" {
		literal, rest, opens := strings.Cut(text, "{")
		if strings.Contains(literal, "}") {
			return t, fmt.Errorf("%q has a } without its {", literal)
		}
		if literal != "" {
			t.parts = append(t.parts, part{literal: literal})
		}
		if !opens {
			break
		}
		inside, after, closes := strings.Cut(rest, "}")
		if !closes {
			return t, fmt.Errorf("%q has a { without its }", "{"+rest)
		}
		p, err := parseChoice(inside)
		if err != nil {
			return t, err
		}
		t.parts, text = append(t.parts, p), after
	}
	return t, nil
}

func parseChoice(inside string) (part, error) {
	var p part
	inside, p.upper = strings.CutSuffix(inside, ":upper")
	for column := range strings.SplitSeq(inside, "|") {
		column = strings.TrimSpace(column)
		if column == "" || strings.Contains(column, "{") {
			return p, fmt.Errorf("{%s} does not name a column", inside)
		}
		p.columns = append(p.columns, column)
	}
	return p, nil
}

// constant is a template that gives the same text for every row.
func constant(text string) template { return template{[]part{{literal: text}}} }

func (t template) empty() bool { return len(t.parts) == 0 }

// columns lists every column that the template reads.
func (t template) columns() []string {
	var out []string
	for _, p := range t.parts {
		out = append(out, p.columns...)
	}
	return out
}

// of fills the template from a row. A template of one column gives the cell as it is.
func (t template) of(r *row) string {
	switch len(t.parts) {
	case 0:
		return ""
	case 1:
		return t.parts[0].of(r)
	}
	var b strings.Builder
	for _, p := range t.parts {
		b.WriteString(p.of(r))
	}
	return b.String()
}

func (p part) of(r *row) string {
	text := p.literal
	for _, column := range p.columns {
		if text = r.get(column); text != "" {
			break
		}
	}
	if p.upper {
		return strings.ToUpper(text)
	}
	return text
}

// split cuts the template at the one slash of its literal text; found says that there was one.
func (t template) split() (over, under template, found bool, err error) {
	for i, p := range t.parts {
		left, right, has := strings.Cut(p.literal, "/")
		if !has {
			continue
		}
		if found || strings.Contains(right, "/") {
			return over, under, true, fmt.Errorf("only one / can divide a number")
		}
		found = true
		over = template{append(slices.Clone(t.parts[:i]), part{literal: left})}
		under = template{append([]part{{literal: right}}, t.parts[i+1:]...)}
	}
	return over, under, found, nil
}
