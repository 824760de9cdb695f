package order_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/errs"
)

func TestACheckoutTakesStockCouponAndMoneyAndConfirms(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", ordertest.WithCoupon(5))
		got := b.place(ordertest.Approve)
		o := got.GetOrder()
		if !got.GetSettled() || got.GetReplayed() || got.GetProblem() != nil || o.GetStatus() != "confirmed" || o.GetVersion() != 2 {
			t.Fatalf("got %v", got)
		}
		if o.GetTotal() != 2974 || o.GetPayment().GetStatus() != "captured" || o.GetPayment().GetMethod() != "card" || o.GetCoupon() != "SAVE10" {
			t.Errorf("the order is %v", o)
		}
		if paid := b.shop.Bank.Of(o.GetOrderId()); paid.GetCaptured() != 2974 || paid.GetAmount().GetCurrency() != "USD" {
			t.Errorf("the payment is %v", paid)
		}
		if state := b.shop.Prices.State(5, o.GetOrderId()); state != "committed" {
			t.Errorf("the coupon is %q", state)
		}
		if b.events() != "placed confirmed" {
			t.Errorf("events: %s", b.events())
		}
		if token := b.saga(o.GetOrderId(), "place").Data.Token; token != "" {
			t.Errorf("the card's token %q is kept beyond the saga", token)
		}
		b.balanced()
	})
}

func TestTheStepsRunInOrderAndOnlyWhatMayTakeEffectIsWrittenFirst(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", ordertest.WithCoupon(5))
		b.place(ordertest.Approve)
		want := "ByKey GetQuote Admit SoldOut Recent Create Reserve ReserveCoupon Recheck Advance Authorize Commit Capture CommitCoupon Update"
		if got := strings.Join(b.line.Calls(), " "); got != want {
			t.Fatalf("calls\n got %s\nwant %s", got, want)
		}
	})
}

func TestWhatMemoryKnowsToBeGoneIsRefusedBeforeAnythingIsWritten(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		b.shop.Stock.RememberSoldOut(12)
		_, err := b.Place(b.Context(), placing("k", "q", ordertest.Approve))
		if e := errs.As(err); e == nil || e.Code != "out_of_stock" || e.Meta["product_ids"] != "12" {
			t.Fatalf("got %v", err)
		}
		if b.events() != "" {
			t.Errorf("events: %s", b.events())
		}
		b.shop.Stock.RememberSoldOut()
		if got := b.place(ordertest.Approve); got.GetReplayed() || got.GetOrder().GetStatus() != "confirmed" {
			t.Errorf("the key was used up: %v", got)
		}
	})
}

func TestAMemoryThatDoesNotAnswerRefusesNobody(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		b.line.BreakNext("SoldOut", ordertest.FailBefore)
		if got := b.place(ordertest.Approve); got.GetOrder().GetStatus() != "confirmed" {
			t.Errorf("got %v", got)
		}
	})
}

func TestParcelsFollowSellerAndWarehouse(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		var got []string
		for _, sh := range b.confirmed().GetShipments() {
			for _, l := range sh.GetLines() {
				got = append(got, fmt.Sprintf("%d×%d from %d by %d %s", l.GetQuantity(), l.GetProductId(), sh.GetWarehouseId(), sh.GetSellerId(), sh.GetStatus()))
			}
		}
		want := []string{"1×11 from 3 by 1 preparing", "1×11 from 1 by 1 preparing", "1×12 from 1 by 1 preparing"}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

// refusals are the ways a checkout comes to nothing for a reason, each with the undo that must follow, in reverse order.
var refusals = []struct {
	name, token, code string
	arrange           func(*bundle)
	undo              string
	payment           string
}{
	{
		name: "sold out", token: ordertest.Approve, code: "out_of_stock",
		arrange: func(b *bundle) { b.shop.Stock.Put(12, 1, 1, -10) }, undo: "Release", payment: "voided",
	}, {
		name: "coupon used up", token: ordertest.Approve, code: "coupon_used_up",
		arrange: func(b *bundle) { b.shop.Prices.Coupon(5, 0) }, undo: "ReleaseCoupon Release", payment: "voided",
	}, {
		name: "price changed", token: ordertest.Approve, code: "price_changed",
		arrange: func(b *bundle) { b.shop.Prices.Move("q", "q2") }, undo: "ReleaseCoupon Release", payment: "voided",
	}, {
		name: "declined", token: ordertest.Decline, code: "payment_declined",
		arrange: func(*bundle) {}, undo: "Void ReleaseCoupon Release", payment: "declined",
	}, {
		name: "a token that no gateway gave", token: "nonsense", code: "checkout_failed",
		arrange: func(*bundle) {}, undo: "Void ReleaseCoupon Release", payment: "voided",
	}, {
		name: "hold gone", token: ordertest.Approve, code: "checkout_expired",
		arrange: func(b *bundle) { b.line.Before("Commit", func() { b.seize(12) }) },
		undo:    "Cancel Void ReleaseCoupon Release", payment: "voided",
	}, {
		name: "authorisation closed before capture", token: ordertest.Approve, code: "checkout_expired",
		arrange: func(b *bundle) { b.shop.Bank.Lapses() },
		undo:    "Cancel Void ReleaseCoupon Release", payment: "voided",
	}, {
		name: "coupon lost after the money was taken", token: ordertest.Approve, code: "checkout_failed",
		arrange: func(b *bundle) { b.line.Before("CommitCoupon", func() { b.shop.Prices.Coupon(5, 1) }) },
		undo:    "Cancel Void ReleaseCoupon Release", payment: "voided",
	},
}

func TestEveryRefusalIsToldAndUndoneBackwards(t *testing.T) {
	t.Parallel()
	for _, tc := range refusals {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.quote("q", ordertest.WithCoupon(5))
				tc.arrange(b)
				got := b.place(tc.token)
				if !got.GetSettled() || got.GetProblem().GetCode() != tc.code || got.GetProblem().GetDetail() == "" {
					t.Fatalf("got %v, want %s", got, tc.code)
				}
				if o := got.GetOrder(); o.GetStatus() != "canceled" || o.GetPayment().GetStatus() != tc.payment || len(o.GetShipments()) > 0 {
					t.Errorf("the order is %v", o)
				}
				if got := undone(b.line.Calls()); got != tc.undo {
					t.Errorf("undone by %q, want %q", got, tc.undo)
				}
				if kept, _ := b.shop.Bank.Net(); kept != 0 {
					t.Errorf("the bank kept %d", kept)
				}
				if n := b.shop.Stock.In("held", 11) + b.shop.Stock.In("held", 12) + b.shop.Stock.In("committed", 11) + b.shop.Stock.In("committed", 12); n != 0 {
					t.Errorf("%d units are still taken", n)
				}
				if b.events() != "placed canceled" {
					t.Errorf("events: %s", b.events())
				}
			})
		})
	}
}

// seize takes away what the only order holds of a product.
func (b *bundle) seize(product int64) {
	for _, e := range b.store.Events() {
		b.shop.Stock.Seize(e.GetAggregate(), product)
	}
}

// undone lists the calls that undo, in the order they were made.
func undone(calls []string) string {
	var out []string
	for _, c := range calls {
		switch c {
		case "Release", "ReleaseCoupon", "Void", "Cancel":
			out = append(out, c)
		}
	}
	return strings.Join(out, " ")
}

func TestARefusalCarriesWhatTheBuyerNeedsToGoOn(t *testing.T) {
	t.Parallel()
	t.Run("sold out names the products", func(t *testing.T) {
		t.Parallel()
		bubble(t, func(b *bundle) {
			b.quote("q")
			b.shop.Stock.Put(12, 1, 1, -10)
			if got := b.place(ordertest.Approve).GetProblem().GetProductIds(); !reflect.DeepEqual(got, []int64{12}) {
				t.Fatalf("products %v", got)
			}
		})
	})
	t.Run("a moved price comes with both prices and a fresh quote", func(t *testing.T) {
		t.Parallel()
		bubble(t, func(b *bundle) {
			b.quote("q")
			b.shop.Prices.Move("q", "q2")
			p := b.place(ordertest.Approve).GetProblem()
			if p.GetFreshQuoteToken() != "q2" || len(p.GetChanged()) != 1 || p.GetChanged()[0].GetOldAmount() != 1000 || p.GetChanged()[0].GetNewAmount() != 900 {
				t.Fatalf("problem %v", p)
			}
		})
	})
	t.Run("a decline says why", func(t *testing.T) {
		t.Parallel()
		bubble(t, func(b *bundle) {
			b.quote("q")
			got := b.place(ordertest.Decline)
			if got.GetProblem().GetDeclineCode() != "card_declined" || got.GetOrder().GetPayment().GetDeclineCode() != "card_declined" {
				t.Fatalf("got %v", got)
			}
		})
	})
}

func TestADeclinedQuoteMayBeUsedAgainWithAnotherKey(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		first := b.place(ordertest.Decline)
		second, err := b.Place(b.Context(), placing("k2", "q", ordertest.Approve))
		b.must(err)
		if second.GetOrder().GetOrderId() == first.GetOrder().GetOrderId() || second.GetOrder().GetStatus() != "confirmed" {
			t.Fatalf("got %v", second)
		}
		b.balanced()
	})
}

func TestAnOrderThatCostsNothingNeedsNoPayment(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", ordertest.Free)
		o := b.place(ordertest.Approve).GetOrder()
		if o.GetStatus() != "confirmed" || o.GetTotal() != 0 || b.shop.Bank.Of(o.GetOrderId()) != nil {
			t.Fatalf("order %v, payment %v", o, b.shop.Bank.Of(o.GetOrderId()))
		}
		_, err := b.Cancel(b.Context(), canceling(o.GetOrderId()))
		b.must(err)
		b.balanced()
	})
}

func TestAFreeOrderThatIsRefusedNeedsNoPaymentEither(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", ordertest.Free)
		b.line.Before("Commit", func() { b.seize(12) })
		got := b.place(ordertest.Approve)
		if got.GetProblem().GetCode() != "checkout_expired" || undone(b.line.Calls()) != "Cancel Release" {
			t.Fatalf("got %v, undone by %s", got, undone(b.line.Calls()))
		}
	})
}

func TestARequestThatCanNeverSucceedIsRefusedBeforeAnythingHappens(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*orderv1.PlaceRequest)
		code   string
	}{
		"no key":                    {func(r *orderv1.PlaceRequest) { r.IdempotencyKey = "" }, "idempotency_key_invalid"},
		"a key with a space":        {func(r *orderv1.PlaceRequest) { r.IdempotencyKey = "a b" }, "idempotency_key_invalid"},
		"a key with a foreign sign": {func(r *orderv1.PlaceRequest) { r.IdempotencyKey = "clé" }, "idempotency_key_invalid"},
		"a key of 256":              {func(r *orderv1.PlaceRequest) { r.IdempotencyKey = strings.Repeat("k", 256) }, "idempotency_key_invalid"},
		"nobody":                    {func(r *orderv1.PlaceRequest) { r.UserId = 0 }, "unauthenticated"},
		"no quote":                  {func(r *orderv1.PlaceRequest) { r.QuoteToken = "" }, "validation"},
		"no tender":                 {func(r *orderv1.PlaceRequest) { r.Tenders = nil }, "validation"},
		"two tenders":               {func(r *orderv1.PlaceRequest) { r.Tenders = append(r.Tenders, r.Tenders[0]) }, "validation"},
		"a nil tender":              {func(r *orderv1.PlaceRequest) { r.Tenders[0] = nil }, "method_unavailable"},
		"no token":                  {func(r *orderv1.PlaceRequest) { r.Tenders[0].Token = "" }, "validation"},
		"a token of 201":            {func(r *orderv1.PlaceRequest) { r.Tenders[0].Token = strings.Repeat("t", 201) }, "validation"},
		"a token in two lines":      {func(r *orderv1.PlaceRequest) { r.Tenders[0].Token = "tok\napprove" }, "validation"},
		"an unknown quote":          {func(r *orderv1.PlaceRequest) { r.QuoteToken = "other" }, "quote_not_found"},
		"somebody else's quote":     {func(r *orderv1.PlaceRequest) { r.UserId = 8 }, "quote_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.quote("q")
				req := placing("k", "q", ordertest.Approve)
				tc.change(req)
				_, err := b.Place(b.Context(), req)
				if !errs.HasCode(err, tc.code) || errs.Unanswered(err) {
					t.Fatalf("got %v, want %s", err, tc.code)
				}
				if len(b.store.Events()) > 0 {
					t.Fatal("an order was written")
				}
			})
		})
	}
}

func TestAnExpiredQuoteIsRefusedAndTheKeyStaysFree(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		time.Sleep(15 * time.Minute)
		if _, err := b.Place(b.Context(), placing("k", "q", ordertest.Approve)); !errs.HasCode(err, "quote_expired") {
			t.Fatalf("got %v", err)
		}
		b.quote("q2")
		got, err := b.Place(b.Context(), placing("k", "q2", ordertest.Approve))
		if err != nil || got.GetOrder().GetStatus() != "confirmed" {
			t.Fatalf("got %v, %v", got, err)
		}
	})
}

func TestAQuoteWhoseSumsAreWrongBecomesNoOrder(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", func(q *pricingv1.Quote) { q.Total-- })
		if _, err := b.Place(b.Context(), placing("k", "q", ordertest.Approve)); !errs.Is(err, errs.KindInternal) {
			t.Fatalf("got %v", err)
		}
		if len(b.store.Events()) > 0 {
			t.Fatal("an order was written")
		}
	})
}

func TestTheCallerMayGoAwayWhileTheSagaGoesOn(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		ctx, leave := context.WithCancel(b.Context())
		defer leave()
		b.line.Before("Authorize", leave)
		if _, err := b.Place(ctx, placing("k", "q", ordertest.Approve)); err == nil {
			t.Log("the saga was faster than the news that the caller had left")
		}
		time.Sleep(time.Second)
		if got := b.place(ordertest.Approve); !got.GetReplayed() || got.GetOrder().GetStatus() != "confirmed" {
			t.Fatalf("got %v", got)
		}
		b.balanced()
	})
}

func TestASlowSagaIsAnsweredAsPendingAfterTheWait(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		wait int32
		want time.Duration
	}{
		"default":  {0, 3 * time.Second},
		"asked":    {500, 500 * time.Millisecond},
		"at most":  {60_000, 10 * time.Second},
		"nonsense": {-5, 3 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.quote("q")
				req := placing("k", "q", ordertest.Silent)
				req.WaitMs = tc.wait
				start := time.Now()
				got, err := b.Place(b.Context(), req)
				b.must(err)
				if got.GetSettled() || got.GetOrder().GetStatus() != "pending" || got.GetOrder().GetPayment().GetStatus() != "pending" {
					t.Errorf("got %v", got)
				}
				if took := time.Since(start); took < tc.want || took > tc.want+200*time.Millisecond {
					t.Errorf("answered after %s, want %s", took, tc.want)
				}
			})
		})
	}
}

func TestASagaThatTheSweeperEndsIsStillAnsweredWithinTheWait(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q")
		b.sweeps()
		b.shop.Bank.Silence("Authorize", 5) // more than a worker's own patience
		if got := b.place(ordertest.Approve); !got.GetSettled() || got.GetOrder().GetStatus() != "confirmed" {
			t.Fatalf("got %v after %s", got, strings.Join(b.line.Calls(), " "))
		}
	})
}

func TestMoneyThatWasTakenIsGivenBackBeforeTheOrderIsClosed(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.quote("q", ordertest.WithCoupon(5))
		b.line.Before("CommitCoupon", func() { b.shop.Prices.Coupon(5, 1) }) // the order loses its coupon
		b.shop.Bank.Silence("Void", 2)
		got := b.place(ordertest.Approve)
		voids := 0
		for _, call := range b.line.Calls() {
			if call == "Void" {
				voids++
			}
		}
		if got.GetOrder().GetStatus() != "canceled" || voids != 3 {
			t.Errorf("asked %d times, got %v", voids, got)
		}
		b.balanced()
	})
}
