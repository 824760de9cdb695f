package ledger

import (
	"context"
	"log/slog"
	"time"

	"rialto/gen/rialto/ledger/v1/ledgerv1connect"
	"rialto/internal/platform/bus"
)

// Config is what an operator may change. Zero means the default.
type Config struct{}

// Deps are the parts of the world that tests replace.
type Deps struct {
	Now func() time.Time
	Log *slog.Logger
}

// Service is the room of the books.
type Service struct {
	ledgerv1connect.UnimplementedLedgerServiceHandler
}

var _ ledgerv1connect.LedgerServiceHandler = (*Service)(nil)

// New returns the room.
func New(_ Config, _ Store, _ Needs, _ Deps) (*Service, error) { return &Service{}, nil }

// Subscriptions returns what the room hears.
func (s *Service) Subscriptions() []bus.Subscription { return nil }

// Run reconciles every minute until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}
