package catalog

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/maypok86/otter/v2"

	catalogv1 "rialto/gen/rialto/catalog/v1"
)

const maxCategories = 10_000

// ListCategories implements the contract. Counts of changes made elsewhere may lag by Config.CategoriesFor.
func (s *Service) ListCategories(ctx context.Context, _ *catalogv1.ListCategoriesRequest) (*catalogv1.ListCategoriesResponse, error) {
	tree, err := s.categories.tree(ctx)
	if err != nil {
		return nil, fmt.Errorf("count categories: %w", err)
	}
	resp := &catalogv1.ListCategoriesResponse{Categories: make([]*catalogv1.Category, len(tree))}
	for i, c := range tree {
		resp.Categories[i] = &catalogv1.Category{Path: slices.Clone(c.Path), ProductCount: c.Count}
	}
	return resp, nil
}

// categories keeps the last counted tree. Counting reads one index of all products, so callers share it and it is not
// kept row by row: a counter beside the products would be one hot row for every import.
type categories struct {
	entry *otter.Cache[struct{}, []CategoryCount]
	count otter.Loader[struct{}, []CategoryCount]
}

func newCategories(store Store, now func() time.Time, keep time.Duration) *categories {
	return &categories{
		entry: otter.Must(&otter.Options[struct{}, []CategoryCount]{
			ExpiryCalculator: otter.ExpiryWriting[struct{}, []CategoryCount](keep),
			Clock:            clock(now),
		}),
		count: otter.LoaderFunc[struct{}, []CategoryCount](func(ctx context.Context, _ struct{}) ([]CategoryCount, error) {
			counts, err := store.CountCategories(ctx)
			return rollUp(counts), err
		}),
	}
}

func (c *categories) tree(ctx context.Context) ([]CategoryCount, error) {
	return c.entry.Get(ctx, struct{}{}, c.count)
}

func (c *categories) forget() { c.entry.Invalidate(struct{}{}) }

// rollUp adds every count to the categories above it and returns the tree by path, at most maxCategories of it.
func rollUp(counts []CategoryCount) []CategoryCount {
	total := map[string]*CategoryCount{}
	for _, c := range counts {
		key := ""
		for depth, name := range c.Path {
			key += PathSeparator + name
			t := total[key]
			if t == nil {
				t = &CategoryCount{Path: c.Path[:depth+1]}
				total[key] = t
			}
			t.Count += c.Count
		}
	}
	out := make([]CategoryCount, 0, len(total))
	for _, t := range total {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b CategoryCount) int { return slices.Compare(a.Path, b.Path) })
	return out[:min(len(out), maxCategories)]
}
