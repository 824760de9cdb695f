package inventory

import (
	"fmt"
	"time"

	"rialto/gen/rialto/inventory/v1/inventoryv1connect"
	"rialto/internal/commerce"
	"rialto/internal/platform/ids"
)

// Config is inventory's own configuration.
type Config struct {
	// SoldOutFor is how long the memory of a shortage may refuse without asking the store: 0 (off) to 1 s, default 1 s.
	// It bounds how late this process sees stock that another process freed.
	SoldOutFor time.Duration `yaml:"sold_out_for"`
	// HotAt is how many orders must want a product at the same moment for it to be hot: 2 to 10,000, default 8.
	HotAt int `yaml:"hot_at"`
	// CoolAfter is how long half as many must not have wanted it for it to be an ordinary one again; default 2 s.
	CoolAfter time.Duration `yaml:"cool_after"`
	// Admit is how many times the units that are left may stand in line for a hot product: 1 to 10, default 1.2; 0: no gate.
	Admit float64 `yaml:"admit"`
	// SourcesFor is how old what Sources tells may be: 0 to 10 s, default 2 s.
	SourcesFor time.Duration `yaml:"sources_for"`
}

// Defaults returns the configuration of a shop that sets nothing.
func Defaults() Config {
	return Config{SoldOutFor: time.Second, HotAt: 8, CoolAfter: 2 * time.Second, Admit: 1.2, SourcesFor: 2 * time.Second}
}

// Validate refuses what cannot work, in one sentence.
func (c Config) Validate() error {
	if c.SoldOutFor < 0 || c.SoldOutFor > time.Second {
		return fmt.Errorf("inventory.sold_out_for must be between 0 and 1s, not %s", c.SoldOutFor)
	}
	if c.HotAt < 2 || c.HotAt > 10_000 {
		return fmt.Errorf("inventory.hot_at must be between 2 and 10000, not %d", c.HotAt)
	}
	if c.CoolAfter <= 0 || c.CoolAfter > time.Hour {
		return fmt.Errorf("inventory.cool_after must be above 0 and at most 1h, not %s", c.CoolAfter)
	}
	if c.Admit != 0 && !(c.Admit >= 1 && c.Admit <= 10) {
		return fmt.Errorf("inventory.admit must be 0 or between 1 and 10, not %g", c.Admit)
	}
	if c.SourcesFor < 0 || c.SourcesFor > 10*time.Second {
		return fmt.Errorf("inventory.sources_for must be between 0 and 10s, not %s", c.SourcesFor)
	}
	return nil
}

// Service implements the InventoryService contract over a store.
type Service struct {
	store   Store
	now     func() time.Time
	ids     *ids.Source
	hot     *hot
	heat    *heat
	lanes   *lanes
	admit   float64
	sources *sources
	tally   tally
}

var _ inventoryv1connect.InventoryServiceHandler = (*Service)(nil)

// New returns the service. ids makes the ids of new warehouses.
func New(cfg Config, store Store, now func() time.Time, ids *ids.Source) (*Service, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	s := &Service{
		store: store, now: now, ids: ids, hot: newHot(cfg.SoldOutFor, now), heat: newHeat(cfg, now), admit: cfg.Admit,
		sources: newSources(cfg.SourcesFor, store, now),
	}
	s.lanes = &lanes{run: s.reserveAll, sizes: s.tally.batch, lines: map[commerce.ProductID][]*ticket{}}
	return s, nil
}

func (s *Service) micros() int64 { return s.now().UnixMicro() }
