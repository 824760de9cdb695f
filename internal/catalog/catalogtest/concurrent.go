package catalogtest

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"rialto/internal/catalog"
	"rialto/internal/commerce"
)

const (
	actors = 4
	rounds = 10
)

// together runs fn for each of the actors at once, every second one on a second handle.
func (b *bundle) together(fn func(actor int, store catalog.Store) error) {
	b.t.Helper()
	handles := []catalog.Store{b.store, b.Open()}
	failed := make([]error, actors)
	var wg sync.WaitGroup
	for actor := range actors {
		wg.Go(func() { failed[actor] = fn(actor, handles[actor%2]) })
	}
	wg.Wait()
	b.must(errors.Join(failed...))
}

func concurrentChanges(b *bundle) {
	b.add(Sample(1))
	b.together(func(actor int, store catalog.Store) error {
		for range rounds {
			if err := b.raise(store); err != nil {
				return fmt.Errorf("actor %d: %w", actor, err)
			}
		}
		return nil
	})
	const changes = actors * rounds
	p := b.get(1)
	if p.Version != 1+changes || p.Offers[0].Prices[0].Amount != 1250+changes {
		b.t.Errorf("version %d, price %v after %d changes", p.Version, p.Offers[0].Prices, changes)
	}
	var versions []int64
	for _, e := range b.Events() {
		versions = append(versions, e.GetVersion())
	}
	slices.Sort(versions)
	if len(versions) != 1+changes || len(slices.Compact(versions)) != 1+changes {
		b.t.Errorf("events %v for %d changes", versions, 1+changes)
	}
}

// raise adds one cent to the price of product 1, again until nobody came in between.
func (b *bundle) raise(store catalog.Store) error {
	for {
		found, err := store.Products(b.ctx, []commerce.ProductID{1})
		if err != nil {
			return err
		}
		p := next(found[0])
		p.Offers[0].Prices[0].Amount++
		p.Offers[0].Version++
		if err := store.Save(b.ctx, []catalog.Change{all(p)}, nil); !errors.Is(err, catalog.ErrStale) {
			return err
		}
	}
}

func concurrentNames(b *bundle) {
	lost := make([]bool, actors)
	b.together(func(actor int, store catalog.Store) error {
		p := Sample(commerce.ProductID(100 + actor))
		err := store.Save(b.ctx, []catalog.Change{all(p)},
			[]catalog.ExternalID{{Source: "feed", Kind: catalog.KindProduct, Name: "same", ID: int64(p.ID)}})
		if lost[actor] = errors.Is(err, catalog.ErrStale); lost[actor] {
			return nil
		}
		return err
	})
	page, err := b.store.Page(b.ctx, 0, 10)
	b.must(err)
	won := actors - len(slices.DeleteFunc(slices.Clone(lost), func(l bool) bool { return !l }))
	if won != 1 || len(page) != 1 || lost[page[0].ID-100] {
		b.t.Errorf("%d won, products %v", won, idsOf(page))
	}
}

func concurrentSellers(b *bundle) {
	got := make([]commerce.SellerID, actors)
	b.together(func(actor int, store catalog.Store) error {
		found, err := store.EnsureSellers(b.ctx, []catalog.Seller{{ID: commerce.SellerID(100 + actor), Name: "Same"}})
		if err == nil && len(found) == 1 {
			got[actor] = found[0].ID
		}
		return err
	})
	slices.Sort(got)
	if got[0] == 0 || len(slices.Compact(got)) != 1 {
		b.t.Errorf("one name has the sellers %v", got)
	}
}
