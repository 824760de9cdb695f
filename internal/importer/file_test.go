package importer

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestFilesAreToldApartByContent(t *testing.T) {
	t.Parallel()
	csv := []string{"id,title", "1,Soap"}
	for name, path := range map[string]string{
		"csv":                       write(t, "a.csv", csv...),
		"csv with another name":     write(t, "a.jsonl", csv...),
		"zipped csv":                write(t, "a.csv.gz", csv...),
		"csv with byte order mark":  write(t, "a", "\xef\xbb\xbfid,title", "1,Soap"),
		"json":                      write(t, "a.json", `{"id":1,"title":"Soap"}`),
		"json after an empty line":  write(t, "a.json", "", `{"id":1,"title":"Soap"}`),
		"zipped json, named as csv": write(t, "a.csv.gz", `{"id":1,"title":"Soap"}`),
	} {
		f, err := open(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := all(t, f.rows, "title"); !slices.Equal(got, []string{"Soap"}) {
			t.Errorf("%s: %q", name, got)
		}
		if f.read != f.mark.Size || f.mark.Size == 0 || len(f.mark.Head) != 64 {
			t.Errorf("%s: read %d of %+v", name, f.read, f.mark)
		}
		f.close()
	}
}

func TestFilesThatCannotBeOpened(t *testing.T) {
	t.Parallel()
	if _, err := open("testdata/missing.csv"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
	for want, path := range map[string]string{
		"is not a regular file": t.TempDir(),
		"the file is empty":     write(t, "empty.csv"),
		"unzip: ":               write(t, "a.csv", "\x1f\x8bnonsense"),
	} {
		if _, err := open(path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: %v", want, err)
		}
	}
}
