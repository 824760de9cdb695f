package app

import (
	"context"
	"fmt"
	"time"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/platform/bus/eventsdb"
)

type operators interface {
	EnsureOperator(context.Context, *identityv1.EnsureOperatorRequest) (*identityv1.EnsureOperatorResponse, error)
}

// firstOperator makes the operator's account in a new folder. A password that nobody chose is said once, here.
// A process that only looks makes none.
func (a *App) firstOperator(ctx context.Context, who operators) error {
	if a.opts.Still {
		return nil
	}
	got, err := who.EnsureOperator(ctx, &identityv1.EnsureOperatorRequest{
		Email: a.cfg.OperatorEmail, Password: a.cfg.OperatorPassword, Name: "Operator",
	})
	if err != nil {
		return fmt.Errorf("operator account: %w", err)
	}
	switch {
	case got.GetGeneratedPassword() != "":
		a.opts.Say("operator account   %s   password %s   (said once; RIALTO_OPERATOR_PASSWORD sets your own on first start)",
			a.cfg.OperatorEmail, got.GetGeneratedPassword())
	case got.GetCreated() && a.cfg.OperatorPassword != demoPassword:
		a.opts.Say("operator account   %s   password as you set it", a.cfg.OperatorEmail)
	}
	return nil
}

// keepEvents is how long the log keeps what every consumer has seen.
const keepEvents = 90 * 24 * time.Hour

func (a *App) purgeEvents(log *eventsdb.Log) func(context.Context) error {
	return func(ctx context.Context) error {
		tick := time.NewTicker(time.Hour)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
			case <-ctx.Done():
				return nil
			}
			if _, err := log.Purge(ctx, a.now().Add(-keepEvents)); err != nil {
				a.log.Warn("purge old events", "error", err)
			}
		}
	}
}
