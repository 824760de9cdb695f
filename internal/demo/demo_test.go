package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/platform/errs"
)

var monday = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

func small() Config { return Config{Products: 400, Baskets: 3100, Customers: 6, Orders: 45} }

func seederOf(t *testing.T, cfg Config, r *rooms) *Service {
	t.Helper()
	s, err := New(cfg, r.needs(), Deps{Now: func() time.Time { return monday }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func seeded(t *testing.T, cfg Config) *rooms {
	t.Helper()
	r := newRooms()
	if err := seederOf(t, cfg, r).Seed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestASeededShopHasEverything(t *testing.T) {
	t.Parallel()
	r := seeded(t, small())
	states := map[string]int{}
	placed := 0
	for _, list := range r.orders {
		for _, o := range list {
			placed++
			states[o.what[strings.LastIndex(o.what, " ")+1:]]++
			if o.canceled {
				states["canceled"]++
			}
			if o.refunds["demo-refund-2"] == 26 { // a quarter
				states["refunded"]++
			}
		}
	}
	for _, n := range []struct {
		what       string
		have, want int
	}{
		{"warehouses", len(r.warehouses), 7}, {"coupons", len(r.coupons), 5}, {"gift cards", len(r.giftCards), 2}, {"orders", placed, 45}, {"users", len(r.users), 8},
		{"addresses of the shopper", len(r.addresses[r.users["shopper@rialto.test"].GetUserId()]), 3},
		{"found", r.rebuilt, len(r.products)}, {"purchases learnt from", r.folded, len(r.history)},
	} {
		if n.have != n.want {
			t.Errorf("%d %s, want %d", n.have, n.what, n.want)
		}
	}
	for _, state := range []string{"tok_approve", "tok_decline", "tok_insufficient_funds", "tok_3ds", "cash_on_delivery", "bank_transfer", "canceled", "refunded"} {
		if states[state] == 0 {
			t.Errorf("no order is %s: %v", state, states)
		}
	}
	if len(r.products) < 400 || len(r.history) < 3100 || len(r.stock) < len(r.products) {
		t.Errorf("%d products, %d stock rows, %d purchases", len(r.products), len(r.stock), len(r.history))
	}
	if r.users["shopper@rialto.test"].GetMemberUntil() <= monday.UnixMicro() {
		t.Error("the shopper is no member")
	}
}

func TestSeedingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	r := seeded(t, small())
	before := r.state()
	if err := seederOf(t, small(), r).Seed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if r.state() != before {
		t.Error("the shop is another one")
	}
}

// TestWhereverItDiesTheNextRunEndsWithTheSameShop lets the process die after so many calls, again and again, half of the
// times after the effect of the call it died in. Each life is a little longer than the one before.
func TestWhereverItDiesTheNextRunEndsWithTheSameShop(t *testing.T) {
	t.Parallel()
	want := seeded(t, small()).state()
	for _, lifetime := range []int{61, 333, 1201} {
		t.Run(fmt.Sprint("whole, ", lifetime), func(t *testing.T) {
			t.Parallel()
			r := newRooms()
			s := seederOf(t, small(), r)
			dieAndLive(t, r, lifetime, func() error { return s.Seed(t.Context(), nil) })
			if r.state() != want {
				t.Error("the shop is another one")
			}
		})
	}
	for _, lifetime := range []int{1, 2, 5} {
		t.Run(fmt.Sprint("past, ", lifetime), func(t *testing.T) {
			t.Parallel()
			r := newRooms()
			s := seederOf(t, small(), r)
			if err := s.SeedProducts(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			dieAndLive(t, r, lifetime, func() error { return s.SeedPast(t.Context(), nil) })
			if r.state() != want {
				t.Error("the shop is another one")
			}
		})
	}
}

func dieAndLive(t *testing.T, r *rooms, lifetime int, seed func() error) {
	t.Helper()
	for deaths := 0; ; deaths++ {
		r.left = lifetime * (deaths + 1)
		err := seed()
		switch {
		case err == nil && deaths == 0:
			t.Fatal("it never died")
		case err == nil:
			return
		case !errors.Is(err, errDied):
			t.Fatalf("after %d deaths: %v", deaths, err)
		}
	}
}

func TestProgressIsToldAndNeverGoesBack(t *testing.T) {
	t.Parallel()
	type at struct{ done, total int64 }
	last := map[string]at{}
	var stages []string
	err := seederOf(t, small(), newRooms()).Seed(t.Context(), func(stage string, done, total int64) {
		if _, known := last[stage]; !known {
			stages = append(stages, stage)
		}
		if done < last[stage].done || done > total {
			t.Errorf("%s: %d of %d after %d", stage, done, total, last[stage].done)
		}
		last[stage] = at{done, total}
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(stages, " "); got != "products search history orders" {
		t.Errorf("stages %s", got)
	}
	for stage, l := range last {
		if l.done != l.total {
			t.Errorf("%s ends at %d of %d", stage, l.done, l.total)
		}
	}
}

func TestTheSecondStageNeedsTheFirst(t *testing.T) {
	t.Parallel()
	err := seederOf(t, small(), newRooms()).SeedPast(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), "first stage") {
		t.Errorf("got %v", err)
	}
}

func TestAShopInOneCurrencyHasPricesInNoOther(t *testing.T) {
	t.Parallel()
	cfg := small()
	cfg.Currencies = []string{"EUR"}
	r := seeded(t, cfg)
	for _, in := range r.rows {
		if in.GetPrice().GetCurrency() != "EUR" || len(in.GetMorePrices()) > 0 {
			t.Fatalf("%s costs %v and %v", in.GetTitle(), in.GetPrice(), in.GetMorePrices())
		}
	}
	if r.coupons["SAVE20"] || !r.coupons["EURO5"] {
		t.Errorf("coupons %v", r.coupons)
	}
	for _, p := range r.history {
		if p.GetCurrency() != "EUR" {
			t.Fatalf("a purchase in %s", p.GetCurrency())
		}
	}
}

func TestOnlyTheTwoLoginsHaveKnownPasswords(t *testing.T) {
	t.Parallel()
	r := seeded(t, small())
	seen := map[string]bool{}
	for email, password := range r.passwords {
		told := email == "shopper@rialto.test" || email == "operator@rialto.test"
		if (password == "rialto-demo") != told || !told && (len(password) < 32 || seen[password]) {
			t.Errorf("%s has the password %s", email, password)
		}
		seen[password] = true
	}
}

func TestAnEndedContextEndsTheSeeding(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	err := seederOf(t, small(), newRooms()).Seed(ctx, func(stage string, _, _ int64) {
		if stage == "history" {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestConfigurationsThatMakeNoShopAreRefused(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]Config{
		"negative products": {Products: -1}, "too many orders": {Orders: 501}, "no currency of ours": {Currencies: []string{"JPY"}},
		"never at work": {Rest: 11}, "too many baskets": {Baskets: 2_000_000}, "too many customers": {Customers: 1001},
	} {
		if _, err := New(cfg, Needs{}, Deps{}); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestAnOrderThatTheShopRefusesIsLeftOut(t *testing.T) {
	t.Parallel()
	s := seederOf(t, small(), newRooms())
	s.needs.Order = soldOut{orders{newRooms()}}
	if err := s.Seed(t.Context(), nil); err != nil {
		t.Errorf("seeding stops: %v", err)
	}
}

type soldOut struct{ orders }

func (s soldOut) Quote(context.Context, *orderv1.QuoteRequest) (*pricingv1.Quote, error) {
	return nil, errs.Conflict("no_price", "nothing to be had")
}
