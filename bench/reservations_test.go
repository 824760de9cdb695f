package main

import (
	"io"
	"testing"
)

const benchmarked = `goos: linux
BenchmarkReservations/sqlite/products=1/rialto-2         	   26473	    107256 ns/op	      9323 reservations/s
BenchmarkReservations/postgres/products=1/rialto         	   64656	     53056 ns/op	     18848 reservations/s
BenchmarkReservations/postgres/products=1/plain-16       	    2240	   1040991 ns/op	       960.6 reservations/s
BenchmarkReservations/postgres/products=10000/plain-16
BenchmarkOther/postgres/products=1/plain-16       	    2240	   1040991 ns/op	       5 reservations/s
PASS
`

func TestFiguresOfReservationsAreReadFromTheBenchmark(t *testing.T) {
	t.Parallel()
	b := &bench{progress: io.Discard}
	found := readReservations([]byte(benchmarked))
	if len(found) != 3 || found[reservation{"postgres", "1", "plain"}] != 960.6 {
		t.Fatalf("found %v", found)
	}
	b.addReservations(found)
	if len(b.table.Figures) != 4 {
		t.Fatalf("figures %v", b.table.Figures)
	}
	ratio := b.table.Figures[2]
	if ratio.What != "postgres, 1 product(s), of plain" || ratio.Value < 19.6 || ratio.Value > 19.7 || !*ratio.Met {
		t.Errorf("ratio %+v", ratio)
	}
	if own := b.table.Figures[3]; own.Value != 9323 || *own.Met {
		t.Errorf("sqlite %+v", own)
	}
}
