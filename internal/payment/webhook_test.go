package payment_test

import (
	"bytes"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/errs"
)

// notify sends a signed webhook about the order and lets the loop book it.
func (b *bench) notify(t *testing.T, eventID string) {
	t.Helper()
	b.send(t, eventID)
	b.Turn(t.Context())
}

// send sends it only.
func (b *bench) send(t *testing.T, eventID string) {
	t.Helper()
	body := paymenttest.Notice(eventID, b.key)
	_, err := b.Webhook(t.Context(), &paymentv1.WebhookRequest{
		Gateway: "sandbox", Body: body, Signature: payment.Sign(secret, time.Now().Add(b.skew), body),
	})
	if err != nil {
		t.Fatalf("webhook: %v", err)
	}
}

func TestAWebhookBooksWhatTheGatewaySays(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want(t, payment.StatusRequiresAction)(b.Authorize(t.Context(), request("tok_3ds")))
	b.gateway.Decide(b.key, payment.ChargeAuthorized, "")
	for range 3 {
		b.notify(t, "evt_1")
	}
	want(t, payment.StatusAuthorized)(b.Get(t.Context(), theOrder()))
	if b.gateway.Calls("lookup") != 1 {
		t.Fatalf("%d look-ups for one event", b.gateway.Calls("lookup"))
	}
	b.wantTold(t, payment.StatusRequiresAction, payment.StatusAuthorized)
}

func TestAWebhookIsOnlyKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want(t, payment.StatusRequiresAction)(b.Authorize(t.Context(), request("tok_3ds")))
	b.gateway.Decide(b.key, payment.ChargeAuthorized, "")
	b.send(t, "evt_1")
	want(t, payment.StatusRequiresAction)(b.Get(t.Context(), theOrder()))
	if n := b.gateway.Calls("lookup"); n != 0 {
		t.Fatalf("the sender waited for %d look-ups", n)
	}
}

func TestAWebhookCannotClaimWhatTheGatewayDoesNotSay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want(t, payment.StatusRequiresAction)(b.Authorize(t.Context(), request("tok_3ds")))
	b.notify(t, "evt_1")
	want(t, payment.StatusRequiresAction)(b.Get(t.Context(), theOrder()))
}

func TestAWebhookBeforeItsPaymentIsBookedLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		go b.Run(t.Context())
		b.send(t, "evt_1")
		b.gateway.Script("authorize", paymenttest.FailAfter)
		want(t, payment.StatusUnknown)(b.Authorize(t.Context(), request("tok_approve")))
		time.Sleep(10 * time.Second) // of the test's own clock
		synctest.Wait()
		want(t, payment.StatusAuthorized)(b.Get(t.Context(), theOrder()))
		want(t, payment.StatusCaptured)(b.Capture(t.Context(), theOrder()))
		looked := b.gateway.Calls("lookup")
		time.Sleep(time.Hour)
		synctest.Wait()
		if b.gateway.Calls("lookup") != looked {
			t.Fatal("a booked webhook was booked again")
		}
	})
}

func TestAWebhookWaitsForAGatewayThatIsSilent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		go b.Run(t.Context())
		want(t, payment.StatusUnknown)(b.Authorize(t.Context(), request("tok_late_webhook")))
		b.gateway.Decide(b.key, payment.ChargeDeclined, "card_declined")
		b.gateway.Script("lookup", paymenttest.HangBefore, paymenttest.FailBefore)
		b.send(t, "evt_1")
		synctest.Wait()
		want(t, payment.StatusUnknown)(b.Get(t.Context(), theOrder()))
		time.Sleep(time.Minute)
		synctest.Wait()
		want(t, payment.StatusDeclined)(b.Get(t.Context(), theOrder()))
	})
}

func TestAWebhookThatFindsNoPaymentIsGivenUpInTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.send(t, "evt_1")
		go b.Run(t.Context())
		time.Sleep(73 * time.Hour)
		synctest.Wait()
		if _, err := b.store.Begin(t.Context(), paymenttest.Attempt(b.key)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		want(t, payment.StatusNew)(b.Get(t.Context(), theOrder()))
	})
}

func TestWebhooksAreRefusedUnlessSignedLatelyByTheGateway(t *testing.T) {
	t.Parallel()
	body := paymenttest.Notice("evt_1", payment.Key{UserID: 5, OrderID: "7"})
	now := time.Now()
	good := payment.Sign(secret, now, body)
	for name, tc := range map[string]struct {
		req  *paymentv1.WebhookRequest
		kind errs.Kind
	}{
		"good":             {&paymentv1.WebhookRequest{Gateway: "sandbox", Body: body, Signature: good}, ""},
		"two signatures":   {&paymentv1.WebhookRequest{Gateway: "sandbox", Body: body, Signature: good + ",v1=00ff"}, ""},
		"nearly too old":   {&paymentv1.WebhookRequest{Gateway: "sandbox", Body: body, Signature: payment.Sign(secret, now.Add(-290*time.Second), body)}, ""},
		"too old":          {&paymentv1.WebhookRequest{Gateway: "sandbox", Body: body, Signature: payment.Sign(secret, now.Add(-302*time.Second), body)}, errs.KindUnauthenticated},
		"from the future":  {&paymentv1.WebhookRequest{Gateway: "sandbox", Body: body, Signature: payment.Sign(secret, now.Add(310*time.Second), body)}, errs.KindUnauthenticated},
		"wrong secret":     {&paymentv1.WebhookRequest{Gateway: "sandbox", Body: body, Signature: payment.Sign("another secret of ours", now, body)}, errs.KindUnauthenticated},
		"changed body":     {&paymentv1.WebhookRequest{Gateway: "sandbox", Body: append([]byte(" "), body...), Signature: good}, errs.KindUnauthenticated},
		"no signature":     {&paymentv1.WebhookRequest{Gateway: "sandbox", Body: body}, errs.KindUnauthenticated},
		"long signature":   {&paymentv1.WebhookRequest{Gateway: "sandbox", Body: body, Signature: good + string(make([]byte, 2000))}, errs.KindUnauthenticated},
		"unknown gateway":  {&paymentv1.WebhookRequest{Gateway: "other", Body: body, Signature: good}, errs.KindNotFound},
		"too long":         {&paymentv1.WebhookRequest{Gateway: "sandbox", Body: make([]byte, 65<<10), Signature: good}, errs.KindInvalid},
		"nothing at all":   {nil, errs.KindNotFound},
		"signed nonsense":  {signedBody([]byte("{]")), errs.KindInvalid},
		"no user":          {signedBody([]byte(`{"id":"e","type":"t","charge":{"order_id":"7"}}`)), errs.KindInvalid},
		"order of a NUL":   {signedBody([]byte(`{"id":"e","type":"t","charge":{"order_id":"\u0000","user_id":"5"}}`)), errs.KindInvalid},
		"no event":         {signedBody([]byte(`{"type":"t","charge":{"order_id":"7","user_id":"5"}}`)), errs.KindInvalid},
		"not even unicode": {signedBody([]byte("{\"id\":\"e\",\"type\":\"t\",\"x\":\"\xff\",\"charge\":{\"order_id\":\"7\",\"user_id\":\"5\"}}")), errs.KindInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.skew = time.Until(now) // however long this subtest had to wait for its turn
			if _, err := b.Webhook(t.Context(), tc.req); errs.KindOf(err) != tc.kind {
				t.Fatalf("answer %v, want %q", err, tc.kind)
			}
		})
	}
}

func signedBody(body []byte) *paymentv1.WebhookRequest {
	return &paymentv1.WebhookRequest{Gateway: "sandbox", Body: body, Signature: payment.Sign(secret, time.Now(), body)}
}

func TestBothSecretsAreGoodWhileOneReplacesTheOther(t *testing.T) {
	t.Parallel()
	cfg := payment.Config{WebhookSecrets: []string{"an older secret of ours"}}
	cfg.WebhookSecrets = append(cfg.WebhookSecrets, secret)
	b := newBench(t)
	s, err := payment.New(cfg, b.store, b.gateway, payment.Deps{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.store.Begin(t.Context(), paymenttest.Attempt(b.key)); err != nil {
		t.Fatal(err)
	}
	for i, secret := range cfg.WebhookSecrets {
		body := paymenttest.Notice(fmt.Sprintf("evt_%d", i), b.key)
		req := &paymentv1.WebhookRequest{Gateway: "sandbox", Body: body, Signature: payment.Sign(secret, time.Now(), body)}
		if _, err := s.Webhook(t.Context(), req); err != nil {
			t.Errorf("secret %d: %v", i, err)
		}
		if !bytes.Equal(req.Body, body) {
			t.Error("the request was changed")
		}
	}
}
