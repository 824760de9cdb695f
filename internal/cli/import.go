package cli

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"time"

	"rialto/internal/app"
	"rialto/internal/importer"
)

// importCommand brings files of another shop in.
type importCommand struct {
	Products importProducts `cmd:"" help:"Load products: product_id and title, and what else the file has."`
	Orders   importOrders   `cmd:"" help:"Load past orders as history that ranking learns from; the order book is not touched."`
}

// importFlags are those of both imports.
type importFlags struct {
	File      string   `arg:"" help:"CSV with a header or JSON Lines, plain or .gz." type:"existingfile"`
	Source    string   `help:"Name of the shop the ids are from (default: the file's name)." placeholder:"NAME"`
	Map       []string `help:"Where a field comes from: --map title=Description, --map 'title={brand} {product_type}', --map 'unit_price={sales_value}/{quantity}'." placeholder:"FIELD=…" sep:"none"`
	Set       []string `help:"A constant for a field that the file lacks: --set stock=100." placeholder:"FIELD=VALUE" sep:"none"`
	Currency  string   `help:"Currency of rows that name none (default: the shop's)." placeholder:"CODE"`
	MaxErrors int      `help:"How many row errors are shown." default:"20"`
	JSON      bool     `help:"Print the result as JSON." name:"json"`
}

type importProducts struct{ importFlags }

type importOrders struct {
	importFlags
	SetPrices bool `help:"Set each product's price to its latest unit price."`
}

// importRooms are the targets that an import needs when no shop is running; search is there so that a shop started
// later finds its index made.
var importRooms = []string{"bus", "catalog", "inventory", "analytics", "search"}

// Run imports products.
func (c *importProducts) Run(env *environment) error {
	return c.run(env, "products", importer.Options{}, importer.Products)
}

// Run imports orders.
func (c *importOrders) Run(env *environment) error {
	return c.run(env, "orders", importer.Options{SetPrices: c.SetPrices}, importer.Orders)
}

type importFunc func(context.Context, importer.Options, importer.Needs, importer.Progress) (*importer.Result, error)

func (c *importFlags) run(env *environment, kind string, o importer.Options, load importFunc) error {
	cfg, err := env.settings()
	if err != nil {
		return err
	}
	cfg = cfg.WithDefaults()
	o.File, o.Source, o.Map, o.Set, o.MaxErrors = c.File, c.Source, c.Map, c.Set, c.MaxErrors
	o.Currency, o.Currencies = c.Currency, cfg.Currencies
	o.State = statePath(cfg.Data, kind, c.File)
	return env.with(app.Options{}, importRooms, func(ctx context.Context, opened app.Opened) error {
		rooms := opened.Rooms
		needs := importer.Needs{Catalog: rooms.Catalog, Inventory: rooms.Inventory, Analytics: rooms.Analytics}
		result, err := load(ctx, o, needs, importer.NewProgress(os.Stderr, kind, time.Now))
		if result != nil {
			err = errors.Join(err, c.report(env, result))
		}
		return err
	})
}

func (c *importFlags) report(env *environment, result *importer.Result) error {
	if c.JSON {
		return writeJSON(env.out, result)
	}
	_, err := fmt.Fprint(env.out, result)
	return err
}

// statePath is where an interrupted import of this file notes how far it came.
func statePath(data, kind, file string) string {
	if full, err := filepath.Abs(file); err == nil {
		file = full
	}
	h := fnv.New64a()
	h.Write([]byte(file))
	return filepath.Join(data, fmt.Sprintf("import-%s-%x.json", kind, h.Sum64()))
}
