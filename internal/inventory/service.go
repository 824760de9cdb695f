package inventory

import (
	"fmt"
	"time"

	"rialto/gen/rialto/inventory/v1/inventoryv1connect"
	"rialto/internal/platform/ids"
)

// Config is inventory's own configuration.
type Config struct {
	// SoldOutFor is how long the memory of a shortage may refuse without asking the store: 0 (off) to 1 s, default 1 s.
	// It bounds how late this process sees stock that another process freed.
	SoldOutFor time.Duration `yaml:"sold_out_for"`
}

// Defaults returns the configuration of a shop that sets nothing.
func Defaults() Config { return Config{SoldOutFor: time.Second} }

// Validate refuses what cannot work, in one sentence.
func (c Config) Validate() error {
	if c.SoldOutFor < 0 || c.SoldOutFor > time.Second {
		return fmt.Errorf("inventory.sold_out_for must be between 0 and 1s, not %s", c.SoldOutFor)
	}
	return nil
}

// Service implements the InventoryService contract over a store.
type Service struct {
	inventoryv1connect.UnimplementedInventoryServiceHandler // until every method is here

	store Store
	now   func() time.Time
	ids   *ids.Source
	hot   *hot
}

var _ inventoryv1connect.InventoryServiceHandler = (*Service)(nil)

// New returns the service. ids makes the ids of new warehouses.
func New(cfg Config, store Store, now func() time.Time, ids *ids.Source) (*Service, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &Service{store: store, now: now, ids: ids, hot: newHot(cfg.SoldOutFor, now)}, nil
}

func (s *Service) micros() int64 { return s.now().UnixMicro() }
