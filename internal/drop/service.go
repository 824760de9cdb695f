package drop

import (
	"context"
	"io"
	"log/slog"
	"time"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/gen/rialto/drop/v1/dropv1connect"
	"rialto/internal/platform/ids"
)

// Config is what an operator may change. Zero means the default.
type Config struct{}

// Deps are the parts of the world that tests replace.
type Deps struct {
	Now    func() time.Time
	IDs    *ids.Source
	Rand   io.Reader
	Secret string // that signs tickets; kept by app, apart from the database
	Log    *slog.Logger
}

// Service is the room of drops.
type Service struct {
	dropv1connect.UnimplementedDropServiceHandler
}

var _ dropv1connect.DropServiceHandler = (*Service)(nil)

// New returns the room.
func New(_ Config, _ Store, _ Deps) (*Service, error) { return &Service{}, nil }

// Admit implements the contract.
func (s *Service) Admit(context.Context, *dropv1.AdmitRequest) (*dropv1.AdmitResponse, error) {
	return &dropv1.AdmitResponse{}, nil
}

// Run moves the waiting rooms on until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}
