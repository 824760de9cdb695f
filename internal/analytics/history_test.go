package analytics_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	"rialto/internal/platform/errs"
)

func purchase(row, product, quantity int64) *analyticsv1.Purchase {
	return &analyticsv1.Purchase{
		Row: row, Basket: fmt.Sprint("b", row), Buyer: "h1", ProductId: product, Quantity: quantity, UnitPrice: 199, Currency: "USD",
		OrderedAt: time.Date(2017, 3, 1, 0, 0, 0, 0, time.UTC).UnixMicro() + row,
	}
}

func importing(purchases ...*analyticsv1.Purchase) *analyticsv1.ImportHistoryRequest {
	return &analyticsv1.ImportHistoryRequest{Source: "till", Purchases: purchases}
}

func (b bundle) imports(t *testing.T, req *analyticsv1.ImportHistoryRequest) int32 {
	t.Helper()
	resp, err := b.ImportHistory(ctx, req)
	if err != nil {
		t.Fatalf("import: %v", err)
	}
	return resp.GetAdded()
}

func TestAnImportTellsOnceItsLastRowIsIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if added := b.imports(t, importing(purchase(1, 17, 99), purchase(2, 18, 9))); added != 2 {
		t.Fatalf("added %d", added)
	}
	if got := b.signals(t); len(got) != 0 {
		t.Fatalf("told before the end: %v", got)
	}
	last := importing(purchase(2, 18, 9), purchase(3, 18, 0+1))
	last.Last = true
	if added := b.imports(t, last); added != 1 {
		t.Fatalf("added %d", added)
	}
	got := b.signals(t)
	if len(got) != 2 || got[17].GetSalesVelocity() != 1 || got[17].GetUnitsSold() != 99 || got[18].GetUnitsSold() != 10 {
		t.Fatalf("told %v", got)
	}
	if c := got[17].GetConversion(); c != 0.05 {
		t.Fatalf("imported purchases have no views, conversion %v", c)
	}
	if added := b.imports(t, last); added != 0 {
		t.Fatalf("a repeat added %d", added)
	}
	if n := len(b.store.Events(t)); n != 1 {
		t.Fatalf("%d events, want 1", n)
	}
}

func TestTheEndOfAFileMayComeAlone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.imports(t, importing(purchase(1, 17, 1)))
	b.imports(t, &analyticsv1.ImportHistoryRequest{Source: "till", Last: true})
	if got := b.signals(t); len(got) != 1 {
		t.Fatalf("told %v", got)
	}
}

func TestHistoryReadsBackAsItWasImported(t *testing.T) {
	t.Parallel()
	b := setup(t)
	anonymous := purchase(2, 18, 1)
	anonymous.Buyer = ""
	b.imports(t, importing(purchase(1, 17, 1), anonymous))
	resp, err := b.History(ctx, &analyticsv1.HistoryRequest{Source: "till", AfterRow: 1})
	if err != nil || len(resp.GetPurchases()) != 1 || resp.GetPurchases()[0].String() != anonymous.String() {
		t.Fatalf("%v, %v", resp, err)
	}
	if resp, err := b.History(ctx, &analyticsv1.HistoryRequest{Source: "web"}); err != nil || len(resp.GetPurchases()) != 0 {
		t.Fatalf("unknown source: %v, %v", resp, err)
	}
	sum, err := b.Summary(ctx, nil)
	if err != nil || sum.GetHistoryLines() != 2 {
		t.Fatalf("summary %v, %v", sum, err)
	}
}

func TestEveryBadFieldOfAnImportIsNamed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for field, change := range map[string]func(*analyticsv1.Purchase){
		"row":        func(p *analyticsv1.Purchase) { p.Row = 0 },
		"product_id": func(p *analyticsv1.Purchase) { p.ProductId = -1 },
		"quantity":   func(p *analyticsv1.Purchase) { p.Quantity = 1_000_001 },
		"unit_price": func(p *analyticsv1.Purchase) { p.UnitPrice = -1 },
		"currency":   func(p *analyticsv1.Purchase) { p.Currency = "usd" },
		"ordered_at": func(p *analyticsv1.Purchase) { p.OrderedAt = 0 },
		"basket":     func(p *analyticsv1.Purchase) { p.Basket = "" },
		"buyer":      func(p *analyticsv1.Purchase) { p.Buyer = "a\x00b" },
	} {
		bad := purchase(2, 18, 1)
		change(bad)
		_, err := b.ImportHistory(ctx, importing(purchase(1, 17, 1), bad))
		e := errs.As(err)
		if e == nil || e.Kind != errs.KindInvalid || len(e.Fields) != 1 || e.Fields[0].Name != "purchases[1]."+field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if sum, _ := b.Summary(ctx, nil); sum.GetHistoryLines() != 0 {
		t.Fatal("a refused import left rows behind")
	}
}

func TestAnImportThatIsTooLargeOrNamelessIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	many := importing(make([]*analyticsv1.Purchase, 5_001)...)
	if _, err := b.ImportHistory(ctx, many); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("5,001 purchases: %v", err)
	}
	allNil := importing(make([]*analyticsv1.Purchase, 5_000)...)
	_, err := b.ImportHistory(ctx, allNil)
	if e := errs.As(err); e == nil || len(e.Fields) != 20 {
		t.Errorf("5,000 empty purchases must be named up to a limit: %v", err)
	}
	for _, source := range []string{"", strings.Repeat("x", 101), "a\nb"} {
		if _, err := b.ImportHistory(ctx, &analyticsv1.ImportHistoryRequest{Source: source}); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("source %q: %v", source, err)
		}
		if _, err := b.History(ctx, &analyticsv1.HistoryRequest{Source: source}); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("history of %q: %v", source, err)
		}
	}
	if _, err := b.ImportHistory(ctx, nil); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("nil: %v", err)
	}
}

func TestPagesHaveALimit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, limit := range []int32{-1, 5_001} {
		if _, err := b.Signals(ctx, &analyticsv1.SignalsRequest{Limit: limit}); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("signals, limit %d: %v", limit, err)
		}
		if _, err := b.History(ctx, &analyticsv1.HistoryRequest{Source: "till", Limit: limit}); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("history, limit %d: %v", limit, err)
		}
	}
	last := importing(purchase(1, 17, 1), purchase(2, 18, 1), purchase(3, 19, 1))
	last.Last = true
	b.imports(t, last)
	resp, err := b.Signals(ctx, &analyticsv1.SignalsRequest{AfterProductId: 17, Limit: 1})
	if err != nil || len(resp.GetSignals()) != 1 || resp.GetSignals()[0].GetProductId() != 18 {
		t.Fatalf("page %v, %v", resp, err)
	}
}
