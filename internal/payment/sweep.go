package payment

import (
	"context"
	"fmt"
)

const (
	sweepPage = 500
	// What a charge's clock and ours may differ by, and how long a change may take to be seen in the ledger.
	sweepOverlap = int64(60_000_000)
)

// sweep searches what changed at the gateway since the last time for charges that no payment knows. There can be none: an
// attempt is written before the gateway is asked. One that is there all the same means lost rows, so it is told to the
// operator and left alone; to give it back could rob an order that is paid. Check says the same, as I10.
func (s *Service) sweep(ctx context.Context) error {
	ledger, ok := s.gateway.(Ledger)
	if !ok {
		return nil
	}
	now := s.micros()
	since := max(s.swept, now-s.cfg.KeyLife.Microseconds()) - sweepOverlap
	for cursor, first := "", true; first || cursor != ""; first = false {
		charges, next, err := ledger.Changes(ctx, since, cursor, sweepPage)
		if err != nil {
			return fmt.Errorf("read the gateway's books: %w", err)
		}
		strays, err := s.strays(ctx, charges)
		if err != nil {
			return err
		}
		for _, c := range strays {
			s.log.Error("the gateway has a charge that no payment knows", "order_id", c.OrderID, "charge", c.ID, "state", c.State,
				"amount", c.Amount.String())
		}
		cursor = next
	}
	s.swept = now
	return nil
}

// strays returns the charges that no payment knows.
func (s *Service) strays(ctx context.Context, charges []Charge) (found []Charge, err error) {
	keys := make([]Key, len(charges))
	for i, c := range charges {
		keys[i] = c.Key
	}
	missing, err := s.store.Missing(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("look for payments: %w", err)
	}
	unknown := make(map[Key]bool, len(missing))
	for _, key := range missing {
		unknown[key] = true
	}
	for _, c := range charges {
		if unknown[c.Key] {
			found = append(found, c)
		}
	}
	return found, nil
}
