package giftcard

import (
	"log/slog"
	"time"

	"rialto/gen/rialto/giftcard/v1/giftcardv1connect"
	"rialto/internal/platform/ids"
)

// Config is what an operator may change. Zero means the default.
type Config struct{}

// Deps are the parts of the world that tests replace.
type Deps struct {
	Now    func() time.Time
	IDs    *ids.Source
	Secret string // from which codes are made; kept by app, apart from the database
	Log    *slog.Logger
}

// Service is the gift-card room.
type Service struct {
	giftcardv1connect.UnimplementedGiftCardServiceHandler
}

var _ giftcardv1connect.GiftCardServiceHandler = (*Service)(nil)

// New returns the room.
func New(_ Config, _ Store, _ Deps) (*Service, error) { return &Service{}, nil }
