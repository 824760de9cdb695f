package importer

import (
	"slices"
	"strings"
	"testing"
)

// csvOf reads lines of CSV.
func csvOf(t *testing.T, lines ...string) *csvRows {
	t.Helper()
	c, err := newCSV(strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestMappingsThatCannotBe(t *testing.T) {
	t.Parallel()
	file := csvOf(t, "product_id,name,cost,cost")
	for _, c := range []struct {
		entries, constants []string
		want               string
	}{
		{nil, nil, `title is required, but the file has no column "title", only product_id, name, cost, cost: say --map title=COLUMN`},
		{[]string{"title=nam"}, nil, `--map title: the file has no column "nam", only product_id`},
		{[]string{"title={name} {sise}"}, nil, `the file has no column "sise"`},
		{[]string{"titel=name"}, nil, `there is no field "titel", only brand, category_path,`},
		{[]string{"title"}, nil, "--map title: must be FIELD=…"},
		{[]string{"title="}, nil, "--map title=: title is required"},
		{[]string{"title=name", "title=name"}, nil, "title is given twice"},
		{[]string{"title=name"}, []string{"title=x"}, "--set title=x: title is given twice"},
		{[]string{"title={name"}, nil, "has a { without its }"},
		{[]string{"title=name", "price=cost"}, nil, `--map price: the file has more than one column "cost"`},
		{[]string{"title=name", "price={name}/{name}/2"}, nil, "--map price: only one / can divide a number"},
		{[]string{"title=name", "options.=name"}, nil, `there is no field "options."`},
	} {
		_, err := newMapping(productFields, c.entries, c.constants, file)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v %v: %v\nwant %q", c.entries, c.constants, err, c.want)
		}
	}
	if _, err := newMapping(orderFields, []string{"options.size=name"}, nil, file); err == nil {
		t.Error("orders have options")
	}
}

func TestPathsDropEmptyLevels(t *testing.T) {
	t.Parallel()
	tmpl, err := parseTemplate("{a} > {b} > {c}")
	if err != nil {
		t.Fatal(err)
	}
	m := &mapping{texts: map[string]template{"built": tmpl, "plain": {[]part{{columns: []string{"a"}}}}}}
	for _, c := range []struct{ a, b, c, want string }{
		{"Food", "Dairy", "Milk", "Food|Dairy|Milk"},
		{"Food", "", "Milk", "Food|Milk"},
		{"", "Dairy", "", "Dairy"},
		{"Food", "", "", "Food"},
		{"", "", "", ""},
		{"A/B", "X>Y", "Z", "A/B|X>Y|Z"}, // only " > " separates
	} {
		got := m.path(rowOf("a", c.a, "b", c.b, "c", c.c), "built")
		if strings.Join(got, "|") != c.want {
			t.Errorf("%+v = %q", c, got)
		}
	}
	for text, want := range map[string][]string{
		"Food > Dairy > Milk": {"Food", "Dairy", "Milk"},
		"Food >  > Milk >":    {"Food", "Milk"},
		"> Food":              {"Food"},
		"Food\nDairy":         {"Food", "Dairy"}, // a list of a JSON row
	} {
		if got := m.path(rowOf("a", text), "plain"); !slices.Equal(got, want) {
			t.Errorf("%q = %q, want %q", text, got, want)
		}
	}
}
