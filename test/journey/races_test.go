package journey

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"rialto/test/restclient"
)

// racers is how many go for the same limit at once.
const racers = 30

// TestNoLimitIsOverrun lets thirty go at once for what there is less of, round after round. No limit is passed, and none is
// left unused: exactly as many win as may.
func TestNoLimitIsOverrun(t *testing.T) {
	t.Parallel()
	rounds := times(t, "RIALTO_RACES", 20)
	s := unhurried["one"](t)
	for name, race := range map[string]func(t *testing.T, s *shop, round string){
		"a coupon's limit":             couponRace,
		"a coupon's limit for a buyer": buyersCouponRace,
		"a gift card":                  giftCardRace,
		"refunds":                      refundRace,
		"cancel against hand-over":     handOverRace,
		"the last unit":                lastUnitRace,
		"a cart of more than there is": ownLastUnitRace,
		"a drop's limit":               dropRace,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := range rounds {
				race(t, s, fmt.Sprint(i))
			}
			t.Logf("%d rounds of %d at once, 0 overruns", rounds, racers)
		})
	}
	t.Cleanup(func() {
		eventually(t, "books that are right", func() bool { return s.verify(t).OK() })
	})
}

// TestTheLastUnitOnPostgresIsNotOverrunByItsLimit is the race that only the database decides, on the other database.
func TestTheLastUnitOnPostgresIsNotOverrunByItsLimit(t *testing.T) {
	t.Parallel()
	s := unhurried["postgres"](t)
	rounds := (times(t, "RIALTO_RACES", 20) + 3) / 4
	for i := range rounds {
		lastUnitRace(t, s, fmt.Sprint(i))
		ownLastUnitRace(t, s, fmt.Sprint(i))
	}
	eventually(t, "books that are right", func() bool { return s.verify(t).OK() })
	t.Logf("%d rounds of %d at once, 0 overruns", rounds, racers)
}

// crowdOf are as many guests as race, each with one unit in the cart and an accepted quote.
func crowdOf(t *testing.T, s *shop, product string, coupon string) (all [racers]*buyer, quotes [racers]*restclient.Answer) {
	t.Helper()
	inParallel(racers, func(i int) {
		all[i] = s.guest(t, product, 1)
		quotes[i] = all[i].quote("email", fmt.Sprint("racer-", i, "@journey.test"), "coupon", coupon)
	})
	return all, quotes
}

// wins counts those whose order stands; what the others are told must be one of the codes.
func wins(t *testing.T, want int64, race func(i int) (b *buyer, got *restclient.Answer), codes ...string) {
	t.Helper()
	var won atomic.Int64
	inParallel(racers, func(i int) {
		b, got := race(i)
		switch status := b.became(got); {
		case status == "confirmed":
			won.Add(1)
		case got.Status == 202: // and canceled later
		case !slices.Contains(codes, got.Code()):
			t.Errorf("a loser is told %v", got)
		}
	})
	if won.Load() != want {
		t.Errorf("%d of %d won, %d may", won.Load(), racers, want)
	}
}

func couponRace(t *testing.T, s *shop, round string) {
	product := s.product(t, "Couponed "+round, "5.00", 100)
	s.coupon(t, "RACE"+round, 5, 0)
	all, quotes := crowdOf(t, s, product, "RACE"+round)
	wins(t, 5, func(i int) (*buyer, *restclient.Answer) {
		return all[i], all[i].pay(quotes[i], "race", card("tok_approve"))
	}, "coupon_used_up")
}

// again is one member who orders the same many times at once, each time from another quote.
func again(t *testing.T, s *shop, round, product, coupon string) func(i int) (*buyer, *restclient.Answer) {
	t.Helper()
	b := s.member(t, "again"+round)
	b.HTTP = crowd
	b.add(product, 1)
	var quotes [racers]*restclient.Answer
	for i := range quotes {
		quotes[i] = b.quote("coupon", coupon)
	}
	return func(i int) (*buyer, *restclient.Answer) {
		own := *b.Client
		one := &buyer{&own, s}
		return one, one.Send("POST", "/v1/orders", map[string]any{
			"quote_token": quotes[i].Str("quote_token"), "tenders": []tender{card("tok_approve")}, "again": true,
		}, "Idempotency-Key", fmt.Sprint("again-", i))
	}
}

func buyersCouponRace(t *testing.T, s *shop, round string) {
	product := s.product(t, "Couponed for one "+round, "5.00", 100)
	s.coupon(t, "MINE"+round, 100, 2)
	wins(t, 2, again(t, s, "mine"+round, product, "MINE"+round), "coupon_used_up")
}

func dropRace(t *testing.T, s *shop, round string) {
	product := s.product(t, "Dropped "+round, "5.00", 100)
	s.drop(t, product, 3)
	wins(t, 3, again(t, s, "drop"+round, product, ""), "purchase_limit")
}

func giftCardRace(t *testing.T, s *shop, round string) {
	product := s.product(t, "Given "+round, "5.00", 100)
	all, quotes := crowdOf(t, s, product, "")
	code := s.giftCard(t, "race-"+round, 3*quotes[0].Num("total", "amount")+1)
	wins(t, 3, func(i int) (*buyer, *restclient.Answer) {
		return all[i], all[i].pay(quotes[i], "race", giftCard(code))
	}, "gift_card_short")
	if got := all[0].Want(200, "POST", "/v1/gift-cards/balance", map[string]any{"code": code}); got.Num("available", "amount") != 1 {
		t.Errorf("left on the card: %v", got)
	}
}

func refundRace(t *testing.T, s *shop, round string) {
	product := s.product(t, "Refunded "+round, "5.00", 100)
	b := s.guest(t, product, 1)
	placed := b.pay(b.quote("email", "refund@journey.test"), "race", card("tok_approve"))
	id, total := placed.Str("order_id"), placed.Num("total", "amount")
	staff := s.operator(t)
	staff.HTTP = crowd
	var through atomic.Int64
	inParallel(racers, func(i int) {
		got := staff.Send("POST", "/v1/admin/orders/"+id+"/refunds", map[string]any{
			"amount": map[string]any{"amount": total/4 + 1, "currency": "USD"}, "reason": "race",
		}, "Idempotency-Key", fmt.Sprint("refund-", i))
		switch {
		case got.Status == 200 || got.Status == 201:
			through.Add(1)
		case got.Code() != "over_refund" && got.Status != 503: // not yet through
			t.Errorf("refund: %v", got)
		}
	})
	eventually(t, "the refunds", func() bool { return b.order(id).Num("payment", "refunded", "amount") >= 3*(total/4+1) })
	if back := b.order(id).Num("payment", "refunded", "amount"); back != 3*(total/4+1) || through.Load() > 3 {
		t.Errorf("%d of %d went back, by %d refunds", back, total, through.Load())
	}
}

// handOverRace has a parcel that the buyer cancels while staff give it away. One of the two happens, whole.
func handOverRace(t *testing.T, s *shop, round string) {
	product := s.product(t, "Handed "+round, "5.00", 1)
	b := s.guest(t, product, 1)
	id := b.pay(b.quote("email", "hand@journey.test"), "race", card("tok_approve")).Str("order_id")
	staff := s.operator(t)
	staff.HTTP = crowd
	parcel := ""
	eventually(t, "the parcel", func() bool {
		parcel = b.order(id).Str("shipments", 0, "shipment_id")
		return parcel != "" && staff.Send("POST", "/v1/admin/shipments/"+parcel+"/pick", nil).Status == 200
	})
	inParallel(racers, func(i int) {
		if i%2 == 0 {
			own := *b.Client
			own.Send("POST", "/v1/orders/"+id+"/cancel", nil, "Idempotency-Key", fmt.Sprint("cancel-", i))
			return
		}
		own := *staff
		own.Send("POST", "/v1/admin/shipments/"+parcel+"/hand-over", nil)
	})
	var now *restclient.Answer
	eventually(t, "one end or the other", func() bool {
		now = b.order(id)
		return now.Str("status") == "shipped" || now.Str("status") == "canceled" && now.Str("payment", "status") == "refunded"
	})
	back, left := now.Num("payment", "refunded", "amount"), int64(0)
	eventually(t, "its unit", func() bool {
		sellable, reserved := s.sellable(t, product)
		left = sellable
		return reserved == 0
	})
	if gone := now.Str("status") == "shipped"; gone != (back == 0) || gone != (left == 0) {
		t.Errorf("%s, %d went back, %d left to sell", now.Str("status"), back, left)
	}
}

func lastUnitRace(t *testing.T, s *shop, round string) {
	product := s.product(t, "Last "+round, "5.00", 1)
	all, quotes := crowdOf(t, s, product, "")
	wins(t, 1, func(i int) (*buyer, *restclient.Answer) {
		return all[i], all[i].pay(quotes[i], "race", card("tok_approve"))
	}, "out_of_stock")
}

// ownLastUnitRace adds the last two units to one cart many times at once: the lines are one, and it asks for more than there is.
func ownLastUnitRace(t *testing.T, s *shop, round string) {
	product := s.product(t, "Own last "+round, "5.00", 2)
	b := s.guest(t, product, 1)
	inParallel(2, func(int) {
		own := *b.Client
		(&buyer{&own, s}).add(product, 1)
	})
	got := b.pay(b.quote("email", "own@journey.test"), "race", card("tok_approve"))
	if got.Code() != "out_of_stock" {
		t.Errorf("three of two: %v", got)
	}
	if left, reserved := s.sellable(t, product); left != 2 || reserved != 0 {
		t.Errorf("%d left, %d reserved", left, reserved)
	}
}
