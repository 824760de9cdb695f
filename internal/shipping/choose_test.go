package shipping

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
)

func from(id, waiting int64, sellable ...int64) *inventoryv1.Source {
	return &inventoryv1.Source{WarehouseId: id, Waiting: waiting, Sellable: sellable}
}

// ask rates two lines to a place; warehouse 1 is in Seattle, 2 in Chicago, 3 in New York.
func (d *desk) ask(country, region string) *shippingv1.RateResponse {
	d.Helper()
	req := rate(country, region)
	req.Units, req.Lines = 3, []*shippingv1.RateLine{{ProductId: 1, SellerId: 5, Quantity: 2}, {ProductId: 2, SellerId: 5, Quantity: 1}}
	got, err := d.Rate(d.Context(), req)
	if err != nil {
		d.Fatal(err)
	}
	return got
}

func TestTheFirstWarehouseIsNearAndHasTheLinesAndTime(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sources []*inventoryv1.Source
		want    []int64
	}{
		"all have all":                      {[]*inventoryv1.Source{from(1, 0, 9, 9), from(2, 0, 9, 9), from(3, 0, 9, 9)}, []int64{1, 2, 3}},
		"only the farthest has all":         {[]*inventoryv1.Source{from(1, 0, 2, 0), from(2, 0, 1, 0), from(3, 0, 2, 1)}, []int64{3, 1, 2}},
		"nobody has all, one has more":      {[]*inventoryv1.Source{from(1, 0, 0, 0), from(2, 0, 2, 0), from(3, 0, 0, 0)}, []int64{2, 1, 3}},
		"nobody has anything":               {[]*inventoryv1.Source{from(1, 0, 0, 0), from(2, 0, 0, 0), from(3, 0, 0, 0)}, []int64{1, 2, 3}},
		"a busy one is still much nearer":   {[]*inventoryv1.Source{from(1, 9000, 9, 9), from(2, 0, 9, 9), from(3, 0, 9, 9)}, []int64{1, 2, 3}},
		"negative stock is none":            {[]*inventoryv1.Source{from(1, 0, -9, 9), from(2, 0, 9, 9), from(3, 0, -9, -9)}, []int64{2, 1, 3}},
		"a warehouse unknown to inventory":  {[]*inventoryv1.Source{from(2, 0, 0, 0), from(3, 0, 9, 9)}, []int64{1, 3, 2}},
		"an answer about other lines":       {[]*inventoryv1.Source{from(1, 0, 0), from(2, 0, 0), from(3, 0, 9)}, []int64{1, 2, 3}},
		"an answer that names no warehouse": {nil, []int64{1, 2, 3}},
	} {
		d := setup(t, nil)
		d.buildings.sources = c.sources
		if got := d.ask("US", "WA").GetWarehouseIds(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if asked := d.buildings.looked[0].GetLines(); len(asked) != 2 || asked[1].GetProductId() != 2 {
			t.Errorf("%s: asked for %v", name, asked)
		}
	}
}

func TestOfTwoNearlyAsNearTheIdleOneShips(t *testing.T) {
	t.Parallel()
	d := setup(t, nil)
	d.buildings.list[0] = &inventoryv1.Warehouse{WarehouseId: 1, Latitude: 42.5, Longitude: -87.6}
	busy := func(one, two int64) []int64 {
		d.buildings.sources = []*inventoryv1.Source{from(1, one, 9, 9), from(2, two, 9, 9), from(3, 0, 9, 9)}
		return d.ask("US", "IL").GetWarehouseIds()[:2]
	}
	if got := busy(800, 0); !slices.Equal(got, []int64{2, 1}) {
		t.Errorf("one is busy: %v", got)
	}
	if got := busy(0, 800); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("two is busy: %v", got)
	}
}

func TestDeliveryIsPricedFromTheFirst(t *testing.T) {
	t.Parallel()
	d := setup(t, nil)
	d.buildings.sources = []*inventoryv1.Source{from(1, 0, 9, 9), from(2, 0, 9, 9), from(3, 0, 9, 9)}
	near := d.ask("US", "WA").GetOptions()[0]
	d.buildings.sources = []*inventoryv1.Source{from(1, 0, 0, 0), from(2, 0, 0, 0), from(3, 0, 9, 9)}
	far := d.ask("US", "WA").GetOptions()[0]
	if near.GetCost().GetAmount() >= far.GetCost().GetAmount() || near.GetArrivesBy() >= far.GetArrivesBy() {
		t.Errorf("from Seattle %v, from New York %v", near, far)
	}
}

func TestASilentInventoryBlocksNoQuote(t *testing.T) {
	t.Parallel()
	d := setup(t, nil)
	d.buildings.silent = errors.New("inventory is away")
	if got := d.ask("US", "NY").GetWarehouseIds(); !slices.Equal(got, []int64{3, 2, 1}) {
		t.Errorf("got %v, want them by distance", got)
	}
	synctest.Test(t, func(t *testing.T) {
		d := setup(t, nil)
		d.buildings.late = true
		if got := d.ask("US", "NY").GetWarehouseIds(); !slices.Equal(got, []int64{3, 2, 1}) {
			t.Errorf("got %v, want them by distance", got)
		}
	})
}

func TestWithoutLinesNobodyIsAskedWhoHasThem(t *testing.T) {
	t.Parallel()
	d := setup(t, nil)
	if _, err := d.Rate(t.Context(), rate("US", "WA")); err != nil || len(d.buildings.looked) != 0 {
		t.Errorf("asked %d times, %v", len(d.buildings.looked), err)
	}
	req := rate("US", "WA")
	req.Lines = []*shippingv1.RateLine{nil}
	_, err := d.Rate(t.Context(), req)
	d.code(err, "validation")
}

// More of anything that speaks against a warehouse never ranks it earlier, whatever the weights.
func TestMoreOfAnyTermNeverRanksEarlier(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(11, 12))
	term := func() float64 { return float64(random.IntN(5)) / 4 }
	for range 5000 {
		w := Weights{random.Float64(), random.Float64(), random.Float64(), 2 * random.Float64(), float64(random.IntN(2))}
		all := make([]candidate, 1+random.IntN(6))
		for i := range all {
			all[i] = candidate{near{site{id: int64(i)}, float64(random.IntN(3))}, term(), term(), term(), term(), term()}
		}
		place := func(list []candidate, id int64) int {
			return slices.IndexFunc(w.rank(slices.Clone(list)), func(c candidate) bool { return c.id == id })
		}
		i := random.IntN(len(all))
		before := place(all, int64(i))
		worse := slices.Clone(all)
		c := &worse[i]
		for _, v := range []*float64{&c.cost, &c.days, &c.distance, &c.lacking, &c.load} {
			*v += random.Float64() * float64(random.IntN(2))
		}
		if after := place(worse, int64(i)); after < before {
			t.Fatalf("from place %d to %d: %+v, worse %+v, weights %+v", before, after, all, *c, w)
		}
	}
}

// The same through the whole of Rate: units that wait or lack never bring a warehouse forward.
func TestMoreWaitingOrFewerUnitsNeverRankEarlier(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(13, 14))
	for range 1000 {
		d := setup(t, nil)
		var before []*inventoryv1.Source
		for id := int64(1); id <= 3; id++ {
			before = append(before, from(id, random.Int64N(3)*400, random.Int64N(4), random.Int64N(3)))
		}
		d.buildings.sources = before
		i := random.IntN(3)
		region := []string{"WA", "IL", "NY", "TX", "HI"}[random.IntN(5)]
		was := slices.Index(d.ask("US", region).GetWarehouseIds(), int64(i+1))
		b := before[i]
		d.buildings.sources = slices.Clone(before)
		d.buildings.sources[i] = from(b.GetWarehouseId(), b.GetWaiting()+random.Int64N(2000), max(0, b.GetSellable()[0]-random.Int64N(3)), b.GetSellable()[1])
		if is := slices.Index(d.ask("US", region).GetWarehouseIds(), int64(i+1)); is < was {
			t.Fatalf("%s: from place %d to %d: %v, then %v", region, was, is, before, d.buildings.sources)
		}
	}
}

func TestLinesOfOneOfferShareWhatThereIs(t *testing.T) {
	t.Parallel()
	lines := []*shippingv1.RateLine{{ProductId: 1, SellerId: 5, Quantity: 2}, {ProductId: 1, SellerId: 5, Quantity: 2}}
	for have, want := range map[int64]float64{4: 0, 3: 0.625, 0: 1, -3: 1} {
		if got := lacking(lines, []int64{have, have}); got != want {
			t.Errorf("with %d units: %g, want %g", have, got, want)
		}
	}
}
