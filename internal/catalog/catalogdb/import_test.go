package catalogdb_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/catalog"
	"rialto/internal/catalog/catalogdb"
	"rialto/internal/platform/ids"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

// Two processes that import overlapping files at once must agree on every product, seller and family.
func TestTwoImportsAtOnceMakeEachProductOnce(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, catalogdb.Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		const importers, batches, rows = 2, 4, 50
		results := make([][]*catalogv1.PutResult, importers)
		var wg sync.WaitGroup
		for i := range importers {
			s := process(t, open(), i)
			wg.Go(func() {
				for n := range batches {
					resp, err := s.PutProducts(t.Context(), &catalogv1.PutProductsRequest{Source: "feed", Products: sameRows(n, rows)})
					if err != nil {
						t.Errorf("importer %d, batch %d: %v", i, n, err)
						return
					}
					results[i] = append(results[i], resp.GetResults()...)
				}
			})
		}
		wg.Wait()
		if t.Failed() {
			return
		}
		created := 0
		for row := range results[0] {
			one, two := results[0][row], results[1][row]
			if one.GetProductId() != two.GetProductId() || one.GetSellerId() != two.GetSellerId() {
				t.Errorf("row %d: %v and %v", row, one, two)
			}
			for _, r := range []*catalogv1.PutResult{one, two} {
				if r.GetOutcome() == "created" {
					created++
				}
			}
		}
		if told := len(outboxRows(t, open())); created != batches*rows || told != created {
			t.Errorf("%d created and %d told, want %d", created, told, batches*rows)
		}
	})
}

// process is a catalogue with a node number of its own.
func process(t *testing.T, db *sqldb.DB, node int) *catalog.Service {
	t.Helper()
	source, err := ids.New(time.Now, node, 0)
	if err != nil {
		t.Fatal(err)
	}
	s, err := catalog.New(catalog.Config{}, catalogdb.New(db), time.Now, source)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sameRows returns one batch of a file, the same for everybody who asks.
func sameRows(number, n int) []*catalogv1.ProductInput {
	rows := make([]*catalogv1.ProductInput, n)
	for i := range rows {
		rows[i] = &catalogv1.ProductInput{
			ExternalId: fmt.Sprint(number*n + i), Title: "Lamp", Family: fmt.Sprint(i % 5), Seller: fmt.Sprint("Seller ", i%3),
		}
	}
	return rows
}
