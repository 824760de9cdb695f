// Package searchindex holds the implementations of search.Index: an index in this process's memory.
//
// The one idea: text is immutable, numbers are not. Every product keeps one slot for life. What its words say is frozen into
// segments (segment.go): postings of slot and a one-byte BM25F impact, written once, merged in the background (merge.go).
// Which segment speaks for a slot is one number (owner); a replaced or deleted text is simply no longer the owner.
// Price, rating, stock and signals live in flat columns by slot (table.go) and change in place without touching a posting.
//
// A query (search.go) walks segment by segment: AND gallops through the shortest list, OR adds up windows (match.go); each
// match costs one 20-byte row, which gives filters, facets and the static score in the same pass (collect.go). Results depend
// only on the documents, never on the order in which they arrived or on merges.
//
// It writes itself to a snapshot with a checksum (snapshot.go). Closing leaves the name "…clean"; any other name on opening
// means that acknowledged changes may be missing, which Status reports as Stale so that the room rebuilds.
// It asks nobody, publishes nothing and keeps no text but titles.
package searchindex

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"

	"rialto/internal/commerce"
	"rialto/internal/search"
)

// Config of the embedded index.
type Config struct {
	// Path of the snapshot file. "" keeps nothing.
	Path string
	// Currencies that get a price column, the shop's own first, at most search.MaxCurrencies. Defaults to USD.
	Currencies []Currency
	Ranking    search.Ranking     // Defaults to search.DefaultRanking.
	Text       search.TextWeights // Defaults to search.DefaultTextWeights.
}

// Currency is one enabled currency and the inner bounds of its price facet in minor units, ascending, at most 15.
type Currency struct {
	Code   string
	Bounds []int64 // Defaults to 5, 10, 25, 50, 100, 200 and 500 whole units.
}

// WithDefaults fills in what is zero.
func (c Config) WithDefaults() Config {
	if len(c.Currencies) == 0 {
		c.Currencies = []Currency{{Code: "USD"}}
	}
	c.Currencies = append([]Currency(nil), c.Currencies...)
	for i, cur := range c.Currencies {
		if len(cur.Bounds) == 0 {
			c.Currencies[i].Bounds = defaultBounds(cur.Code)
		}
	}
	if c.Ranking == (search.Ranking{}) {
		c.Ranking = search.DefaultRanking()
	}
	if c.Text == (search.TextWeights{}) {
		c.Text = search.DefaultTextWeights()
	}
	return c
}

func defaultBounds(code string) []int64 {
	unit := int64(math.Pow10(commerce.MinorDigits(code)))
	bounds := []int64{5, 10, 25, 50, 100, 200, 500}
	for i := range bounds {
		bounds[i] *= unit
	}
	return bounds
}

// Validate says in a sentence what is wrong.
func (c Config) Validate() error {
	if len(c.Currencies) > search.MaxCurrencies {
		return fmt.Errorf("%d currencies are enabled; the index keeps at most %d", len(c.Currencies), search.MaxCurrencies)
	}
	for _, cur := range c.Currencies {
		if !commerce.ValidCurrency(cur.Code) {
			return fmt.Errorf("currency %q is not three upper-case letters", cur.Code)
		}
		if len(cur.Bounds) > maxBounds {
			return fmt.Errorf("%d price bounds for %s; at most %d", len(cur.Bounds), cur.Code, maxBounds)
		}
		for i, b := range cur.Bounds {
			if b <= 0 || i > 0 && b <= cur.Bounds[i-1] {
				return fmt.Errorf("price bounds for %s must be positive and ascending", cur.Code)
			}
		}
	}
	return errors.Join(c.Ranking.Validate(), c.Text.Validate())
}

// Embedded is the index in memory. It is safe for concurrent use: queries share a lock that a change takes for microseconds.
type Embedded struct {
	cfg        Config
	write      sync.Mutex // one writer at a time; guards fresh
	fresh      *core      // what Rebuild is filling, else nil
	rebuild    sync.Mutex // one Rebuild at a time
	live       atomic.Pointer[core]
	generation atomic.Int64
	stale      atomic.Bool
	problem    error
	background sync.WaitGroup
}

var _ search.Index = (*Embedded)(nil)

// Open loads the snapshot at cfg.Path. A missing one gives an empty index; a damaged or outdated one too, which Problem tells.
// In all three cases, and after an unclean stop, Status says Stale. Errors are about the configuration or the folder.
func Open(cfg Config) (*Embedded, error) {
	cfg = cfg.WithDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("open search index: %w", err)
	}
	e := &Embedded{cfg: cfg}
	if err := e.load(); err != nil {
		return nil, fmt.Errorf("open search index: %w", err)
	}
	return e, nil
}

// Problem is what was wrong with the snapshot on opening, nil where there was none or it was sound.
func (e *Embedded) Problem() error { return e.problem }

// Upsert implements search.Writer.
func (e *Embedded) Upsert(ctx context.Context, docs []search.Document) error {
	return e.change(ctx, func(c *core) { c.upsert(docs) })
}

// Delete implements search.Writer.
func (e *Embedded) Delete(ctx context.Context, product commerce.ProductID, version int64) error {
	return e.change(ctx, func(c *core) { c.delete(product, version) })
}

// SetStock implements search.Writer.
func (e *Embedded) SetStock(ctx context.Context, stocks []search.Stock) error {
	return e.change(ctx, func(c *core) { c.setStock(stocks) })
}

// SetSignals implements search.Writer.
func (e *Embedded) SetSignals(ctx context.Context, signals []search.Signal) error {
	return e.change(ctx, func(c *core) { c.setSignals(signals) })
}

// change applies one change to the live index and to the one a Rebuild is filling.
func (e *Embedded) change(ctx context.Context, apply func(*core)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	e.write.Lock()
	defer e.write.Unlock()
	apply(e.live.Load())
	if e.fresh != nil {
		apply(e.fresh)
	}
	return nil
}

// Status implements search.Index.
func (e *Embedded) Status(context.Context) (search.Status, error) {
	c := e.live.Load()
	c.mu.RLock()
	defer c.mu.RUnlock()
	return search.Status{
		Documents:  int64(c.table.live),
		Bytes:      c.bytes(),
		Generation: e.generation.Load(),
		Changes:    c.changes,
		Stale:      e.stale.Load(),
	}, nil
}

// Rebuild implements search.Index.
func (e *Embedded) Rebuild(ctx context.Context, fill func(search.Writer) error) (search.Status, error) {
	e.rebuild.Lock()
	defer e.rebuild.Unlock()
	fresh := newCore(e.cfg, &e.background)
	e.setFresh(fresh)
	if err := fill(filling{e, fresh}); err != nil {
		e.setFresh(nil)
		return search.Status{}, fmt.Errorf("fill a fresh search index: %w", err)
	}
	e.swap(fresh)
	return e.Status(ctx)
}

func (e *Embedded) setFresh(c *core) {
	e.write.Lock()
	defer e.write.Unlock()
	e.fresh = c
}

func (e *Embedded) swap(fresh *core) {
	e.write.Lock()
	defer e.write.Unlock()
	fresh.mu.Lock()
	fresh.changes = e.live.Load().changes + 1
	fresh.mu.Unlock()
	e.live.Store(fresh)
	e.fresh = nil
	e.generation.Add(1)
	e.stale.Store(false)
}

// filling is the writer that Rebuild's fill gets: it changes the fresh index only.
type filling struct {
	e *Embedded
	c *core
}

func (f filling) Upsert(ctx context.Context, docs []search.Document) error {
	return f.change(ctx, func() { f.c.upsert(docs) })
}

func (f filling) Delete(ctx context.Context, product commerce.ProductID, version int64) error {
	return f.change(ctx, func() { f.c.delete(product, version) })
}

func (f filling) SetStock(ctx context.Context, stocks []search.Stock) error {
	return f.change(ctx, func() { f.c.setStock(stocks) })
}

func (f filling) SetSignals(ctx context.Context, signals []search.Signal) error {
	return f.change(ctx, func() { f.c.setSignals(signals) })
}

func (f filling) change(ctx context.Context, apply func()) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.e.write.Lock()
	defer f.e.write.Unlock()
	apply()
	return nil
}
