package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	orderv1 "rialto/gen/rialto/order/v1"
)

// fileOf writes a forecast.
func fileOf(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "forecast.csv")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func moves(s *shop) (out []*inventoryv1.MoveStockRequest) {
	for _, q := range s.asked {
		if m, ok := q.(*inventoryv1.MoveStockRequest); ok {
			out = append(out, m)
		}
	}
	return out
}

func TestAForecastBecomesAPlan(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, source string }{
		"by region":          {"product_id,region,units\n101,US-WA,6\n101,de,4\n101,DE,0\n", ""},
		"by warehouse":       {"units,warehouse,product_id\n6,1,101\n4,berlin,101\n", ""},
		"by an import's ids": {"\ufeffproduct_id,region,units\nlamp, US-WA ,6\nlamp,DE,4\n", "shop"},
	} {
		s := &shop{}
		out, err := said(t, s, (&inventoryPreallocate{Forecast: fileOf(t, c.text), Source: c.source}).do)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		wants(t, out, "101", "Reno", "Berlin", "1 moves", "Nothing was moved: say --apply")
		q := s.asked[0].(*inventoryv1.PlanMovesRequest)
		if q.GetExpected() != 10 || q.GetSellerId() != 7 || len(q.GetShares()) != 2 || q.GetShares()[0].GetWeight() != 6 || q.GetShares()[1].GetWeight() != 4 {
			t.Errorf("%s: asked %v", name, q)
		}
		if len(moves(s)) != 0 {
			t.Errorf("%s: moved without --apply", name)
		}
	}
}

func TestTheSamePeakMovesUnderTheSameNames(t *testing.T) {
	t.Parallel()
	file := fileOf(t, "product_id,region,units\n101,DE,4\n102,DE,5\n")
	apply := func(name string) []*inventoryv1.MoveStockRequest {
		s := &shop{}
		out, err := said(t, s, (&inventoryPreallocate{Forecast: file, Apply: true, Name: name}).do)
		if err != nil {
			t.Fatal(err)
		}
		wants(t, out, "2 moves are made.")
		return moves(s)
	}
	first, again, other := apply("peak"), apply("peak"), apply("other")
	for i, m := range first {
		if m.GetMoveId() != again[i].GetMoveId() || m.GetMoveId() == other[i].GetMoveId() || len(m.GetMoveId()) > 64 {
			t.Errorf("%q, again %q, another peak's %q", m.GetMoveId(), again[i].GetMoveId(), other[i].GetMoveId())
		}
		if m.GetFromWarehouseId() != 1 || m.GetToWarehouseId() != 2 || m.GetSellerId() != 7 {
			t.Errorf("moved %v", m)
		}
	}
	if first[0].GetMoveId() == first[1].GetMoveId() {
		t.Error("two moves share a name: the second would do nothing")
	}
}

func TestAForecastOfNonsenseMovesNothing(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                          "header",
		"product_id,units\n101,1\n": "needed are product_id, units, and region or warehouse",
		"product_id,region,units\n": "no rows",
		"product_id,region,units\n101,DE,1.5\n101,DE,1e3\n101,DE,-1\n101,DE,9223372036854775808\n": "line 5",
		"product_id,region,units\n,DE,1\n":        "line 2: product_id",
		"product_id,region,units\n101,XX,1\n":     "line 2: There is no country XX",
		"product_id,warehouse,units\n101,Rom,1\n": `there is no warehouse "Rom"`,
		"product_id,region,units\nlamp,DE,1\n":    "--source",
		"product_id,region,units\n999,DE,1\n":     "There is no product 999",
		"product_id,region,units\n101,DE\n":       "wrong number of fields",
	} {
		s := &shop{}
		_, err := said(t, s, (&inventoryPreallocate{Forecast: fileOf(t, text), Apply: true}).do)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
		if len(moves(s)) != 0 {
			t.Errorf("%q moved %v", text, moves(s))
		}
	}
}

func TestUnknownIdsOfAnImportAreNamed(t *testing.T) {
	t.Parallel()
	_, err := said(t, &shop{}, (&inventoryPreallocate{Forecast: fileOf(t, "product_id,region,units\nlamp,DE,1\nvase,DE,1\n"), Source: "shop"}).do)
	if err == nil || !strings.Contains(err.Error(), `line 3: there is no product "vase"`) {
		t.Fatalf("got %v", err)
	}
}

// TestSalesGoWhereOrdersWent: of 10 units sold, a quarter of the recent orders' units went to Germany. A canceled order and an
// address that nobody knows any more do not count.
func TestSalesGoWhereOrdersWent(t *testing.T) {
	t.Parallel()
	s := &shop{orders: []*orderv1.Order{
		orderTo("US", "delivered", 3), orderTo("DE", "confirmed", 1), orderTo("DE", "canceled", 100), orderTo("Atlantis", "confirmed", 100),
	}}
	if _, err := said(t, s, (&inventoryPreallocate{Days: 28, Times: 2}).do); err != nil {
		t.Fatal(err)
	}
	q := s.asked[0].(*inventoryv1.PlanMovesRequest)
	if q.GetExpected() != 20 || q.GetShares()[0].GetWeight() != 15 || q.GetShares()[1].GetWeight() != 5 {
		t.Fatalf("asked %v", q)
	}
}

func TestWithoutSalesAForecastIsAskedFor(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]*inventoryPreallocate{
		"--forecast": {Days: 28, Times: 1}, "--days is 0": {Times: 1}, "--days is 366": {Days: 366, Times: 1}, "--times is 0": {Days: 1},
	} {
		if _, err := said(t, &shop{}, c.do); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestLargeForecastsAreScaledToWhatInventoryTakes(t *testing.T) {
	t.Parallel()
	shares, units := sharesOf(map[int64]int64{1: 900_000_000, 2: 300_000_000})
	if units != maxForecastUnit || shares[0].GetWeight() != maxWeight || shares[1].GetWeight() != maxWeight/3 {
		t.Fatalf("%d units as %v", units, shares)
	}
}

func TestStockHistoryAndOneMove(t *testing.T) {
	t.Parallel()
	s := &shop{}
	out, err := said(t, s, (&inventoryMoves{Product: 101, Limit: 50}).do)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, out, "reserved", "Reno", "9001")
	if out, err = said(t, s, (&inventoryMoves{Product: 102}).do); err != nil {
		t.Fatal(err)
	}
	wants(t, out, "Nothing has happened")
	if out, err = said(t, s, (&inventoryMove{Product: 101, From: 1, To: 2, Units: 4, Name: "once"}).do); err != nil {
		t.Fatal(err)
	}
	wants(t, out, "Warehouse 1 has 5 units now, warehouse 2 has 4.")
	if m := moves(s)[0]; m.GetMoveId() != "staff:once" || m.GetSellerId() != 7 || m.GetQuantity() != 4 {
		t.Errorf("moved %v", m)
	}
	if _, err := said(t, s, (&inventoryMove{Product: 999, From: 1, To: 2, Units: 4}).do); err == nil {
		t.Error("a product that there is not was moved")
	}
}
