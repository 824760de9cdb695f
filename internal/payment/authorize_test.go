package payment_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/errs"
)

func TestAuthorizeHoldsTheMoneyOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), request("tok_approve")))
	if first.GetAmount().GetAmount() != 1_000 || first.GetGatewayId() == "" || first.GetMethod() != "card" {
		t.Fatalf("payment %v", first)
	}
	again := want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), request("tok_approve")))
	if again.GetVersion() != first.GetVersion() || b.gateway.Calls("authorize") != 1 {
		t.Fatalf("the repeat asked the gateway again: %v", again)
	}
	b.wantTold(t, payment.StatusAuthorized)
}

func TestAuthorizeTellsDeclineAndAction(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := want(t, payment.StatusDeclined)(b.Authorize(t.Context(), request("tok_decline")))
	if p.GetDeclineCode() != "card_declined" {
		t.Fatalf("payment %v", p)
	}
	want(t, payment.StatusDeclined)(b.Authorize(t.Context(), request("tok_decline")))
	b.wantTold(t, payment.StatusDeclined)

	b = newBench(t)
	p = want(t, payment.StatusRequiresAction)(b.Authorize(t.Context(), request("tok_3ds")))
	if p.GetNextAction().GetType() != "redirect" || p.GetNextAction().GetUrl() == "" {
		t.Fatalf("payment %v", p)
	}
}

func TestAuthorizeRefusesASecondWayToPay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.authorized(t)
	for name, change := range map[string]func(*paymentv1.AuthorizeRequest){
		"amount": func(r *paymentv1.AuthorizeRequest) { r.Amount.Amount++ },
		"card":   func(r *paymentv1.AuthorizeRequest) { r.Token = "tok_decline" },
		"money":  func(r *paymentv1.AuthorizeRequest) { r.Amount.Currency = "EUR" },
	} {
		req := request("tok_approve")
		change(req)
		if _, err := b.Authorize(t.Context(), req); !errs.HasCode(err, "payment_differs") {
			t.Errorf("other %s: %v", name, err)
		}
	}
}

func TestAuthorizeSaysWhatIsWrongWithTheRequest(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*paymentv1.AuthorizeRequest)
		field  string
	}{
		"no user":           {func(r *paymentv1.AuthorizeRequest) { r.UserId = 0 }, "user_id"},
		"no order":          {func(r *paymentv1.AuthorizeRequest) { r.OrderId = "" }, "order_id"},
		"a long order id":   {func(r *paymentv1.AuthorizeRequest) { r.OrderId = "123456789012345678901" }, "order_id"},
		"a zero byte":       {func(r *paymentv1.AuthorizeRequest) { r.OrderId = "7\x00" }, "order_id"},
		"no amount":         {func(r *paymentv1.AuthorizeRequest) { r.Amount = nil }, "amount"},
		"a free order":      {func(r *paymentv1.AuthorizeRequest) { r.Amount.Amount = 0 }, "amount"},
		"a negative amount": {func(r *paymentv1.AuthorizeRequest) { r.Amount.Amount = -1 }, "amount"},
		"a huge amount":     {func(r *paymentv1.AuthorizeRequest) { r.Amount.Amount = 1 << 62 }, "amount"},
		"no currency":       {func(r *paymentv1.AuthorizeRequest) { r.Amount = &commercev1.Money{Amount: 5} }, "amount"},
		"no token":          {func(r *paymentv1.AuthorizeRequest) { r.Token = "" }, "token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, req := newBench(t), request("tok_approve")
			tc.change(req)
			_, err := b.Authorize(t.Context(), req)
			e := errs.As(err)
			if !errs.Is(err, errs.KindInvalid) || len(e.Fields) != 1 || e.Fields[0].Name != tc.field {
				t.Fatalf("answer %v", err)
			}
			if b.gateway.Calls("authorize") != 0 {
				t.Fatal("the gateway was asked")
			}
		})
	}
	b, req := newBench(t), request("tok_approve")
	req.Method, req.Token = "cheque", ""
	if _, err := b.Authorize(t.Context(), req); !errs.HasCode(err, "method_unavailable") {
		t.Fatalf("other method: %v", err)
	}
	if _, err := b.Authorize(t.Context(), nil); !errs.Is(err, errs.KindInvalid) {
		t.Fatalf("no request: %v", err)
	}
}

func TestNoAnswerIsUnknownUntilTheSameKeyIsSentAgain(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]paymenttest.Fault{
		"the request was lost":         paymenttest.FailBefore,
		"the answer was lost":          paymenttest.FailAfter,
		"the gateway hangs":            paymenttest.HangBefore,
		"the gateway charges and hang": paymenttest.HangAfter,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				b.gateway.Script("authorize", fault)
				start := time.Now()
				want(t, payment.StatusUnknown)(b.Authorize(t.Context(), request("tok_approve")))
				if waited := time.Since(start); waited > 2*time.Second {
					t.Fatalf("waited %s", waited)
				}
				want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), request("tok_approve")))
				b.wantTold(t, payment.StatusUnknown, payment.StatusAuthorized)
			})
		})
	}
}

func TestAnUnknownPaymentStaysUnknownWhateverTheTime(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.gateway.Script("authorize", paymenttest.FailBefore)
	want(t, payment.StatusUnknown)(b.Authorize(t.Context(), request("tok_approve")))
	b.skew = 20 * time.Hour
	want(t, payment.StatusUnknown)(b.Authorize(t.Context(), request("tok_approve")))
	if b.gateway.Calls("authorize") != 1 || b.gateway.Calls("lookup") != 1 {
		t.Fatalf("an old key was sent again: %d calls", b.gateway.Calls("authorize"))
	}
	if b.charge(t).State != payment.ChargeMissing {
		t.Fatal("the gateway holds money")
	}
}

func TestALateDecisionIsUnknownUntilTold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want(t, payment.StatusUnknown)(b.Authorize(t.Context(), request("tok_late_webhook")))
	b.gateway.Decide(b.key, payment.ChargeDeclined, "card_declined")
	want(t, payment.StatusDeclined)(b.Refresh(t.Context(), theOrder()))
	b.wantTold(t, payment.StatusUnknown, payment.StatusDeclined)
}

// spy looks at the store at the moment the gateway is asked.
type spy struct {
	payment.Gateway
	asked func(ctx context.Context)
}

func (s spy) Authorize(ctx context.Context, a payment.Authorization) (payment.Charge, error) {
	s.asked(ctx)
	return s.Gateway.Authorize(ctx, a)
}

func TestTheAttemptIsWrittenBeforeTheGatewayIsAsked(t *testing.T) {
	t.Parallel()
	b := benchWith(t, func(b *bench, g payment.Gateway) payment.Gateway {
		return spy{g, func(ctx context.Context) {
			if p, err := b.store.Get(ctx, b.key); err != nil || p.Status != payment.StatusNew {
				t.Errorf("in the store: %+v, %v", p, err)
			}
			if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) > 2*time.Second {
				t.Error("the gateway is asked without a deadline")
			}
		}}
	})
	b.authorized(t)
}

func TestTheAnswerIsRecordedThoughTheCallerLeft(t *testing.T) {
	t.Parallel()
	ctx, leave := context.WithCancel(t.Context())
	b := benchWith(t, func(_ *bench, g payment.Gateway) payment.Gateway {
		return spy{g, func(context.Context) { leave() }}
	})
	want(t, payment.StatusAuthorized)(b.Authorize(ctx, request("tok_approve")))
	want(t, payment.StatusAuthorized)(b.Get(t.Context(), theOrder()))
}

func TestAnAnswerThatDoesNotFitIsNoAnswer(t *testing.T) {
	t.Parallel()
	for name, bend := range map[string]func(c *payment.Charge){
		"another amount":   func(c *payment.Charge) { c.Amount.Amount = 1 },
		"another currency": func(c *payment.Charge) { c.Amount.Currency = "EUR" },
		"half captured":    func(c *payment.Charge) { c.State, c.Captured = payment.ChargeCaptured, 500 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.gateway.Script("authorize", paymenttest.FailAfter)
			want(t, payment.StatusUnknown)(b.Authorize(t.Context(), request("tok_approve")))
			c := b.charge(t)
			bend(&c)
			b.gateway.Put(c, "tok_approve")
			want(t, payment.StatusUnknown)(b.Refresh(t.Context(), theOrder()))
		})
	}
}
