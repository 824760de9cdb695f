package paygateway

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/payment"
	"rialto/internal/payment/paymentdb"
	"rialto/internal/platform/ids"
	"rialto/internal/platform/sqldb/sqldbtest"
)

// shop is payment and the sandbox as the binary joins them: two databases, webhooks between them.
type shop struct {
	*payment.Service
	gateway *bench
	lose    atomic.Bool // webhooks are lost on their way
}

func newShop(t testing.TB, timeout time.Duration) *shop {
	t.Helper()
	s := &shop{gateway: &bench{at: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}}
	log := slog.New(slog.DiscardHandler)
	var err error
	s.gateway.Sandbox, err = NewSandbox(Config{Secret: secret}, sqldbtest.SQLite(t, Migrations())(), Deps{
		Now: s.gateway.now, Rand: rand.Reader, Log: log,
		Deliver: func(ctx context.Context, body []byte, signature string) error {
			if s.lose.Load() {
				return errors.New("no route to shop")
			}
			_, err := s.Webhook(ctx, &paymentv1.WebhookRequest{Gateway: "sandbox", Signature: signature, Body: body})
			return err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	source, err := ids.New(s.gateway.now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	store := paymentdb.New(sqldbtest.SQLite(t, paymentdb.Migrations())())
	cfg := payment.Config{WebhookSecrets: []string{secret}, GatewayTimeout: timeout}
	s.Service, err = payment.New(cfg, store, s.gateway, payment.Deps{Now: s.gateway.now, IDs: source, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *shop) pay(t testing.TB, order, token string) *paymentv1.Payment {
	t.Helper()
	p, err := s.Authorize(t.Context(), &paymentv1.AuthorizeRequest{
		UserId: 5, OrderId: order, Method: "card", Token: token, Amount: &commercev1.Money{Amount: 1_000, Currency: "USD"},
	})
	if err != nil {
		t.Fatalf("authorise: %v", err)
	}
	return p
}

func (s *shop) want(t *testing.T, order, status string) {
	t.Helper()
	p, err := s.Get(t.Context(), &paymentv1.OrderPaymentRequest{UserId: 5, OrderId: order})
	if err != nil || p.GetStatus() != status {
		t.Fatalf("payment %v, %v; want %s", p, err, status)
	}
}

// balanced checks that payment's books and the gateway's agree about every order.
func (s *shop) balanced(t *testing.T) {
	t.Helper()
	amounts := map[string]map[string]string{"payment": {}, "charge": {}}
	for cursor, first := "", true; first || cursor != ""; first = false {
		out, err := s.Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor})
		if err != nil || len(out.GetViolations()) > 0 {
			t.Fatalf("check: %v, %v", out.GetViolations(), err)
		}
		for _, f := range out.GetFacts() {
			amounts[f.GetKind()][f.GetOrderId()] = fmt.Sprintf("%s %d %s", f.GetStatus(), f.GetAmount(), f.GetCurrency())
		}
		cursor = out.GetNextCursor()
	}
	for order, ours := range amounts["payment"] {
		if theirs := amounts["charge"][order]; ours != theirs {
			t.Errorf("order %s is %s here and %s at the gateway", order, ours, theirs)
		}
	}
	if len(amounts["payment"]) != len(amounts["charge"]) {
		t.Errorf("%d payments, %d charges", len(amounts["payment"]), len(amounts["charge"]))
	}
}

func TestEveryTokenEndsTheSameInBothBooks(t *testing.T) {
	t.Parallel()
	s := newShop(t, 50*time.Millisecond)
	for _, tc := range []struct{ token, first, end string }{
		{"tok_approve", "authorized", "authorized"},
		{"tok_decline", "declined", "declined"},
		{"tok_insufficient_funds", "declined", "declined"},
		{"tok_timeout_charged", "unknown", "authorized"},
		{"tok_timeout_not_charged", "unknown", "declined"},
		{"tok_nonsense", "declined", "declined"},
	} {
		order := tc.token[4:min(len(tc.token), 24)]
		if p := s.pay(t, order, tc.token); p.GetStatus() != tc.first {
			t.Fatalf("%s: %v", tc.token, p)
		}
		again := &paymentv1.OrderPaymentRequest{UserId: 5, OrderId: order}
		if p, err := s.Refresh(t.Context(), again); err != nil || p.GetStatus() != tc.end {
			t.Fatalf("%s looked up: %v, %v", tc.token, p, err)
		}
		if tc.end != "authorized" {
			continue
		}
		if p, err := s.Capture(t.Context(), again); err != nil || p.GetStatus() != "captured" {
			t.Fatalf("%s captured: %v, %v", tc.token, p, err)
		}
		if p, err := s.Void(t.Context(), again); err != nil || p.GetRefunded() != 1_000 {
			t.Fatalf("%s given back: %v, %v", tc.token, p, err)
		}
	}
	s.balanced(t)
}

func TestWebhooksReachTheShopThoughTheyAreLostAtFirst(t *testing.T) {
	t.Parallel()
	s := newShop(t, time.Second)
	s.pay(t, "1", "tok_late_webhook")
	action := s.pay(t, "2", "tok_3ds").GetNextAction()
	s.want(t, "1", "unknown")
	s.want(t, "2", "requires_action")

	if w := s.gateway.visit(http.MethodPost, action.GetUrl()+"/decline"); w.Code != http.StatusOK {
		t.Fatalf("decide: %d", w.Code)
	}
	s.lose.Store(true)
	s.gateway.pass(5 * time.Second)
	s.gateway.mustTurn(t)
	s.gateway.mustTurn(t)
	s.want(t, "1", "unknown")

	s.lose.Store(false)
	s.gateway.pass(time.Minute)
	s.gateway.mustTurn(t)
	s.Turn(t.Context())
	s.want(t, "1", "authorized")
	s.want(t, "2", "declined")
	s.balanced(t)
}

func TestASavedCardPaysAgain(t *testing.T) {
	t.Parallel()
	s := newShop(t, time.Second)
	pay := func(order string, change func(*paymentv1.AuthorizeRequest)) *paymentv1.Payment {
		t.Helper()
		req := &paymentv1.AuthorizeRequest{
			UserId: 5, OrderId: order, Method: "card", Amount: &commercev1.Money{Amount: 1_000, Currency: "USD"},
		}
		change(req)
		p, err := s.Authorize(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	pay("1", func(r *paymentv1.AuthorizeRequest) { r.Token, r.Save = "tok_approve", true })
	cards, err := s.ListCards(t.Context(), &paymentv1.ListCardsRequest{UserId: 5})
	if err != nil || len(cards.GetCards()) != 1 {
		t.Fatalf("cards %v, %v", cards, err)
	}
	card := cards.GetCards()[0]
	p := pay("2", func(r *paymentv1.AuthorizeRequest) { r.CardId = card.GetCardId() })
	if p.GetStatus() != "authorized" || p.GetCardBrand() != "visa" || p.GetCardLastFour() != card.GetLastFour() {
		t.Fatalf("payment %v", p)
	}
	s.balanced(t)
	report, err := s.Report(t.Context(), &paymentv1.ReportRequest{})
	if err != nil || len(report.GetCharges()) != 2 || report.GetCharges()[0].GetState() != "authorized" {
		t.Fatalf("report %v, %v", report, err)
	}
}

func TestAVoidedApprovalCannotBeCharged(t *testing.T) {
	t.Parallel()
	s := newShop(t, time.Second)
	url := s.pay(t, "1", "tok_3ds").GetNextAction().GetUrl()
	if p, err := s.Void(t.Context(), &paymentv1.OrderPaymentRequest{UserId: 5, OrderId: "1"}); err != nil || p.GetStatus() != "voided" {
		t.Fatalf("void: %v, %v", p, err)
	}
	if w := s.gateway.visit(http.MethodPost, url+"/approve"); w.Code != http.StatusConflict {
		t.Fatalf("approved: %d", w.Code)
	}
	s.balanced(t)
}

// One operation is the money's whole way through a checkout: authorise and capture, six durable writes in two files.
func BenchmarkAuthorizeAndCapture(b *testing.B) {
	s := newShop(b, 2*time.Second)
	var order atomic.Int64
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			id := fmt.Sprint(order.Add(1))
			s.pay(b, id, "tok_approve")
			if _, err := s.Capture(b.Context(), &paymentv1.OrderPaymentRequest{UserId: 5, OrderId: id}); err != nil {
				b.Error(err)
			}
		}
	})
}
