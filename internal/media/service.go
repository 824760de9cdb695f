package media

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/semaphore"

	"rialto/gen/rialto/media/v1/mediav1connect"
	"rialto/internal/platform/blob"
	"rialto/internal/platform/errs"
)

// Config is what an operator may set.
type Config struct {
	Decoders int `yaml:"decoders"` // uploads that are worked on at once; fewer, while there are very large ones. Default 2.
	Waiting  int `yaml:"waiting"`  // uploads that may wait for their turn; beyond it "try again". Default 16.
}

// Defaults returns the values that fit most shops.
func Defaults() Config { return Config{Decoders: 2, Waiting: 16} }

// Validate refuses numbers that would let uploads take the machine.
func (c Config) Validate() error {
	var problems []error
	if c.Decoders < 1 || c.Decoders > 64 {
		problems = append(problems, fmt.Errorf("media: decoders must be between 1 and 64, not %d", c.Decoders))
	}
	if c.Waiting < 0 || c.Waiting > 1000 {
		problems = append(problems, fmt.Errorf("media: waiting must be between 0 and 1000, not %d", c.Waiting))
	}
	return errors.Join(problems...)
}

// Service implements the MediaService contract.
type Service struct {
	store  Store
	blobs  blob.Store
	known  chan struct{}       // one for each upload that works or waits
	memory *semaphore.Weighted // what decoded pictures may take together
	share  int64               // what each is counted for, at least
}

var _ mediav1connect.MediaServiceHandler = (*Service)(nil)

// New returns the service.
func New(cfg Config, store Store, blobs blob.Store) (*Service, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &Service{
		store: store, blobs: blobs, known: make(chan struct{}, cfg.Decoders+cfg.Waiting),
		memory: semaphore.NewWeighted(maxMemory), share: maxMemory / int64(cfg.Decoders),
	}, nil
}

var errBusy = errs.Unavailable("media_busy", "Many pictures are being worked on. Send yours again in a few seconds.")

// enter waits for memory. All decoded pictures share what the largest one may take, so that many at once do no more harm
// than one; and so many files at most are held back for it. The caller leaves when it is done.
func (s *Service) enter(ctx context.Context, memory int64) (leave func(), err error) {
	select {
	case s.known <- struct{}{}:
	default:
		return nil, errBusy
	}
	memory = max(memory, s.share)
	if err := s.memory.Acquire(ctx, memory); err != nil {
		<-s.known
		return nil, err
	}
	return func() { s.memory.Release(memory); <-s.known }, nil
}
