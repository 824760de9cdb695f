package main

import (
	"math"
	"testing"
)

// As `go tool pprof -traces` writes it: a query, the page's own work, a query beside the request, the generator, the runtime.
const traced = `File: bench
Type: cpu
Duration: 5.12s, Total samples = 1.20s
-----------+-------------------------------------------------------
     200ms   runtime.mallocgc
             rialto/internal/search/searchindex.(*Embedded).Search
             rialto/internal/browse.(*Service).SearchPage
             rialto/internal/storefront/shelf.results
             rialto/internal/page.(*Site).serve
             net/http.(*conn).serve
-----------+-------------------------------------------------------
     0.50s   compress/flate.(*compressor).deflate
             rialto/internal/page.(*Page).write
             net/http.(*conn).serve
-----------+-------------------------------------------------------
     100ms   internal/runtime/syscall.Syscall6
             net/http.(*conn).serve
-----------+-------------------------------------------------------
     200ms   rialto/internal/inventory.(*Service).Availability
             rialto/internal/browse.(*Service).askStock.func1
-----------+-------------------------------------------------------
     100ms   internal/runtime/syscall.Syscall6
             main.(*conn).do
-----------+-------------------------------------------------------
     100ms   runtime.gcDrain
             runtime.gcBgMarkWorker
-----------+-------------------------------------------------------
`

func TestTheProfileTellsRoomsFromPages(t *testing.T) {
	t.Parallel()
	share, err := shareOf(traced)
	if err != nil || math.Abs(share-0.4) > 1e-9 {
		t.Errorf("%v of it in rooms, %v; want 0.4", share, err)
	}
	if _, err := shareOf("File: bench\n"); err == nil {
		t.Error("a profile without requests is taken for one")
	}
}

func TestPagesAreAskedWhereTheAPIIs(t *testing.T) {
	t.Parallel()
	if got := aimed([]string{"/v1/products/7", "/v1/products/8"}, "/v1/products/", "/p/"); got[0] != "/p/7" || got[1] != "/p/8" {
		t.Errorf("%q", got)
	}
}
