package catalog_test

import (
	"strings"
	"testing"
	"time"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/catalog"
)

// tree returns the categories as text: "A 3, A > B 2".
func tree(b *bundle, s *catalog.Service) string {
	b.t.Helper()
	resp, err := s.ListCategories(b.ctx, nil)
	b.must(err)
	var out []string
	for _, c := range resp.GetCategories() {
		out = append(out, strings.Join(c.GetPath(), " > ")+" "+string(rune('0'+c.GetProductCount())))
		c.Path[0] = "spoilt"
	}
	return strings.Join(out, ", ")
}

// shelved is a lamp in a category.
func shelved(name string, path ...string) *catalogv1.ProductInput {
	row := lamp(name)
	row.CategoryPath = path
	return row
}

func TestCategoriesCountWhatIsBelowThem(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	if got := tree(b, b.Service); got != "" {
		t.Errorf("an empty shop has %q", got)
	}
	b.put(shelved("1", "A"), shelved("2", "A", "B"), shelved("3", "A", "B"), shelved("4", "A-1"), shelved("5", "A", "B", "C"), lamp("6"))
	const want = "A 4, A > B 3, A > B > C 1, A-1 1"
	for range 2 {
		if got := tree(b, b.Service); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	b.put(shelved("4", "A"))
	if got := tree(b, b.Service); got != "A 5, A > B 3, A > B > C 1" {
		t.Errorf("after a move: %q", got)
	}
}

func TestCategoriesCountedElsewhereLagBehind(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	other := b.serve(catalog.Config{CategoriesFor: 10 * time.Second}, b.store)
	b.put(shelved("1", "A"))
	first := tree(b, other)
	b.put(shelved("2", "A"))
	if got := tree(b, other); got != first {
		t.Errorf("counted again at once: %q", got)
	}
	b.time.advance(11 * time.Second)
	if got := tree(b, other); got != "A 2" {
		t.Errorf("after the lag: %q", got)
	}
}
