package importer

import (
	"slices"
	"strings"
	"testing"
)

func TestCSVRowsKeepTheirLines(t *testing.T) {
	t.Parallel()
	c := csvOf(t, "id, title ", "1,a", `2,"two`, `lines"`, "3,c,d", "4,e", `5,f"g`, "6,h")
	got := all(t, c, "title")
	want := []string{
		"a", "two\nlines", "line 5: has 3 fields, the header has 2", "e", `line 7: is not CSV: bare " in non-quoted-field`, "h",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if c.current.line != 8 {
		t.Errorf("the last row is on line %d, want 8", c.current.line)
	}
}

func TestAnUnclosedQuoteDoesNotReadTheWholeFile(t *testing.T) {
	t.Parallel()
	text := strings.NewReader("id,title\n1,a\n2,\"" + strings.Repeat("x\n", 4<<20))
	c, err := newCSV(text)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.next(); err != nil {
		t.Fatal(err)
	}
	_, err = c.next()
	if err == nil || err.Error() != "the row after line 2 is longer than 1 MiB: is a closing quote missing?" {
		t.Errorf("got %v", err)
	}
	if text.Len() < 6<<20 {
		t.Errorf("%d bytes are left unread, too few", text.Len())
	}
}

func TestHeadersThatCannotBe(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                               "the file is empty: its first line must name the columns",
		strings.Repeat("a,", 1000) + "b": "the header has 1001 columns, at most 1000 are read",
		"\"a":                            "read the header",
	} {
		if _, err := newCSV(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %q", text, err, want)
		}
	}
}
