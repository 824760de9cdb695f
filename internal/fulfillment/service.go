package fulfillment

import (
	"fmt"
	"log/slog"
	"math"
	"time"

	"rialto/gen/rialto/fulfillment/v1/fulfillmentv1connect"
)

// Config is what an operator may set.
type Config struct {
	// DemoSpeed is how many seconds of simulated warehouse and carrier work pass per real second; 0 (the default) means
	// that nothing is simulated and staff report each step.
	DemoSpeed float64 `yaml:"demo_speed"`
}

// maxSpeed keeps every step a measurable time apart: at a million, a five-day delivery takes half a second.
const maxSpeed = 1_000_000

// Validate refuses speeds that make no sense.
func (c Config) Validate() error {
	if math.IsNaN(c.DemoSpeed) || c.DemoSpeed < 0 || c.DemoSpeed > maxSpeed {
		return fmt.Errorf("demo speed must be between 0 and %d simulated seconds per second, not %v", maxSpeed, c.DemoSpeed)
	}
	return nil
}

// Deps are the clock and the log.
type Deps struct {
	Now func() time.Time
	Log *slog.Logger
}

// Service is the fulfillment room.
type Service struct {
	cfg     Config
	store   Store
	orders  Orders
	stock   Stock
	carrier Carrier
	now     func() time.Time
	log     *slog.Logger
}

var _ fulfillmentv1connect.FulfillmentServiceHandler = (*Service)(nil)

// New checks the configuration and returns the room. Nothing runs until Subscriptions are served and Run is called.
func New(cfg Config, store Store, orders Orders, stock Stock, carrier Carrier, deps Deps) (*Service, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("fulfillment: %w", err)
	}
	return &Service{cfg, store, orders, stock, carrier, deps.Now, deps.Log}, nil
}
