package payment_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/errs"
)

// walk reads every page of Check.
func walk(t *testing.T, s *payment.Service, limit int32) (facts map[string][]*checkv1.Fact, broken []*checkv1.Violation) {
	t.Helper()
	facts = map[string][]*checkv1.Fact{}
	for cursor, page := "", 0; page == 0 || cursor != ""; page++ {
		out, err := s.Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor, Limit: limit})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range out.GetFacts() {
			facts[f.GetKind()] = append(facts[f.GetKind()], f)
		}
		broken = append(broken, out.GetViolations()...)
		if cursor = out.GetNextCursor(); page > 50 {
			t.Fatal("the pages never end")
		}
	}
	return facts, broken
}

func TestCheckStatesPaymentsAndCharges(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 5 {
		req := request("tok_approve")
		req.OrderId = fmt.Sprint(10 + i)
		want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), req))
	}
	b.captured(t)
	want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 400)))
	facts, broken := walk(t, b.Service, 2)
	if len(broken) != 0 || len(facts["payment"]) != 6 || len(facts["charge"]) != 6 {
		t.Fatalf("%d payments, %d charges, broken %v", len(facts["payment"]), len(facts["charge"]), broken)
	}
	for _, kind := range []string{"payment", "charge"} {
		for _, f := range facts[kind] {
			if f.GetOrderId() == "7" && (f.GetAmount() != 600 || f.GetStatus() != "captured" || f.GetCurrency() != "USD" || f.GetUserId() != 5) {
				t.Errorf("%s: %v", kind, f)
			}
		}
	}
}

// crooked is a store whose pages were tampered with.
type crooked struct {
	*paymenttest.Memory
	bend func(*payment.Payment)
}

func (c crooked) Page(ctx context.Context, after payment.Key, limit int) ([]payment.Payment, error) {
	page, err := c.Memory.Page(ctx, after, limit)
	for i := range page {
		c.bend(&page[i])
	}
	return page, err
}

func TestCheckFindsBrokenSums(t *testing.T) {
	t.Parallel()
	for name, bend := range map[string]func(*payment.Payment){
		"refunds beyond the capture": func(p *payment.Payment) {
			p.Refunds, p.Refunded = append(p.Refunds, payment.Refund{Amount: 601, Status: payment.RefundDone}), 1_001
		},
		"a refund that no row explains":  func(p *payment.Payment) { p.Refunded++ },
		"a row that no sum counts":       func(p *payment.Payment) { p.Refunds = nil },
		"more captured than agreed":      func(p *payment.Payment) { p.Amount.Amount = 999 },
		"captured money of a void":       func(p *payment.Payment) { p.Status = payment.StatusVoided },
		"an unknown refund not reserved": func(p *payment.Payment) { p.Refunds[0].Status = payment.RefundUnknown },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.captured(t)
			want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r1", 400)))
			s, err := payment.New(payment.Config{WebhookSecrets: []string{secret}}, crooked{b.store, bend}, b.gateway, b.deps)
			if err != nil {
				t.Fatal(err)
			}
			_, broken := walk(t, s, 0)
			if len(broken) == 0 || broken[0].GetInvariant() != "I12" || !strings.Contains(broken[0].GetSubject(), "order 7") {
				t.Fatalf("found %v", broken)
			}
		})
	}
}

func TestCheckFindsMoneyThatDoesNotFitTheStatus(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		bend func(*payment.Payment)
		rule string
	}{
		"half captured":                   {func(p *payment.Payment) { p.Captured -= 100 }, "I8"},
		"a promise by card":               {func(p *payment.Payment) { p.Status, p.Captured = payment.StatusPromised, 0 }, "I8"},
		"captured without a charge":       {func(p *payment.Payment) { p.GatewayID = "" }, "I10"},
		"money that is kept after a void": {func(p *payment.Payment) { p.VoidID, p.VoidAskedAt = "v", 1 }, "I9"},
		"money that is held after a void": {func(p *payment.Payment) {
			p.VoidID, p.VoidAskedAt, p.Status, p.Captured = "v", 1, payment.StatusVoidUnknown, 0
		}, "I9"},
		"a debt that no refund row tells":   {func(p *payment.Payment) { p.Owed = 1 }, "I12"},
		"a waiver that no refund row tells": {func(p *payment.Payment) { p.Waived, p.Captured = 100, 900 }, "I12"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.captured(t)
			s, err := payment.New(payment.Config{WebhookSecrets: []string{secret}}, crooked{b.store, tc.bend}, b.gateway, b.deps)
			if err != nil {
				t.Fatal(err)
			}
			_, broken := walk(t, s, 0)
			if len(broken) == 0 || broken[0].GetInvariant() != tc.rule {
				t.Fatalf("found %v", broken)
			}
		})
	}
}

func TestAVoidHasAMinute(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.authorized(t)
	b.gateway.Script("void", paymenttest.FailBefore)
	want(t, payment.StatusVoidUnknown)(b.Void(t.Context(), theOrder()))
	for skew, found := range map[time.Duration]int{50 * time.Second: 0, 70 * time.Second: 1} {
		b.skew = skew
		if _, broken := walk(t, b.Service, 0); len(broken) != found {
			t.Errorf("after %s: %v", skew, broken)
		}
	}
}

// Facts of payments that no gateway knows carry the method as id, and what is to be collected while it is promised.
func TestCheckStatesWhatNoGatewayKnows(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want(t, payment.StatusPromised)(b.Authorize(t.Context(), cash()))
	want(t, payment.StatusPromised)(b.Refund(t.Context(), refundOf("r1", 300)))
	fact := func() *checkv1.Fact {
		facts, broken := walk(t, b.Service, 0)
		if len(broken) != 0 || len(facts["payment"]) != 1 || len(facts["charge"]) != 0 {
			t.Fatalf("facts %v, broken %v", facts, broken)
		}
		return facts["payment"][0]
	}
	if f := fact(); f.GetStatus() != "promised" || f.GetAmount() != 700 || f.GetId() != "cash_on_delivery" {
		t.Fatalf("promised %v", f)
	}
	b.delivered(t)
	if f := fact(); f.GetStatus() != "captured" || f.GetAmount() != 700 {
		t.Fatalf("collected %v", f)
	}
	want(t, payment.StatusCaptured)(b.Refund(t.Context(), refundOf("r2", 200)))
	if f := fact(); f.GetAmount() != 500 || f.GetId() != "cash_on_delivery" {
		t.Fatalf("owed %v", f)
	}
}

func TestCheckRefusesForeignCursors(t *testing.T) {
	t.Parallel()
	for _, cursor := range []string{"x", "payment/x/1", "payment", "order/1"} {
		if _, err := newBench(t).Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor}); !errs.HasCode(err, "validation") {
			t.Errorf("%q: %v", cursor, err)
		}
	}
}

func TestConfigSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*payment.Config){
		"no time":      func(c *payment.Config) { c.GatewayTimeout = -1 },
		"no secret":    func(c *payment.Config) { c.WebhookSecrets = nil },
		"short secret": func(c *payment.Config) { c.WebhookSecrets = []string{"short"} },
		"no sweep":     func(c *payment.Config) { c.SweepEvery = -1 },
		"long account": func(c *payment.Config) { c.Account = strings.Repeat("X", 201) },
	} {
		cfg := payment.Config{WebhookSecrets: []string{secret}}
		change(&cfg)
		if _, err := payment.New(cfg, nil, nil, payment.Deps{}); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
