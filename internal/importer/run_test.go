package importer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// bigFile makes a file of n products, one a line from line 2 on.
func bigFile(t *testing.T, n int) string {
	t.Helper()
	text := []string{"product_id,title,price"}
	for i := range n {
		text = append(text, fmt.Sprintf("p%d,Product %d,%d.99", i, i, i%90+1))
	}
	return write(t, "big.csv", text...)
}

// bigSales makes a file of n sales of ten products; later ones cost more.
func bigSales(t *testing.T, n int) string {
	t.Helper()
	text := []string{"order_id,ordered_at,user_id,product_id,quantity,unit_price"}
	for i := range n {
		text = append(text, fmt.Sprintf("o%d,2024-01-01 %02d:%02d:%02d,u,p%d,1,%d", i, i/3600, i/60%60, i%60, i%10, i+1))
	}
	return write(t, "sales.csv", text...)
}

func TestAnInterruptedImportOfProductsContinues(t *testing.T) {
	t.Parallel()
	o := options(bigFile(t, 25_000))
	o.State = filepath.Join(t.TempDir(), "notes", "import.json")
	s := newShop()
	s.failAt = 25 // in the second window of 20 calls
	res, err := Products(t.Context(), o, s.needs(), nil)
	if !errors.Is(err, errDown) || res.Created != 12_000 {
		t.Fatalf("%v: %s", err, res)
	}
	s.failAt = 0
	res = importProducts(t, s, o)
	if res.Resumed != 10_000 || res.Rows != 15_000 || res.Unchanged != 2500 || res.Created != 12_500 || len(s.ids) != 25_000 {
		t.Errorf("%s", res)
	}
	if _, err := os.Stat(o.State); !errors.Is(err, os.ErrNotExist) {
		t.Error("the note of a finished import is still there")
	}
	if res = importProducts(t, s, o); res.Resumed != 0 || res.Unchanged != 25_000 {
		t.Errorf("a finished import does not start over: %s", res)
	}
}

func TestAnInterruptedImportOfOrdersContinuesAndStillKnowsAllPrices(t *testing.T) {
	t.Parallel()
	s := newShop()
	importProducts(t, s, options(bigFile(t, 10)))
	o := options(bigSales(t, 12_000))
	o.State, o.SetPrices = filepath.Join(t.TempDir(), "import.json"), true
	s.calls, s.failAt = 0, 2
	if _, err := Orders(t.Context(), o, s.needs(), nil); !errors.Is(err, errDown) {
		t.Fatal(err)
	}
	if s.closed != 0 || len(s.prices) != 0 {
		t.Fatal("an import that failed was closed")
	}
	s.failAt = 0
	res := importOrders(t, s, o)
	if res.Resumed != 5000 || res.Added != 2000 || res.Known != 5000 || len(s.history["sales"]) != 12_000 || s.closed != 1 {
		t.Errorf("%s", res)
	}
	if len(s.prices) != 10 || s.prices[s.ids["big/p9"]].GetPrice().GetAmount() != 12_000_00 {
		t.Errorf("prices %v", s.prices)
	}
}

func TestPricesOfRowsThatWereSentBeforeAreNotForgotten(t *testing.T) {
	t.Parallel()
	s := newShop()
	importProducts(t, s, options(write(t, "p.csv", "product_id,title", "early,Soap", "late,Tea")))
	text := []string{"order_id,ordered_at,user_id,product_id,quantity,unit_price"}
	for range callPurchases {
		text = append(text, "1,2024-01-01,u,early,1,3.00")
	}
	o := options(write(t, "sales.csv", append(text, "2,2024-01-02,u,late,1,4.00")...))
	o.State, o.SetPrices = filepath.Join(t.TempDir(), "import.json"), true
	s.calls, s.failAt = 0, 2
	if _, err := Orders(t.Context(), o, s.needs(), nil); !errors.Is(err, errDown) {
		t.Fatal(err)
	}
	s.failAt = 0
	importOrders(t, s, o)
	if s.prices[1].GetPrice().GetAmount() != 300 || s.prices[2].GetPrice().GetAmount() != 400 {
		t.Errorf("prices %v", s.prices)
	}
}

func TestAChangedFileOrMappingStartsOver(t *testing.T) {
	t.Parallel()
	interrupted := func(t *testing.T) (*shop, Options) {
		o := options(bigFile(t, 12_000))
		o.State = filepath.Join(t.TempDir(), "import.json")
		s := newShop()
		s.failAt = 22
		if _, err := Products(t.Context(), o, s.needs(), nil); !errors.Is(err, errDown) {
			t.Fatal(err)
		}
		s.failAt = 0
		return s, o
	}
	for name, change := range map[string]func(*Options){
		"another mapping":  func(o *Options) { o.Map = []string{"brand=title"} },
		"another source":   func(o *Options) { o.Source = "elsewhere" },
		"another currency": func(o *Options) { o.Currency = "GBP" },
		"another content": func(o *Options) {
			f, err := os.OpenFile(o.File, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			fmt.Fprintln(f, "last,Last,1")
		},
		"an unreadable note": func(o *Options) {
			if err := os.WriteFile(o.State, []byte("{"), 0o600); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, o := interrupted(t)
			change(&o)
			if res := importProducts(t, s, o); res.Resumed != 0 {
				t.Errorf("%s", res)
			}
		})
	}
	t.Run("nothing", func(t *testing.T) {
		t.Parallel()
		s, o := interrupted(t)
		if res := importProducts(t, s, o); res.Resumed != 10_000 {
			t.Errorf("%s", res)
		}
	})
}

func TestABrokenFileKeepsWhatCameBefore(t *testing.T) {
	t.Parallel()
	path := write(t, "p.csv.gz", "product_id,title", "1,Soap", "2,Tea")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, whole[:len(whole)-4], 0o600); err != nil {
		t.Fatal(err)
	}
	s := newShop()
	res, err := Products(t.Context(), options(path), s.needs(), nil)
	if err == nil || res.Created != 2 {
		t.Errorf("%v: %s", err, res)
	}
}

func TestACanceledImportStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Products(ctx, options(bigFile(t, 10)), newShop().needs(), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// track records what a progress is told.
type track struct {
	total, read, rows int64
	backwards, ended  bool
}

func (p *track) Start(total int64) { p.total = total }
func (p *track) At(read, rows int64) {
	p.backwards = p.backwards || read < p.read || rows < p.rows
	p.read, p.rows = read, rows
}
func (p *track) End() { p.ended = true }

func TestProgressReachesTheEnd(t *testing.T) {
	t.Parallel()
	s, p := newShop(), &track{}
	if _, err := Products(t.Context(), options(bigFile(t, 15_000)), s.needs(), p); err != nil {
		t.Fatal(err)
	}
	if p.read != p.total || p.total == 0 || p.rows != 15_000 || p.backwards || !p.ended {
		t.Errorf("%+v", p)
	}
}
