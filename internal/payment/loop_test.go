package payment_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
)

// asked notes when look-ups come.
type asked struct {
	payment.Gateway
	start time.Time

	mu sync.Mutex
	at []time.Duration
}

func (a *asked) Lookup(ctx context.Context, key payment.Key) (payment.Charge, error) {
	a.mu.Lock()
	a.at = append(a.at, time.Since(a.start).Round(time.Second))
	a.mu.Unlock()
	return a.Gateway.Lookup(ctx, key)
}

// since returns the times from one on.
func (a *asked) since(n int) []time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.at[n:])
}

// running is a bench whose loop runs.
func running(t *testing.T) (*bench, *asked) {
	t.Helper()
	spy := &asked{start: time.Now()}
	b := benchWith(t, func(_ *bench, g payment.Gateway) payment.Gateway {
		spy.Gateway = g
		return spy
	})
	go b.Run(t.Context())
	return b, spy
}

func TestAPaymentThatNobodyAsksForAsksByItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, spy := running(t)
		want(t, payment.StatusUnknown)(b.Authorize(t.Context(), request("tok_late_webhook")))
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		last := time.Duration(0)
		times := spy.since(0)
		for i, at := range times {
			pause := min(time.Second<<i, time.Minute)
			if got := at - last; got < pause || got > pause+2*time.Second {
				t.Errorf("look-up %d after %s, want %s", i, got, pause)
			}
			last = at
		}
		if len(times) < 12 {
			t.Fatalf("asked at %v", times)
		}
		b.gateway.Decide(b.key, payment.ChargeDeclined, "card_declined")
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		want(t, payment.StatusDeclined)(b.Get(t.Context(), theOrder()))
		quiet := len(spy.since(0))
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if more := spy.since(quiet); len(more) != 0 {
			t.Fatalf("a payment at its end was asked about at %v", more)
		}
		b.wantTold(t, payment.StatusUnknown, payment.StatusDeclined)
	})
}

// What is written and left behind by a process that died, and by a saga that is over.
func TestAnOrphanIsBroughtToItsEnd(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		leave func(t *testing.T, b *bench)
		end   payment.Status
		kept  int64
	}{
		"the process died after the gateway had charged": {func(t *testing.T, b *bench) {
			attempt := paymenttest.Attempt(b.key)
			attempt.CreatedAt, attempt.AskAt = time.Now().UnixMicro(), time.Now().UnixMicro()
			if _, err := b.store.Begin(t.Context(), attempt); err != nil {
				t.Fatal(err)
			}
			if _, err := b.gateway.Authorize(t.Context(), payment.Authorization{Key: b.key, Amount: attempt.Amount, Token: "tok_approve"}); err != nil {
				t.Fatal(err)
			}
		}, payment.StatusAuthorized, 0},
		"the capture's answer was lost": {func(t *testing.T, b *bench) {
			b.authorized(t)
			b.gateway.Script("capture", paymenttest.FailAfter)
			want(t, payment.StatusCaptureUnknown)(b.Capture(t.Context(), theOrder()))
		}, payment.StatusCaptured, 1_000},
		"the capture's answer was never written": {func(t *testing.T, b *bench) {
			b.authorized(t)
			p, err := b.store.StartCapture(t.Context(), b.key, "cap", time.Now().UnixMicro())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := b.gateway.Capture(t.Context(), b.key, "cap", p.Amount); err != nil {
				t.Fatal(err)
			}
		}, payment.StatusCaptured, 1_000},
		"the void was marked and never sent": {func(t *testing.T, b *bench) {
			b.authorized(t)
			now := time.Now().UnixMicro()
			if _, err := b.store.StartVoid(t.Context(), b.key, "v", now, now); err != nil {
				t.Fatal(err)
			}
		}, payment.StatusVoided, 0},
		"the void of a transfer was marked and never booked": {func(t *testing.T, b *bench) {
			want(t, payment.StatusRequiresAction)(b.Authorize(t.Context(), transfer()))
			now := time.Now().UnixMicro()
			if _, err := b.store.StartVoid(t.Context(), b.key, "v", now, now); err != nil {
				t.Fatal(err)
			}
		}, payment.StatusVoided, 0},
		"the gateway heard no void, and nobody asks again": {func(t *testing.T, b *bench) {
			b.authorized(t)
			b.gateway.Script("void", paymenttest.FailBefore, paymenttest.FailBefore, paymenttest.FailBefore)
			want(t, payment.StatusVoidUnknown)(b.Void(t.Context(), theOrder()))
		}, payment.StatusVoided, 0},
		"it was captured before the void, whose answer was lost": {func(t *testing.T, b *bench) {
			b.authorized(t)
			b.gateway.Script("capture", paymenttest.FailAfter)
			b.gateway.Script("void", paymenttest.FailBefore)
			want(t, payment.StatusCaptureUnknown)(b.Capture(t.Context(), theOrder()))
			want(t, payment.StatusVoidUnknown)(b.Void(t.Context(), theOrder()))
		}, payment.StatusCaptured, 0},
		"the refund's answer was lost": {func(t *testing.T, b *bench) {
			b.captured(t)
			b.gateway.Script("refund", paymenttest.FailAfter)
			want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 400)))
		}, payment.StatusCaptured, 600},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b, _ := running(t)
				tc.leave(t, b)
				time.Sleep(2 * time.Minute)
				synctest.Wait()
				p := want(t, tc.end)(b.Get(t.Context(), theOrder()))
				c := b.charge(t)
				if p.GetCaptured()-p.GetRefunded() != tc.kept || c.Captured-c.Refunded != tc.kept {
					t.Fatalf("payment %v, charge %+v", p, c)
				}
				if c.State != payment.ChargeMissing && string(c.State) != p.GetStatus() {
					t.Fatalf("payment %v, charge %+v", p, c)
				}
			})
		})
	}
}

func TestNoKeyIsSentAgainAfterTwentyHours(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, _ := running(t)
		b.gateway.Script("authorize", paymenttest.FailBefore)
		want(t, payment.StatusUnknown)(b.Authorize(t.Context(), request("tok_approve")))
		time.Sleep(20 * time.Hour)
		synctest.Wait()
		before := b.gateway.Calls("lookup")
		want(t, payment.StatusUnknown)(b.Authorize(t.Context(), request("tok_approve")))
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if n := b.gateway.Calls("authorize"); n != 1 {
			t.Fatalf("authorise was sent %d times", n)
		}
		if n := b.gateway.Calls("lookup") - before; n < 20 || n > 30 {
			t.Fatalf("%d look-ups in a day", n)
		}
	})
}

func TestASilentGatewayDoesNotHoldUpTheRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, _ := running(t)
		want(t, payment.StatusUnknown)(b.Authorize(t.Context(), request("tok_late_webhook")))
		for i := range 20 {
			b.gateway.Script("lookup", paymenttest.HangBefore)
			req := request("tok_late_webhook")
			req.OrderId = fmt.Sprint(100 + i)
			want(t, payment.StatusUnknown)(b.Authorize(t.Context(), req))
		}
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if n := b.gateway.Calls("lookup"); n < 40 {
			t.Fatalf("%d look-ups in half a minute", n)
		}
	})
}

func TestAChargeOfNobodyIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		go b.Run(t.Context())
		b.authorized(t)
		stray := payment.Key{UserID: 6, OrderID: "99"}
		if _, err := b.gateway.Authorize(t.Context(), payment.Authorization{
			Key: stray, Amount: paymenttest.Attempt(stray).Amount, Token: "tok_approve",
		}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(61 * time.Second)
		synctest.Wait()
		if told := b.log.String(); !strings.Contains(told, "order_id=99") || strings.Contains(told, "order_id=7 ") {
			t.Fatalf("told %q", told)
		}
		if c, err := b.gateway.Lookup(t.Context(), stray); err != nil || c.State != payment.ChargeAuthorized {
			t.Fatalf("it was touched: %+v, %v", c, err)
		}
		_, broken := walk(t, b.Service, 1)
		if len(broken) != 1 || broken[0].GetInvariant() != "I10" || !strings.Contains(broken[0].GetSubject(), "order 99, user 6") {
			t.Fatalf("check found %v", broken)
		}
	})
}

func TestTheReportListsWhatChanged(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, order := range []string{"1", "2", "3", "4", "5"} {
		req := request("tok_approve")
		req.OrderId = order
		want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), req))
	}
	first := &paymentv1.OrderPaymentRequest{UserId: 5, OrderId: "1"}
	want(t, payment.StatusCaptured)(b.Capture(t.Context(), first))
	partly := refundOf("r1", 300)
	partly.OrderId = "1"
	want(t, payment.StatusCaptured)(b.Refund(t.Context(), partly))
	var orders string
	var last *paymentv1.Charge
	for cursor, page := "", 0; page == 0 || cursor != ""; page++ {
		out, err := b.Report(t.Context(), &paymentv1.ReportRequest{Cursor: cursor, Limit: 2})
		if err != nil || len(out.GetCharges()) > 2 {
			t.Fatalf("report %v, %v", out, err)
		}
		for _, c := range out.GetCharges() {
			orders, last = orders+c.GetOrderId(), c
		}
		cursor = out.GetNextCursor()
	}
	if orders != "23451" || last.GetCaptured() != 1_000 || last.GetRefunded() != 300 || last.GetState() != "captured" ||
		last.GetAmount().GetCurrency() != "USD" || last.GetUserId() != 5 {
		t.Fatalf("orders %s, last %v", orders, last)
	}
	out, err := b.Report(t.Context(), &paymentv1.ReportRequest{Since: last.GetAt()})
	if err != nil || len(out.GetCharges()) != 1 || out.GetNextCursor() != "" {
		t.Fatalf("since the last: %v, %v", out, err)
	}
}
