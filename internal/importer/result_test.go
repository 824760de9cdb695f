package importer

import (
	"testing"
	"time"
)

func TestSummary(t *testing.T) {
	t.Parallel()
	o := options("shop.csv")
	o.Source, o.MaxErrors = "shop", 2
	seen, res := newResult("orders", o), newResult("orders", o)
	seen.Rows, seen.Resumed, seen.Skipped[noUnits] = 1_170_000, 5000, 12
	seen.fail("bad price", RowError{Line: 9, Field: "price", Problem: "must not be negative"})
	seen.fail("bad price", RowError{Line: 11, Field: "price", Problem: "must not be negative"})
	res.Added, res.Borrowed = 1_000_000, 3
	res.fail("unknown product", RowError{Line: 10, Problem: "no such product"})
	res.add(seen)
	res.Took = 8123 * time.Millisecond
	want := `orders of shop.csv as source "shop": 1,170,000 rows in 8.12s
       5,000 rows done before the import was interrupted
   1,000,000 purchases added
           3 purchases of products that only another source knows
          12 left out: quantity is not above zero
           2 errors: bad price
           1 errors: unknown product
  line 9: price: must not be negative
  line 10: no such product
  … and 1 more
`
	if got := res.String(); got != want {
		t.Errorf("got\n%s", got)
	}
}
