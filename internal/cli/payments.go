package cli

import (
	"context"
	"fmt"
	"text/tabwriter"

	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/app"
	"rialto/internal/commerce"
)

// paymentsCommand is staff's work with money that no gateway moves.
type paymentsCommand struct {
	Open     paymentsOpen     `cmd:"" help:"List transfers not yet received and refunds to be paid out, oldest first."`
	Received paymentsReceived `cmd:"" help:"Book a bank transfer that came: its order goes on."`
	Paid     paymentsPaid     `cmd:"" help:"Say that a refund was paid out."`
}

// Help shows how it is used.
func (c *paymentsCommand) Help() string {
	return `  rialto payments open
  rialto payments received 7423847239472394 84.05 USD --note "ANN EXAMPLE R-1234"
  rialto payments paid 7423847239472394 7423847239472395`
}

type paymentsOpen struct{}

// Help shows how it is used.
func (c *paymentsOpen) Help() string { return "  rialto payments open" }

// Run lists what waits.
func (c *paymentsOpen) Run(env *environment) error { return env.looking(books, c.do) }

func (c *paymentsOpen) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	w := tabwriter.NewWriter(env.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ORDER\tWHAT\tAMOUNT\tREFERENCE\tUNTIL")
	found, cursor := 0, ""
	for {
		got, err := rooms.Payment.ListOpen(ctx, &paymentv1.ListOpenRequest{Cursor: cursor, Limit: 200})
		if err != nil {
			return err
		}
		for _, p := range got.GetPayments() {
			found += printOpen(w, p)
		}
		if cursor = got.GetNextCursor(); cursor == "" {
			break
		}
	}
	if found == 0 {
		_, err := fmt.Fprintln(env.out, "Nothing waits for staff.")
		return err
	}
	return w.Flush()
}

// printOpen writes a line for the transfer that is awaited and for each refund that is owed.
func printOpen(w *tabwriter.Writer, p *paymentv1.Payment) (lines int) {
	in := func(amount int64) commerce.Money {
		return commerce.Money{Amount: amount, Currency: p.GetAmount().GetCurrency()}
	}
	if p.GetStatus() == "requires_action" {
		n := p.GetNextAction()
		fmt.Fprintf(w, "%s\ttransfer awaited\t%s\t%s\t%s\n", p.GetOrderId(), in(p.GetAmount().GetAmount()), n.GetReference(), at(n.GetPayUntil()))
		lines++
	}
	for _, r := range p.GetRefunds() {
		if r.GetStatus() == "owed" {
			fmt.Fprintf(w, "%s\trefund owed (%s)\t%s\t%s\t-\n", p.GetOrderId(), p.GetMethod(), in(r.GetAmount()), r.GetRefundId())
			lines++
		}
	}
	return lines
}

type paymentsReceived struct {
	Order    string `arg:"" help:"The order's id."`
	Amount   string `arg:"" help:"As on the bank statement, in major units: 84.05."`
	Currency string `arg:"" help:"Such as USD."`
	Note     string `help:"Of the bank statement, at most 200 characters." placeholder:"TEXT"`
}

// Help shows how it is used.
func (c *paymentsReceived) Help() string {
	return `Said again, it changes nothing. Money for an order that was given up meanwhile is booked, and owed back at once.

  rialto payments received 7423847239472394 84.05 USD --note "ANN EXAMPLE R-1234"`
}

// Run books the money.
func (c *paymentsReceived) Run(env *environment) error { return env.looking(books, c.do) }

func (c *paymentsReceived) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	amount, err := commerce.ParseMoney(c.Amount, c.Currency)
	if err != nil {
		return err
	}
	o, err := rooms.Order.Find(ctx, &orderv1.FindRequest{OrderId: c.Order})
	if err != nil {
		return err
	}
	got, err := rooms.Payment.MarkReceived(ctx, &paymentv1.MarkReceivedRequest{
		UserId: o.GetUserId(), OrderId: c.Order, Amount: wire(amount), Note: c.Note,
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.out, "%s for order %s is booked; the payment is %s.\n", amount, c.Order, got.GetStatus())
	return err
}

type paymentsPaid struct {
	Order  string `arg:"" help:"The order's id."`
	Refund string `arg:"" help:"The refund's id, as rialto payments open shows it."`
}

// Help shows how it is used.
func (c *paymentsPaid) Help() string {
	return "  rialto payments paid 7423847239472394 7423847239472395"
}

// Run marks the refund.
func (c *paymentsPaid) Run(env *environment) error { return env.looking(books, c.do) }

func (c *paymentsPaid) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	o, err := rooms.Order.Find(ctx, &orderv1.FindRequest{OrderId: c.Order})
	if err != nil {
		return err
	}
	if _, err := rooms.Payment.MarkRefunded(ctx, &paymentv1.MarkRefundedRequest{
		UserId: o.GetUserId(), OrderId: c.Order, RefundId: c.Refund,
	}); err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.out, "Refund %s of order %s is paid out.\n", c.Refund, c.Order)
	return err
}
