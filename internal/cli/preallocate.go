package cli

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/app"
)

// inventoryPreallocate moves stock to where buyers are expected, ahead of a peak.
type inventoryPreallocate struct {
	Forecast string `help:"CSV with product_id, units, and region (US-WA, DE) or warehouse (name or id)." type:"existingfile" placeholder:"FILE"`
	Source   string `help:"The product ids of the file are those of this import (default the shop's own)." placeholder:"NAME"`
	Days     int    `help:"Without a file: what sold in the last so many days, where the orders of these days went." default:"28" placeholder:"N"`
	Times    int64  `help:"Without a file: so many times as much is expected." default:"1" placeholder:"N"`
	Apply    bool   `help:"Make the moves; without it they are only shown."`
	Name     string `help:"Names the peak: a move of the same name and size is made once (default today's date)." placeholder:"NAME"`
}

// Help shows how it is used.
func (c *inventoryPreallocate) Help() string {
	return `A region's buyers are served from the warehouse nearest to them. For each product the fewest moves are planned that leave every
warehouse with what its regions are expected to buy; where less is in stock, it is split in the same proportion. Reserved units
stay, and so do units that nobody is expected to buy. The plan is printed as a table; nothing moves without --apply, and what
moves is booked as adjusted on both sides. Interrupted, it may be run again.

  rialto inventory preallocate --forecast black-friday.csv
  rialto inventory preallocate --forecast black-friday.csv --source shop --apply --name black-friday
  rialto inventory preallocate --days 28 --times 3`
}

// expected is how many units of a product each warehouse's regions will buy.
type expected map[int64]map[int64]int64

func (e expected) add(product, warehouse, units int64) {
	if e[product] == nil {
		e[product] = map[int64]int64{}
	}
	e[product][warehouse] += units
}

// plannedMove is one row of the plan.
type plannedMove struct {
	product, seller int64
	*inventoryv1.Move
}

// Run plans, and moves if it is meant.
func (c *inventoryPreallocate) Run(env *environment) error { return env.looking(backstage, c.do) }

func (c *inventoryPreallocate) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	cfg, err := env.settings()
	if err != nil {
		return err
	}
	p := &planner{
		rooms: rooms, currency: cfg.WithDefaults().Currency, now: time.Now(), nearest: map[string]int64{},
		progress: &counting{out: env.err, now: time.Now},
	}
	if p.sites, err = warehouses(ctx, rooms); err != nil {
		return err
	}
	var want expected
	if c.Forecast != "" {
		want, err = c.ofFile(ctx, p)
	} else {
		want, err = p.ofSales(ctx, c.Days, c.Times)
	}
	if err != nil {
		return err
	}
	plan, err := p.plan(ctx, want)
	if err != nil {
		return err
	}
	if err := p.print(env, plan); err != nil || len(plan) == 0 {
		return err
	}
	return c.apply(ctx, env, p, plan)
}

func (c *inventoryPreallocate) apply(ctx context.Context, env *environment, p *planner, plan []plannedMove) error {
	if !c.Apply {
		_, err := fmt.Fprintln(env.out, "Nothing was moved: say --apply to do it.")
		return err
	}
	name := cmp.Or(c.Name, p.now.UTC().Format(time.DateOnly))
	for i, m := range plan {
		p.progress.told("moves made", i, len(plan))
		if _, err := p.rooms.Inventory.MoveStock(ctx, &inventoryv1.MoveStockRequest{
			MoveId: m.id(name), ProductId: m.product, SellerId: m.seller, FromWarehouseId: m.GetFromWarehouseId(),
			ToWarehouseId: m.GetToWarehouseId(), Quantity: m.GetQuantity(),
		}); err != nil {
			return fmt.Errorf("%d of %d moves are made, product %d: %w", i, len(plan), m.product, err)
		}
	}
	_, err := fmt.Fprintf(env.out, "%d moves are made.\n", len(plan))
	return err
}

// id is the same for the same move of the same peak, so that a repeat does nothing.
func (m plannedMove) id(peak string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%d|%d|%d|%d|%d", peak, m.product, m.seller, m.GetFromWarehouseId(), m.GetToWarehouseId(), m.GetQuantity()))
	return "preallocate:" + hex.EncodeToString(sum[:16])
}

// ofFile reads a forecast and finds its products and warehouses.
func (c *inventoryPreallocate) ofFile(ctx context.Context, p *planner) (expected, error) {
	file, err := os.Open(c.Forecast)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	f, err := readForecast(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Forecast, err)
	}
	products, err := p.products(ctx, f, c.Source)
	if err != nil {
		return nil, err
	}
	want := expected{}
	for _, row := range f.rows {
		product, known := products[row.product]
		if !known {
			return nil, fmt.Errorf("%s line %d: there is no product %.60q", c.Forecast, row.line, row.product)
		}
		warehouse, err := p.place(ctx, f, row)
		if err != nil {
			return nil, fmt.Errorf("%s line %d: %w", c.Forecast, row.line, err)
		}
		want.add(product, warehouse, row.units)
	}
	return want, nil
}

// planner is what one run knows.
type planner struct {
	rooms    app.Rooms
	currency string
	now      time.Time
	sites    sites
	nearest  map[string]int64 // warehouse of a region, once asked
	progress *counting
}

// products finds the ids of a forecast's products: the shop's own, or those of an import.
func (p *planner) products(ctx context.Context, f *forecast, source string) (map[string]int64, error) {
	names := map[string]int64{}
	for _, row := range f.rows {
		names[row.product] = 0
	}
	if source == "" {
		for name := range names {
			id, err := strconv.ParseInt(name, 10, 64)
			if err != nil || id <= 0 {
				return nil, fmt.Errorf("%.60q is not a product id of this shop; if it is one of an import, name that with --source", name)
			}
			names[name] = id
		}
		return names, nil
	}
	found := map[string]int64{}
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(names)), 200) {
		got, err := p.rooms.Catalog.MapExternal(ctx, &catalogv1.MapExternalRequest{Source: source, ExternalIds: batch})
		if err != nil {
			return nil, err
		}
		maps.Copy(found, got.GetProductIds())
	}
	return found, nil
}

func (p *planner) place(ctx context.Context, f *forecast, row forecastRow) (int64, error) {
	if f.byWarehouse {
		return p.sites.warehouse(row.place)
	}
	country, state := region(row.place)
	return p.nearestTo(ctx, country, state)
}

// nearestTo asks shipping, once a region, which warehouse would send there.
func (p *planner) nearestTo(ctx context.Context, country, state string) (int64, error) {
	key := country + "-" + state
	if id, known := p.nearest[key]; known {
		return id, nil
	}
	got, err := p.rooms.Shipping.Rate(ctx, &shippingv1.RateRequest{
		Address: &commercev1.Address{Country: country, Region: state}, Currency: p.currency, Units: 1,
	})
	if err != nil {
		return 0, err
	}
	p.nearest[key] = got.GetWarehouseIds()[0]
	return p.nearest[key], nil
}

// plan asks inventory for the moves of each product, in the order of their ids.
func (p *planner) plan(ctx context.Context, want expected) ([]plannedMove, error) {
	var out []plannedMove
	products := slices.Sorted(maps.Keys(want))
	for i, product := range products {
		p.progress.told("products planned", i, len(products))
		shares, units := sharesOf(want[product])
		if units == 0 {
			continue
		}
		seller, err := featuredSeller(ctx, p.rooms, product)
		if err != nil {
			return nil, err
		}
		got, err := p.rooms.Inventory.PlanMoves(ctx, &inventoryv1.PlanMovesRequest{
			ProductId: product, SellerId: seller, Expected: units, Shares: shares,
		})
		if err != nil {
			return nil, fmt.Errorf("plan product %d: %w", product, err)
		}
		for _, m := range got.GetMoves() {
			out = append(out, plannedMove{product, seller, m})
		}
	}
	return out, nil
}

// maxWeight is the largest share that inventory takes.
const maxWeight = 1_000_000

// sharesOf makes shares of units, scaled down where they are too large, and sums them.
func sharesOf(byWarehouse map[int64]int64) (shares []*inventoryv1.ForecastShare, units int64) {
	scale := int64(1)
	for _, n := range byWarehouse {
		units = min(units+n, maxForecastUnit)
		scale = max(scale, (n+maxWeight-1)/maxWeight)
	}
	for _, id := range slices.Sorted(maps.Keys(byWarehouse)) {
		shares = append(shares, &inventoryv1.ForecastShare{WarehouseId: id, Weight: byWarehouse[id] / scale})
	}
	return shares, units
}

func (p *planner) print(env *environment, plan []plannedMove) error {
	if len(plan) == 0 {
		_, err := fmt.Fprintln(env.out, "Stock is where it is expected to be bought: nothing to move.")
		return err
	}
	w := tabwriter.NewWriter(env.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PRODUCT\tSELLER\tFROM\tTO\tUNITS")
	var units int64
	for _, m := range plan {
		units += m.GetQuantity()
		fmt.Fprintf(w, "%d\t%d\t%s\t%s\t%d\n", m.product, m.seller, p.sites.name(m.GetFromWarehouseId()), p.sites.name(m.GetToWarehouseId()), m.GetQuantity())
	}
	fmt.Fprintf(w, "%d moves\t\t\t\t%d\n", len(plan), units)
	return w.Flush()
}
