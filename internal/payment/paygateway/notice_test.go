package paygateway

import (
	"errors"
	"strings"
	"testing"
	"time"

	"rialto/internal/payment"
	"rialto/internal/platform/sqldb/sqldbtest"
)

func (b *bench) mustTurn(t *testing.T) {
	t.Helper()
	if err := b.turn(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestLateDecisionComesAsOneWebhook(t *testing.T) {
	t.Parallel()
	b := onSQLite(t)
	if _, err := b.authorize(t.Context(), "7", "tok_late_webhook"); err != nil {
		t.Fatal(err)
	}
	b.pass(5*time.Second - time.Microsecond)
	b.mustTurn(t)
	if got := b.lookup(t, "7"); got.State != payment.ChargeProcessing {
		t.Fatalf("decided too early: %s", got.State)
	}
	b.pass(time.Microsecond)
	b.mustTurn(t) // decides
	b.mustTurn(t) // delivers
	b.mustTurn(t) // has nothing to do
	if got := b.lookup(t, "7"); got.State != payment.ChargeAuthorized {
		t.Fatalf("not decided: %s", got.State)
	}
	if len(b.delivered) != 1 || !strings.Contains(b.delivered[0], `"type":"charge.authorized"`) ||
		!strings.Contains(b.delivered[0], `"order_id":"7","user_id":"5"`) {
		t.Fatalf("delivered %q", b.delivered)
	}
}

func TestWebhooksAreTriedUntilAcceptedAcrossARestart(t *testing.T) {
	t.Parallel()
	open := sqldbtest.SQLite(t, Migrations())
	b := newBench(t, open())
	c, err := b.authorize(t.Context(), "7", "tok_3ds")
	if err != nil {
		t.Fatal(err)
	}
	b.refuse = errors.New("shop is down")
	if ok, err := b.decide(t.Context(), "7", c.ID, payment.ChargeRequiresAction, payment.ChargeAuthorized, ""); err != nil || !ok {
		t.Fatalf("decide: %v, %v", ok, err)
	}
	b.mustTurn(t)

	again := newBench(t, open())
	again.mustTurn(t)
	if len(again.delivered) != 0 {
		t.Fatal("tried again without a pause")
	}
	again.pass(time.Second)
	again.mustTurn(t)
	again.pass(time.Hour)
	again.mustTurn(t)
	if len(again.delivered) != 1 {
		t.Fatalf("delivered %q", again.delivered)
	}
}

func TestAChargeIsDecidedOnce(t *testing.T) {
	t.Parallel()
	b := onSQLite(t)
	c, err := b.authorize(t.Context(), "7", "tok_3ds")
	if err != nil {
		t.Fatal(err)
	}
	for i, to := range []payment.ChargeState{payment.ChargeDeclined, payment.ChargeAuthorized} {
		ok, err := b.decide(t.Context(), "7", c.ID, payment.ChargeRequiresAction, to, "authentication_failed")
		if err != nil || ok != (i == 0) {
			t.Fatalf("decision %d: %v, %v", i, ok, err)
		}
	}
	if got := b.lookup(t, "7"); got.State != payment.ChargeDeclined {
		t.Fatalf("state %s", got.State)
	}
}
