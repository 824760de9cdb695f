package importer

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// all reads a file to its end and returns what each record held in a column, or its problem.
func all(t *testing.T, from rows, column string) (out []string) {
	t.Helper()
	for {
		r, err := from.next()
		var bad *badRow
		switch {
		case errors.Is(err, io.EOF):
			return out
		case errors.As(err, &bad):
			out = append(out, bad.Error())
		case err != nil:
			t.Fatal(err)
		default:
			out = append(out, r.get(column))
		}
	}
}

// FuzzRows feeds any text to both readers and to a whole import: nothing may panic, hang or be counted twice.
func FuzzRows(f *testing.F) {
	for _, seed := range []string{
		"product_id,title,price\n1,Soap,1.50\n", "product_id,title\n\"1,Soap\n", `{"product_id":1,"title":"Soap"}`,
		"{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":1}}}}}\n[]\n{}\n{", "product_id,title,price,stock\n,,-1,x\n1,a,1e99,9\n", "\n", "{",
		"product_id,title,options.\xff\n1,a,M\n", "product_id,title,options.size,category_path\n1,a,\xff,x > > y\n1,a,M, > \n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path := write(t, "rows", text)
		s := newShop()
		o := options(path)
		o.MaxErrors = 1 << 20
		res, err := Products(t.Context(), o, s.needs(), nil)
		if err != nil {
			return // refused in words
		}
		if got := res.Created + res.Updated + res.Unchanged + res.Folded + res.FailedRows(); got != res.Rows {
			t.Fatalf("%d rows, %d accounted for: %s", res.Rows, got, res)
		}
		if int64(len(res.Errors)) != res.FailedRows() || strings.TrimSpace(res.String()) == "" {
			t.Fatalf("%d errors kept of %d", len(res.Errors), res.FailedRows())
		}
	})
}
