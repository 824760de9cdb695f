package journey

import (
	"testing"
	"time"

	"rialto/internal/flashsale"
)

// TestAFlashSaleSellsExactlyWhatThereIs lets 5,000 buyers loose on one product: on its last unit, on fewer and on more units than
// there are buyers. Cards are declined, the gateway is silent now and then. What counts is counted; how long it takes is not.
func TestAFlashSaleSellsExactlyWhatThereIs(t *testing.T) {
	t.Parallel()
	s := shapes["one"](t)
	for _, stock := range []int64{1, 100, 1_000, 50_000} {
		s.sells(t, flashsale.Options{Buyers: 5_000, Stock: stock, Over: 2 * time.Second})
	}
	booksAreRight(t, s)
}

// TestAWaitingRoomLetsBuyersInAndSellsAll is the same with a queue in front.
func TestAWaitingRoomLetsBuyersInAndSellsAll(t *testing.T) {
	t.Parallel()
	s := shapes["one"](t)
	s.sells(t, flashsale.Options{Buyers: 300, Stock: 30, Over: time.Second, WaitingRoom: true})
	booksAreRight(t, s)
}

// sells runs a sale over the shop's own address and wants every promise kept.
func (s *shop) sells(t *testing.T, opts flashsale.Options) {
	t.Helper()
	near := s.rooms()
	sale, err := flashsale.New(flashsale.Needs{
		Catalog: near.Catalog, Inventory: near.Inventory, Identity: near.Identity, Pricing: near.Pricing, Payment: near.Payment, Drops: near.Drops,
	}, s.url, time.Now, opts)
	if err != nil {
		t.Fatal(err)
	}
	report, err := sale.Run(t.Context(), func(string, int64, int64) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range report.Problems {
		t.Errorf("%d buyers, %d units: %s (%s)", opts.Buyers, opts.Stock, problem, report.Fault)
	}
	t.Logf("%d units: sold %d, outcomes %v, answered within %s, sold-out p99 %s", opts.Stock, report.Sold, report.Outcomes, report.AnsweredWithin, report.SoldOutP99)
}
