package cli

import (
	"context"
	"errors"
	"fmt"

	"rialto/internal/app"
	"rialto/internal/verify"
)

// verifyCommand proves that the books are right.
type verifyCommand struct {
	JSON bool `help:"Print the report as JSON." name:"json"`
}

var errBooks = errors.New("the books are wrong")

// Run checks the running shop, or the folder if nobody serves it; then nothing in it is changed.
func (c *verifyCommand) Run(env *environment) error {
	if err := env.folderExists(); err != nil {
		return err
	}
	return env.with(still, books, func(ctx context.Context, opened app.Opened) error {
		near := opened.Rooms
		report, err := verify.Run(ctx, verify.Rooms{
			Order: near.Order, Inventory: near.Inventory, Payment: near.Payment, GiftCards: near.GiftCards, Ledger: near.Ledger,
			Pricing: near.Pricing, Drops: near.Drops, Fulfillment: near.Fulfillment, Notification: near.Notification,
		}, verify.Options{Offline: !opened.Serving})
		if err != nil {
			return err
		}
		return c.report(env, report)
	})
}

func (c *verifyCommand) report(env *environment, report *verify.Report) error {
	if c.JSON {
		if err := writeJSON(env.out, report); err != nil {
			return err
		}
	} else {
		fmt.Fprint(env.out, report)
	}
	if !report.OK() {
		return errBooks
	}
	return nil
}
