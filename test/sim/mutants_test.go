package sim

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"testing"

	"rialto/internal/drop"
	"rialto/internal/giftcard"
	"rialto/internal/inventory"
	"rialto/internal/ledger"
	"rialto/internal/order"
	"rialto/internal/payment"
	"rialto/internal/platform/outbox"
	"rialto/internal/pricing"
)

// mutant is a mistake that is planted around a room: between it and its store, its neighbours or the gateway. It is made
// anew at every boot, so what it keeps in memory dies with the room.
type mutant struct {
	name     string
	orders   func(*world, order.Store) order.Store
	needs    func(*world, order.Needs) order.Needs
	stock    func(*world, inventory.Store) inventory.Store
	payments func(*world, payment.Store) payment.Store
	prices   func(*world, pricing.Store) pricing.Store
	cards    func(*world, giftcard.Store) giftcard.Store
	limits   func(*world, drop.Store) drop.Store
	ledger   func(*world, ledger.Store) ledger.Store
	gateway  func(*world, payment.Gateway) payment.Gateway
	box      func(*life, *box) outbox.Box
}

var mutants = slices.Concat(gatewayMutants, storeMutants, needsMutants, cardMutants, handMutants, dropMutants, ledgerMutants)

// killWithin is how many schedules a mistake may survive.
const killWithin = 1000

// TestMutants plants each mistake in turn and expects the simulator to find it: one that lives says that the schedules or
// the checks are blind.
func TestMutants(t *testing.T) {
	t.Parallel()
	for _, m := range mutants {
		if only := os.Getenv("SIM_MUTANT"); only != "" && only != m.name {
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			if os.Getenv("SIM_SEED") != "" {
				t.Log(simulate(t, number(t, "SIM_SEED", 0), options{mutant: &m, trace: os.Stdout}).wrong)
				return
			}
			for seed := range uint64(killWithin) {
				if res := simulate(t, seed+1, options{mutant: &m}); len(res.wrong) > 0 {
					slices.SortFunc(res.wrong, cmp.Compare)
					t.Logf("fell at seed %d: %s", seed+1, res.wrong[0])
					return
				}
			}
			t.Errorf("%d schedules did not notice", killWithin)
		})
	}
}

// try is a name for the n-th attempt.
func try(id any, n int) string {
	if n <= 1 {
		return fmt.Sprint(id)
	}
	return fmt.Sprintf("%v~%d", id, n)
}
