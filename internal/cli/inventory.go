package cli

import (
	"context"
	"crypto/rand"
	"fmt"
	"text/tabwriter"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/app"
	"rialto/internal/platform/errs"
)

// inventoryCommand looks at stock and moves it.
type inventoryCommand struct {
	Moves       inventoryMoves       `cmd:"" help:"A product's stock history, newest first."`
	Move        inventoryMove        `cmd:"" help:"Move units of one product between two warehouses."`
	Preallocate inventoryPreallocate `cmd:"" help:"Plan, and with --apply make, the moves that a peak needs."`
}

// Help shows how it is used.
func (c *inventoryCommand) Help() string {
	return `  rialto inventory moves 7423847239472394
  rialto inventory move 7423847239472394 --from 1 --to 3 --units 40
  rialto inventory preallocate --forecast black-friday.csv --source shop
  rialto inventory preallocate --days 28 --apply`
}

var stockRooms = []string{"bus", "catalog", "inventory"}

type inventoryMoves struct {
	Product int64 `arg:"" help:"The product's id."`
	Limit   int32 `help:"How many, at most 200." default:"50"`
}

// Help shows how it is used.
func (c *inventoryMoves) Help() string {
	return "  rialto inventory moves 7423847239472394 --limit 200"
}

// Run lists the ledger.
func (c *inventoryMoves) Run(env *environment) error { return env.looking(stockRooms, c.do) }

func (c *inventoryMoves) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	got, err := rooms.Inventory.Ledger(ctx, &inventoryv1.LedgerRequest{ProductId: c.Product, Limit: c.Limit})
	if err != nil {
		return err
	}
	if len(got.GetEntries()) == 0 {
		_, err := fmt.Fprintln(env.out, "Nothing has happened to this product's stock.")
		return err
	}
	sites, err := warehouses(ctx, rooms)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(env.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "AT\tKIND\tUNITS\tWAREHOUSE\tSELLER\tORDER")
	for _, e := range got.GetEntries() {
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%d\t%s\n", at(e.GetAt()), e.GetKind(), e.GetQuantity(), sites.name(e.GetWarehouseId()), e.GetSellerId(), e.GetOrderId())
	}
	return w.Flush()
}

type inventoryMove struct {
	Product int64  `arg:"" help:"The product's id."`
	From    int64  `help:"The warehouse that gives." required:"" placeholder:"WAREHOUSE_ID"`
	To      int64  `help:"The warehouse that gets." required:"" placeholder:"WAREHOUSE_ID"`
	Units   int64  `help:"How many; only units that nobody has reserved move." required:"" placeholder:"N"`
	Seller  int64  `help:"Whose units (default the featured offer's seller)." placeholder:"SELLER_ID"`
	Name    string `help:"Names the move: a second one of this name does nothing (default a new name)." placeholder:"NAME"`
}

// Help shows how it is used.
func (c *inventoryMove) Help() string {
	return "  rialto inventory move 7423847239472394 --from 1 --to 3 --units 40"
}

// Run moves.
func (c *inventoryMove) Run(env *environment) error { return env.looking(stockRooms, c.do) }

func (c *inventoryMove) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	seller := c.Seller
	if seller == 0 {
		var err error
		if seller, err = featuredSeller(ctx, rooms, c.Product); err != nil {
			return err
		}
	}
	name := c.Name
	if name == "" {
		name = rand.Text()
	}
	got, err := rooms.Inventory.MoveStock(ctx, &inventoryv1.MoveStockRequest{
		MoveId: "staff:" + name, ProductId: c.Product, SellerId: seller, FromWarehouseId: c.From, ToWarehouseId: c.To, Quantity: c.Units,
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.out, "Warehouse %d has %d units now, warehouse %d has %d.\n", c.From, got.GetFrom().GetAvailableQty(), c.To,
		got.GetTo().GetAvailableQty())
	return err
}

// featuredSeller is whose units are meant where nobody says.
func featuredSeller(ctx context.Context, rooms app.Rooms, product int64) (int64, error) {
	got, err := rooms.Catalog.GetOffers(ctx, &catalogv1.GetOffersRequest{Keys: []*catalogv1.OfferKey{{ProductId: product}}})
	if err != nil {
		return 0, err
	}
	if len(got.GetOffers()) == 0 {
		return 0, errs.NotFound("product_not_found", "There is no product %d.", product)
	}
	return got.GetOffers()[0].GetOffer().GetSellerId(), nil
}

// sites are the warehouses.
type sites []*inventoryv1.Warehouse

func warehouses(ctx context.Context, rooms app.Rooms) (sites, error) {
	got, err := rooms.Inventory.ListWarehouses(ctx, &inventoryv1.ListWarehousesRequest{})
	return got.GetWarehouses(), err
}

func (s sites) name(id int64) string {
	for _, w := range s {
		if w.GetWarehouseId() == id {
			return w.GetName()
		}
	}
	return fmt.Sprint(id)
}
