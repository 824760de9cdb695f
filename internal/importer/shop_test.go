package importer

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
)

// shop stands in for the three rooms: it keeps what they would keep, by the same rules, and can fail at a chosen call.
type shop struct {
	mu       sync.Mutex
	ids      map[string]int64                  // source/external id → product
	products map[int64]*catalogv1.ProductInput // as the last upserts left them
	prices   map[int64]*catalogv1.OfferPrice   // by SetPrices
	stock    map[[2]int64]int64                // product, seller
	history  map[string]map[int64]*analyticsv1.Purchase
	puts     int // rows that PutProducts saw
	calls    int
	failAt   int  // this call fails after it took effect; 0 = none
	noStock  bool // SpreadStock fails
	closed   int  // ImportHistory with last
	biggest  int  // rows of the biggest call
	lookedUp int  // names asked of MapExternal
}

var errDown = errors.New("the line went dead")

func newShop() *shop {
	return &shop{
		ids: map[string]int64{}, products: map[int64]*catalogv1.ProductInput{}, prices: map[int64]*catalogv1.OfferPrice{},
		stock: map[[2]int64]int64{}, history: map[string]map[int64]*analyticsv1.Purchase{},
	}
}

func (s *shop) needs() Needs { return Needs{s, s, s} }

// answered counts a call of n rows and says whether its answer is lost.
func (s *shop) answered(n int) error {
	s.calls++
	s.biggest = max(s.biggest, n)
	if s.calls == s.failAt {
		return errDown
	}
	return nil
}

func (s *shop) PutProducts(_ context.Context, req *catalogv1.PutProductsRequest) (*catalogv1.PutProductsResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	resp := &catalogv1.PutProductsResponse{}
	for _, in := range req.GetProducts() {
		resp.Results = append(resp.Results, s.put(req.GetSource()+"/"+in.GetExternalId(), in))
	}
	return resp, s.answered(len(req.GetProducts()))
}

func (s *shop) put(key string, in *catalogv1.ProductInput) *catalogv1.PutResult {
	s.puts++
	id, known := s.ids[key]
	if !known && in.GetTitle() == "" {
		return &catalogv1.PutResult{Outcome: "refused", Problem: "title is required for a new product"}
	}
	seller := int64(1)
	if in.GetSeller() != "" {
		seller = int64(len(in.GetSeller()))
	}
	if !known {
		id = int64(len(s.ids) + 1)
		s.ids[key], s.products[id] = id, proto.CloneOf(in)
		return &catalogv1.PutResult{ProductId: id, SellerId: seller, Outcome: "created"}
	}
	old := &entry{input: s.products[id]}
	before := proto.CloneOf(old.input)
	old.merge(&entry{input: proto.CloneOf(in)})
	outcome := "updated"
	if proto.Equal(before, old.input) {
		outcome = "unchanged"
	}
	return &catalogv1.PutResult{ProductId: id, SellerId: seller, Outcome: outcome}
}

func (s *shop) SetPrices(_ context.Context, req *catalogv1.SetPricesRequest) (*catalogv1.SetPricesResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range req.GetPrices() {
		s.prices[p.GetProductId()] = p
	}
	return &catalogv1.SetPricesResponse{Changed: int32(len(req.GetPrices()))}, s.answered(len(req.GetPrices()))
}

func (s *shop) MapExternal(_ context.Context, req *catalogv1.MapExternalRequest) (*catalogv1.MapExternalResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	resp := &catalogv1.MapExternalResponse{ProductIds: map[string]int64{}}
	for _, name := range req.GetExternalIds() {
		for key, id := range s.ids {
			source, external, _ := strings.Cut(key, "/")
			if external == name && (req.GetSource() == "" || req.GetSource() == source) {
				resp.ProductIds[name] = id
			}
		}
	}
	s.lookedUp += len(req.GetExternalIds())
	return resp, nil
}

func (s *shop) SpreadStock(_ context.Context, req *inventoryv1.SpreadStockRequest) (*inventoryv1.SpreadStockResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.noStock {
		return nil, errDown
	}
	changed := 0
	for _, o := range req.GetStocks() {
		key := [2]int64{o.GetProductId(), o.GetSellerId()}
		if old, known := s.stock[key]; !known || old != o.GetQuantity() {
			s.stock[key] = o.GetQuantity()
			changed++
		}
	}
	return &inventoryv1.SpreadStockResponse{Changed: int32(changed)}, nil
}

func (s *shop) ImportHistory(_ context.Context, req *analyticsv1.ImportHistoryRequest) (*analyticsv1.ImportHistoryResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := s.history[req.GetSource()]
	if rows == nil {
		rows = map[int64]*analyticsv1.Purchase{}
		s.history[req.GetSource()] = rows
	}
	added := 0
	for _, p := range req.GetPurchases() {
		if rows[p.GetRow()] == nil {
			rows[p.GetRow()] = p
			added++
		}
	}
	if req.GetLast() {
		s.closed++
	}
	return &analyticsv1.ImportHistoryResponse{Added: int32(added)}, s.answered(len(req.GetPurchases()))
}

// product returns what the shop keeps under a name.
func (s *shop) product(t *testing.T, source, external string) *catalogv1.ProductInput {
	t.Helper()
	id, known := s.ids[source+"/"+external]
	if !known {
		t.Fatalf("no product %q of source %q, only %v", external, source, s.names())
	}
	return s.products[id]
}

func (s *shop) names() []string {
	var out []string
	for key := range s.ids {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// write makes a file of the given content and returns its path.
func write(t *testing.T, name string, content ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	text := strings.Join(content, "\n") + "\n"
	if strings.HasSuffix(name, ".gz") {
		var b strings.Builder
		z := gzip.NewWriter(&b)
		fmt.Fprint(z, text)
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		text = b.String()
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// options are those of a shop in dollars and pounds.
func options(path string) Options {
	return Options{File: path, Currencies: []string{"USD", "GBP"}, Now: func() time.Time { return time.Time{} }}
}

// importProducts imports a file that must be readable.
func importProducts(t *testing.T, s *shop, o Options) *Result {
	t.Helper()
	res, err := Products(t.Context(), o, s.needs(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func importOrders(t *testing.T, s *shop, o Options) *Result {
	t.Helper()
	res, err := Orders(t.Context(), o, s.needs(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// problems are the row errors as they are printed.
func problems(res *Result) []string {
	var out []string
	for _, e := range res.Errors {
		out = append(out, e.Error())
	}
	return out
}
