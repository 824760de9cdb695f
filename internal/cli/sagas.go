package cli

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/app"
)

// sagasCommand shows what checkouts, cancellations and refunds are doing.
type sagasCommand struct {
	State string `help:"Only those that are running, undoing, waiting (for the buyer or the gateway) or needs_person." enum:",running,undoing,waiting,needs_person" default:"" placeholder:"STATE"`
	Stuck bool   `help:"The same as --state needs_person."`
	Order string `help:"All of one order, done ones too." placeholder:"ORDER_ID"`
	Retry string `help:"Make those of this order due at once." placeholder:"ORDER_ID"`
}

// Help shows how it is used.
func (c *sagasCommand) Help() string {
	return `Each is listed with its steps: when they began and were done, and what was undone.

  rialto sagas                             what is going on now
  rialto sagas --stuck                     what needs a person
  rialto sagas --order 7423847239472394    the whole story of one order
  rialto sagas --retry 7423847239472394    try that one again now`
}

// Run lists sagas, or retries one.
func (c *sagasCommand) Run(env *environment) error { return env.looking(books, c.do) }

func (c *sagasCommand) do(ctx context.Context, env *environment, rooms app.Rooms) error {
	if c.Retry != "" {
		return retrySaga(ctx, env, rooms, c.Retry)
	}
	got, err := rooms.Order.ListSagas(ctx, &orderv1.ListSagasRequest{
		NeedsPersonOnly: c.Stuck, State: c.State, OrderId: c.Order, Limit: 100,
	})
	if err != nil {
		return err
	}
	if len(got.GetSagas()) == 0 {
		_, err := fmt.Fprintln(env.out, "No checkout is going on.")
		return err
	}
	w := tabwriter.NewWriter(env.out, 0, 0, 2, ' ', 0)
	for _, s := range got.GetSagas() {
		printSaga(w, s)
	}
	return w.Flush()
}

// printSaga writes where it stands, then its steps with the time since the first.
func printSaga(w *tabwriter.Writer, s *orderv1.Saga) {
	fmt.Fprintf(w, "order %s  %s %s at %s", s.GetOrderId(), s.GetKind(), s.GetState(), s.GetStep())
	if s.GetState() != "done" {
		fmt.Fprintf(w, ", attempt %d, due %s", s.GetAttempt(), at(s.GetDueAt()))
	}
	fmt.Fprintf(w, "  (user %d)\n", s.GetUserId())
	start := s.GetStartedAt()
	for _, l := range s.GetLog() {
		if start == 0 {
			start = l.GetAt()
		}
		fmt.Fprintf(w, "  %s\t+%s\t%s\t%s\n", at(l.GetAt()), time.Duration(l.GetAt()-start)*time.Microsecond, l.GetStep(), l.GetWhat())
	}
	if s.GetLastError() != "" {
		fmt.Fprintf(w, "  last error: %s\n", s.GetLastError())
	}
	fmt.Fprintln(w)
}

func retrySaga(ctx context.Context, env *environment, rooms app.Rooms, id string) error {
	o, err := rooms.Order.Find(ctx, &orderv1.FindRequest{OrderId: id})
	if err != nil {
		return err
	}
	if _, err := rooms.Order.RetrySaga(ctx, &orderv1.RetrySagaRequest{UserId: o.GetUserId(), OrderId: id}); err != nil {
		return err
	}
	fmt.Fprintf(env.out, "Order %s is due now.\n", id)
	return nil
}

// at shows a row's time; "-" where there is none.
func at(micros int64) string {
	if micros == 0 {
		return "-"
	}
	return time.UnixMicro(micros).UTC().Format(time.RFC3339)
}
