package cart

import (
	"context"
	"fmt"
	"time"

	"rialto/internal/commerce"
)

const (
	sweepBatch = 200
	// stuckAfter is how long a merge may take before the sweep finishes it.
	stuckAfter = time.Minute
)

// sweep finishes merges that a crash interrupted, then purges carts that nobody touched.
func (s *Service) sweep(ctx context.Context) error {
	now := s.deps.Now()
	stuck, err := s.store.ParkedBefore(ctx, commerce.Micros(now.Add(-stuckAfter)), sweepBatch)
	if err != nil {
		return fmt.Errorf("find interrupted merges: %w", err)
	}
	for _, m := range stuck {
		if err := s.arrive(ctx, m); err != nil {
			return err
		}
	}
	for {
		n, err := s.store.Purge(ctx, commerce.Micros(now.Add(-s.cfg.KeepFor)), sweepBatch)
		if err != nil {
			return fmt.Errorf("purge carts: %w", err)
		}
		if n < sweepBatch {
			return nil
		}
	}
}
