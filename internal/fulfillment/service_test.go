package fulfillment_test

import (
	"context"
	"log/slog"
	"math"
	"testing"
	"time"

	"rialto/internal/fulfillment"
	"rialto/internal/fulfillment/fulfillmenttest"
)

var ctx = context.Background()

// bundle is a room on a fresh store with neighbours that are well.
type bundle struct {
	*fulfillment.Service
	store *fulfillmenttest.Memory
	world *fulfillmenttest.Neighbours
}

func setup(t *testing.T, cfg fulfillment.Config) bundle {
	t.Helper()
	b := bundle{store: fulfillmenttest.NewMemory(), world: fulfillmenttest.NewNeighbours()}
	var err error
	b.Service, err = fulfillment.New(cfg, b.store, b.world, b.world, b.world,
		fulfillment.Deps{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b bundle) status(t *testing.T, id string) fulfillment.Status {
	t.Helper()
	sh, err := b.store.Get(ctx, id)
	if err != nil {
		t.Fatalf("get %s: %v", id, err)
	}
	return sh.Status
}

func (b bundle) told(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, e := range b.store.Events(t) {
		out = append(out, e.GetType())
	}
	return out
}

func TestASpeedThatMakesNoSenseIsRefused(t *testing.T) {
	t.Parallel()
	for _, speed := range []float64{-1, math.NaN(), math.Inf(1), 1e9} {
		if err := (fulfillment.Config{DemoSpeed: speed}).Validate(); err == nil {
			t.Errorf("speed %v was accepted", speed)
		}
		if _, err := fulfillment.New(fulfillment.Config{DemoSpeed: speed}, nil, nil, nil, nil, fulfillment.Deps{}); err == nil {
			t.Errorf("New accepted speed %v", speed)
		}
	}
}
