package cli

import (
	"context"
	"fmt"
	"text/tabwriter"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/app"
)

// dropsCommand announces and ends drops.
type dropsCommand struct {
	List   dropsList   `cmd:"" help:"List drops, newest first."`
	Create dropsCreate `cmd:"" help:"Announce a drop of a product."`
	End    dropsEnd    `cmd:"" help:"End a drop now: no limit, no waiting room."`
}

// Help shows how it is used.
func (c *dropsCommand) Help() string {
	return `  rialto drops list
  rialto drops create 7423847239472394 --starts 2026-11-27T08:00:00Z --limit 2 --waiting-room
  rialto drops end 7423847239472394`
}

var dropRooms = []string{"drop"}

type dropsList struct{}

// Help shows how it is used.
func (c *dropsList) Help() string { return "  rialto drops list" }

// Run lists drops.
func (c *dropsList) Run(env *environment) error { return env.looking(dropRooms, c.do) }

func (c *dropsList) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	got, err := rooms.Drops.ListDrops(ctx, &dropv1.ListDropsRequest{})
	if err != nil {
		return err
	}
	return printDrops(env, got.GetDrops()...)
}

func printDrops(env *environment, drops ...*dropv1.Drop) error {
	if len(drops) == 0 {
		_, err := fmt.Fprintln(env.out, "No drop has been announced.")
		return err
	}
	w := tabwriter.NewWriter(env.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PRODUCT\tSTATE\tSTARTS\tENDS\tLIMIT\tWAITING ROOM\tJOINED\tADMITTED\tA SECOND")
	for _, d := range drops {
		room := "off"
		if d.GetWaitingRoom() {
			room = "on"
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%d\t%s\t%d\t%d\t%.1f\n", d.GetProductId(), d.GetState(), at(d.GetStartsAt()), at(d.GetEndsAt()),
			d.GetLimitPerBuyer(), room, d.GetJoined(), d.GetAdmitted(), d.GetRate())
	}
	return w.Flush()
}

type dropsCreate struct {
	Product     int64 `arg:"" help:"The product's id."`
	Starts      when  `help:"When it begins (default now)." placeholder:"TIME"`
	Ends        when  `help:"When it ends (default when it is ended)." placeholder:"TIME"`
	Limit       int64 `help:"Units per buyer; 0 = no limit." default:"0" placeholder:"N"`
	WaitingRoom bool  `help:"Put a waiting room in front of its checkout."`
}

// Help shows how it is used.
func (c *dropsCreate) Help() string {
	return `  rialto drops create 7423847239472394 --limit 2
  rialto drops create 7423847239472394 --starts 2026-11-27T08:00:00Z --ends 2026-11-28 --limit 2 --waiting-room`
}

// Run announces it.
func (c *dropsCreate) Run(env *environment) error { return env.looking(dropRooms, c.do) }

func (c *dropsCreate) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	got, err := rooms.Drops.CreateDrop(ctx, &dropv1.CreateDropRequest{Drop: &dropv1.Drop{
		ProductId: c.Product, StartsAt: c.Starts.micros(), EndsAt: c.Ends.micros(), LimitPerBuyer: c.Limit, WaitingRoom: c.WaitingRoom,
	}})
	if err != nil {
		return err
	}
	return printDrops(env, got)
}

type dropsEnd struct {
	Product int64 `arg:"" help:"The product's id."`
}

// Help shows how it is used.
func (c *dropsEnd) Help() string { return "  rialto drops end 7423847239472394" }

// Run ends it.
func (c *dropsEnd) Run(env *environment) error { return env.looking(dropRooms, c.do) }

func (c *dropsEnd) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	got, err := rooms.Drops.EndDrop(ctx, &dropv1.EndDropRequest{ProductId: c.Product})
	if err != nil {
		return err
	}
	return printDrops(env, got)
}
