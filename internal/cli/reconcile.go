package cli

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	ledgerv1 "rialto/gen/rialto/ledger/v1"
	"rialto/internal/app"
)

// reconcileCommand compares what three parties say about money.
type reconcileCommand struct {
	All bool `help:"Also print findings that have been explained since."`
}

// Help shows how it is used.
func (c *reconcileCommand) Help() string {
	return `It runs one pass, as the shop does by itself every minute, prints what it could not explain, and ends with status 1 if that
is anything. A disagreement is a finding once it has lasted a minute.

  rialto reconcile
  rialto reconcile --all`
}

var errUnexplained = errors.New("orders, books and the gateway do not agree")

// Run runs a pass.
func (c *reconcileCommand) Run(env *environment) error { return env.looking(books, c.do) }

func (c *reconcileCommand) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	pass, err := rooms.Ledger.Reconcile(ctx, &ledgerv1.ReconcileRequest{})
	if err != nil {
		return err
	}
	got, err := rooms.Ledger.ListFindings(ctx, &ledgerv1.ListFindingsRequest{OpenOnly: !c.All, Limit: 500})
	if err != nil {
		return err
	}
	fmt.Fprintf(env.out, "%d orders and %d charges compared at %s; %d findings are open.\n", pass.GetOrders(), pass.GetCharges(),
		at(pass.GetAt()), pass.GetOpen())
	if err := printFindings(env, got.GetFindings()); err != nil {
		return err
	}
	if pass.GetOpen() > 0 {
		return errUnexplained
	}
	return nil
}

func printFindings(env *environment, findings []*ledgerv1.Finding) error {
	if len(findings) == 0 {
		return nil
	}
	w := tabwriter.NewWriter(env.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ORDER\tKIND\tSINCE\tEXPLAINED\tDETAIL")
	for _, f := range findings {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", f.GetOrderId(), f.GetKind(), at(f.GetFirstSeen()), at(f.GetExplainedAt()), f.GetDetail())
	}
	return w.Flush()
}
