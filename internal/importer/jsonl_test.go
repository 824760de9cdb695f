package importer

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestJSONRows(t *testing.T) {
	t.Parallel()
	j := newJSON(strings.NewReader(strings.Join([]string{
		`{"title":"a"}`,
		``,
		`{"title":12.50,"price":1}`,
		`{"price":null,"title":true}`,
		`{"other":"x"}`,
		`{"title":["A","B",3]}`,
		`{"title":{"de":"Seife"}}`,
		`not json`,
		`{"title":"b"} {"title":"c"}`,
		`{"a":{"b":{"c":{"d":{"e":1}}}}}`,
		`{"title":"` + strings.Repeat("x", maxRowBytes) + `"}`,
		`{"title":"last"}`,
	}, "\n")))
	got := all(t, j, "title")
	want := []string{
		"a", "12.50", "true", "", "A\nB\n3", "",
		"line 8: is not a JSON object: invalid character 'o' in literal null (expecting 'u')",
		"line 9: has something after its JSON object",
		"line 10: a.b.c.d.: objects lie more than 4 deep in each other",
		"line 11: is longer than 1 MiB",
		"last",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %.200q", got)
	}
	if at, known := j.current.columns["title.de"]; !known || j.current.cells[at] != "" {
		t.Error("an object inside is not flattened, or stays for the next rows")
	}
}

func TestJSONRowsHaveALimitOfColumns(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range maxColumns + 5 {
		fmt.Fprintf(&text, "{\"c%d\":1}\n", i)
	}
	got := all(t, newJSON(strings.NewReader(text.String())), "c0")
	if len(got) != maxColumns+5 || got[0] != "1" || got[1] != "" {
		t.Fatalf("%d rows, the first %q", len(got), got[:2])
	}
	if want := fmt.Sprintf(`line %d: column "c%d" is one more than the %d that are read`, maxColumns+1, maxColumns, maxColumns); got[maxColumns] != want {
		t.Errorf("got %q", got[maxColumns])
	}
}
