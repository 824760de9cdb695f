package importer

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// field is what an import knows of one of its columns.
type field struct {
	required bool // the file must have it, by name or by mapping
	number   bool // one / in its template divides
	asked    bool // read only where a mapping names it
}

var productFields = map[string]field{
	"product_id": {required: true}, "title": {required: true}, "description": {}, "brand": {}, "category_path": {},
	"price": {number: true}, "currency": {}, "seller": {}, "image_url": {}, "prime": {}, "ean": {},
	"stock": {number: true}, "family": {}, "quantity": {number: true, asked: true},
}

var orderFields = map[string]field{
	"order_id": {required: true}, "ordered_at": {required: true}, "user_id": {}, "product_id": {required: true},
	"quantity": {required: true, number: true}, "unit_price": {required: true, number: true}, "currency": {},
}

// mapping says how the columns of a file become fields.
//
// An entry of --map is `field=column` or `field=template`. In a template {column} stands for what the column holds,
// {a|b} for the first of two that is not empty, {column:upper} for upper case. Parts that are empty leave no gap. In
// price, unit_price, stock and quantity one slash divides: unit_price={sales_value}/{quantity}. `field=` with nothing
// leaves a column of that name unread. An entry of --set is a constant for every row.
type mapping struct {
	texts   map[string]template
	numbers map[string]number
	options []string // fields options.NAME that have an entry
}

// newMapping compiles the entries and checks every column against the file.
func newMapping(fields map[string]field, entries, constants []string, file rows) (*mapping, error) {
	given := map[string]template{}
	for _, entry := range entries {
		if err := addEntry(given, fields, "--map", entry, parseTemplate); err != nil {
			return nil, err
		}
	}
	for _, entry := range constants {
		parse := func(text string) (template, error) { return constant(text), nil }
		if err := addEntry(given, fields, "--set", entry, parse); err != nil {
			return nil, err
		}
	}
	m := &mapping{texts: map[string]template{}, numbers: map[string]number{}}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if err := m.add(name, fields[name], given, file); err != nil {
			return nil, err
		}
	}
	for name, t := range given { // options, which have no list
		if strings.HasPrefix(name, optionPrefix) {
			m.texts[name], m.options = t, append(m.options, name)
		}
	}
	return m, m.check(given, file)
}

// addEntry reads one `field=…`.
func addEntry(into map[string]template, fields map[string]field, flag, entry string, parse func(string) (template, error)) error {
	name, text, found := strings.Cut(entry, "=")
	name = strings.TrimSpace(name)
	if !found {
		return fmt.Errorf("%s %s: must be FIELD=…", flag, entry)
	}
	if _, known := fields[name]; !known && !isOption(name, fields) {
		return fmt.Errorf("%s %s: there is no field %q, only %s", flag, entry, name, fieldNames(fields))
	}
	if _, twice := into[name]; twice {
		return fmt.Errorf("%s %s: %s is given twice", flag, entry, name)
	}
	t, err := parse(text)
	if err != nil {
		return fmt.Errorf("%s %s: %w", flag, entry, err)
	}
	into[name] = t
	return nil
}

// isOption reports whether a name is an option of a product; orders have none.
func isOption(name string, fields map[string]field) bool {
	_, products := fields["title"]
	return products && strings.HasPrefix(name, optionPrefix) && len(name) > len(optionPrefix)
}

func fieldNames(fields map[string]field) string {
	names := slices.Sorted(maps.Keys(fields))
	if isOption(optionPrefix+"x", fields) {
		names = append(names, optionPrefix+"NAME")
	}
	return strings.Join(names, ", ")
}

// add decides what one field is made of: its entry, else the column of its name where the file has one.
func (m *mapping) add(name string, f field, given map[string]template, file rows) error {
	t, mapped := given[name]
	if !mapped && !f.asked {
		missing := file.has(name)
		if missing != nil && f.required {
			return fmt.Errorf("%s is required, but %w: say --map %s=COLUMN", name, missing, name)
		}
		if missing == nil {
			t = template{[]part{{columns: []string{name}}}}
		}
	}
	if t.empty() && mapped && f.required {
		return fmt.Errorf("--map %s=: %s is required", name, name)
	}
	if !f.number {
		m.texts[name] = t
		return nil
	}
	n, err := newNumber(t)
	if err != nil {
		return fmt.Errorf("--map %s: %w", name, err)
	}
	m.numbers[name] = n
	return nil
}

// check looks for every column that an entry reads.
func (m *mapping) check(given map[string]template, file rows) error {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		for _, column := range given[name].columns() {
			if err := file.has(column); err != nil {
				return fmt.Errorf("--map %s: %w", name, err)
			}
		}
	}
	return nil
}

// text returns a field on one line.
func (m *mapping) text(r *row, name string) string {
	t := m.texts[name]
	if len(t.parts) < 2 {
		return strings.TrimSpace(t.of(r))
	}
	return strings.Join(strings.Fields(t.of(r)), " ")
}

// path returns a field that names levels, outermost first; empty levels are dropped.
func (m *mapping) path(r *row, name string) []string {
	var levels []string
	for line := range strings.SplitSeq(m.texts[name].of(r), "\n") {
		for level := range strings.SplitSeq(" "+line+" ", " > ") { // padded, so that an empty end is cut off too
			if level = strings.TrimSpace(level); level != "" {
				levels = append(levels, level)
			}
		}
	}
	return levels
}
