package payment_test

import (
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/ids"
)

const secret = "a secret of sixteen or more"

// bench is the room over a store and a gateway in memory, about order 7 of user 5 for 1,000 USD cents.
type bench struct {
	*payment.Service
	store   *paymenttest.Memory
	gateway *paymenttest.Gateway
	key     payment.Key
	deps    payment.Deps
	skew    time.Duration // added to the clock
	log     alarms
}

// alarms is what was logged as an error.
type alarms struct {
	mu   sync.Mutex
	text strings.Builder
}

func (a *alarms) Write(line []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.text.Write(line)
}

func (a *alarms) String() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.text.String()
}

func newBench(t *testing.T) *bench {
	t.Helper()
	return benchWith(t, nil)
}

// benchWith puts wrap around the gateway, to look at or bend what goes through.
func benchWith(t *testing.T, wrap func(b *bench, g payment.Gateway) payment.Gateway) *bench {
	t.Helper()
	b := &bench{
		store: paymenttest.NewMemory(), gateway: paymenttest.NewGateway(), key: payment.Key{UserID: 5, OrderID: "7"},
	}
	now := func() time.Time { return time.Now().Add(b.skew) }
	source, err := ids.New(now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	b.gateway.Clock(now)
	var gateway payment.Gateway = b.gateway
	if wrap != nil {
		gateway = wrap(b, gateway)
	}
	b.deps = payment.Deps{Now: now, IDs: source, Log: slog.New(slog.NewTextHandler(&b.log, &slog.HandlerOptions{Level: slog.LevelError}))}
	b.Service, err = payment.New(payment.Config{WebhookSecrets: []string{secret}}, b.store, gateway, b.deps)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func request(token string) *paymentv1.AuthorizeRequest {
	return &paymentv1.AuthorizeRequest{
		UserId: 5, OrderId: "7", Amount: &commercev1.Money{Amount: 1_000, Currency: "USD"}, Method: "card", Token: token,
	}
}

func theOrder() *paymentv1.OrderPaymentRequest {
	return &paymentv1.OrderPaymentRequest{UserId: 5, OrderId: "7"}
}

func refundOf(id string, amount int64) *paymentv1.RefundRequest {
	return &paymentv1.RefundRequest{
		UserId: 5, OrderId: "7", RefundId: id, Amount: &commercev1.Money{Amount: amount, Currency: "USD"},
	}
}

func transfer() *paymentv1.AuthorizeRequest {
	req := request("")
	req.Method, req.PayUntil = payment.MethodBankTransfer, time.Now().Add(5*24*time.Hour).UnixMicro()
	return req
}

func cash() *paymentv1.AuthorizeRequest {
	req := request("")
	req.Method = payment.MethodCashOnDelivery
	return req
}

func received(amount int64) *paymentv1.MarkReceivedRequest {
	return &paymentv1.MarkReceivedRequest{
		UserId: 5, OrderId: "7", Amount: &commercev1.Money{Amount: amount, Currency: "USD"}, Note: "statement 12",
	}
}

func paidOut(id string) *paymentv1.MarkRefundedRequest {
	return &paymentv1.MarkRefundedRequest{UserId: 5, OrderId: "7", RefundId: id}
}

// want fails unless a method answered with a payment in this status.
func want(t *testing.T, status payment.Status) func(*paymentv1.Payment, error) *paymentv1.Payment {
	return func(p *paymentv1.Payment, err error) *paymentv1.Payment {
		t.Helper()
		if err != nil || p.GetStatus() != string(status) {
			t.Fatalf("payment = %v, %v; want %s", p, err, status)
		}
		return p
	}
}

func (b *bench) authorized(t *testing.T) {
	t.Helper()
	want(t, payment.StatusAuthorized)(b.Authorize(t.Context(), request("tok_approve")))
}

func (b *bench) captured(t *testing.T) {
	t.Helper()
	b.authorized(t)
	want(t, payment.StatusCaptured)(b.Capture(t.Context(), theOrder()))
}

// wantTold checks the statuses that were published, in order, one per version from 1 on.
func (b *bench) wantTold(t *testing.T, statuses ...payment.Status) {
	t.Helper()
	var told []payment.Status
	for i, e := range b.store.Events(b.key) {
		var p paymentv1.PaymentChanged
		if err := bus.Payload(e, &p); err != nil {
			t.Fatal(err)
		}
		if p.GetVersion() != int64(i+1) || p.GetOrderId() != "7" || p.GetUserId() != 5 {
			t.Errorf("event %d: %v", i, &p)
		}
		told = append(told, payment.Status(p.GetStatus()))
	}
	if len(told) != len(statuses) {
		t.Fatalf("told %v, want %v", told, statuses)
	}
	for i := range told {
		if told[i] != statuses[i] {
			t.Fatalf("told %v, want %v", told, statuses)
		}
	}
}

// charge is the truth at the gateway.
func (b *bench) charge(t *testing.T) payment.Charge {
	t.Helper()
	c, err := b.gateway.Lookup(t.Context(), b.key)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
