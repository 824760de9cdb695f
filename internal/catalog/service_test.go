package catalog_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/catalog"
	"rialto/internal/catalog/catalogtest"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
)

// bundle is a catalogue over memory whose clock the test moves.
type bundle struct {
	*catalog.Service
	t     *testing.T
	ctx   context.Context
	store *catalogtest.Memory
	time  *clock
}

// clock is set by the test and read by caches, also from goroutines of theirs.
type clock struct{ micros atomic.Int64 }

func (c *clock) now() time.Time          { return time.UnixMicro(c.micros.Load()) }
func (c *clock) advance(d time.Duration) { c.micros.Add(d.Microseconds()) }

func setup(t *testing.T, cfg catalog.Config) *bundle {
	t.Helper()
	b := &bundle{t: t, ctx: t.Context(), store: &catalogtest.Memory{}, time: &clock{}}
	b.time.micros.Store(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).UnixMicro())
	b.Service = b.serve(cfg, b.store)
	return b
}

// serve returns another catalogue process over a store.
func (b *bundle) serve(cfg catalog.Config, store catalog.Store) *catalog.Service {
	b.t.Helper()
	source, err := ids.New(b.time.now, 1, 0)
	b.must(err)
	s, err := catalog.New(cfg, store, b.time.now, source)
	b.must(err)
	return s
}

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// put imports rows of the source "feed" and returns their results.
func (b *bundle) put(rows ...*catalogv1.ProductInput) []*catalogv1.PutResult {
	b.t.Helper()
	resp, err := b.PutProducts(b.ctx, &catalogv1.PutProductsRequest{Source: "feed", Products: rows})
	b.must(err)
	if len(resp.GetResults()) != len(rows) {
		b.t.Fatalf("%d results for %d rows", len(resp.GetResults()), len(rows))
	}
	return resp.GetResults()
}

// get returns one product, or nil.
func (b *bundle) get(id int64) *catalogv1.Product {
	b.t.Helper()
	resp, err := b.GetProducts(b.ctx, &catalogv1.GetProductsRequest{ProductIds: []int64{id}})
	b.must(err)
	if len(resp.GetProducts()) == 0 {
		return nil
	}
	return resp.GetProducts()[0]
}

// lamp is a row with a price of 12.50 USD.
func lamp(name string) *catalogv1.ProductInput {
	return &catalogv1.ProductInput{ExternalId: name, Title: "Lamp " + name, Price: usd(1250)}
}

func usd(amount int64) *commercev1.Money { return &commercev1.Money{Amount: amount, Currency: "USD"} }

// wantField fails unless err is invalid and names the field with a problem that contains the words.
func wantField(t *testing.T, err error, field, words string) {
	t.Helper()
	e := errs.As(err)
	if e == nil || e.Kind != errs.KindInvalid {
		t.Errorf("%s: got %v, want an invalid request", field, err)
		return
	}
	for _, f := range e.Fields {
		if f.Name == field && strings.Contains(f.Problem, words) {
			return
		}
	}
	t.Errorf("got %v, want %s to say %q", e.Fields, field, words)
}

func TestConfigSaysWhatCannotBe(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		cfg  catalog.Config
		want string
	}{
		"a currency of another form":     {catalog.Config{Currency: "usd"}, `"usd" is not three upper-case letters`},
		"more currencies than indexed":   {catalog.Config{Currencies: []string{"USD", "EUR", "GBP", "JPY", "CHF"}}, "at most 4"},
		"a default that is not enabled":  {catalog.Config{Currencies: []string{"EUR"}}, "default currency USD must be among EUR"},
		"a house seller of two lines":    {catalog.Config{HouseSeller: "a\nb"}, "house_seller must not have control characters"},
		"a handling time of half a year": {catalog.Config{HandlingDays: 180}, "between 0 and 30"},
		"a cache time below zero":        {catalog.Config{CacheFor: -1}, "must not be negative"},
	} {
		if err := tc.cfg.WithDefaults().Validate(); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %q", name, err, tc.want)
		}
	}
	if err := (catalog.Config{}).WithDefaults().Validate(); err != nil {
		t.Errorf("the defaults: %v", err)
	}
	if _, err := catalog.New(catalog.Config{Currency: "x"}, &catalogtest.Memory{}, time.Now, nil); err == nil {
		t.Error("New took a configuration that cannot be")
	}
}

// contended is a store whose first saves come too late.
type contended struct {
	catalog.Store
	late int
}

func (c *contended) Save(ctx context.Context, changes []catalog.Change, names []catalog.ExternalID) error {
	if c.late > 0 {
		c.late--
		return catalog.ErrStale
	}
	return c.Store.Save(ctx, changes, names)
}

func TestALostRaceIsDecidedAgain(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	b.Service = b.serve(catalog.Config{}, &contended{b.store, 3})
	result := b.put(lamp("a"))[0]
	if p := b.get(result.GetProductId()); p.GetVersion() != 1 || len(b.store.Events()) != 1 {
		t.Errorf("version %d, %d events", p.GetVersion(), len(b.store.Events()))
	}
}

func TestAProductThatNeverRestsIsUnavailable(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	s := b.serve(catalog.Config{}, &contended{b.store, 1000})
	_, err := s.PutProducts(b.ctx, &catalogv1.PutProductsRequest{Source: "feed", Products: []*catalogv1.ProductInput{lamp("a")}})
	if !errs.HasCode(err, "catalog_contended") || !errs.Is(err, errs.KindUnavailable) {
		t.Errorf("got %v", err)
	}
}
