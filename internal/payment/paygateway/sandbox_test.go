package paygateway

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"rialto/internal/commerce"
	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/sqldb"
	"rialto/internal/platform/sqldb/sqldbtest"
)

const secret = "a secret of sixteen or more"

// bench is a sandbox whose clock and shop stand still unless the test moves them.
type bench struct {
	*Sandbox
	mu        sync.Mutex
	at        time.Time
	delivered []string
	refuse    error
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = b.at.Add(d)
}

func (b *bench) deliver(_ context.Context, body []byte, signature string) error {
	if payment.Sign(secret, b.now(), body) != signature {
		return errors.New("wrong signature")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refuse == nil {
		b.delivered = append(b.delivered, string(body))
	}
	return b.refuse
}

func newBench(t *testing.T, db *sqldb.DB) *bench {
	t.Helper()
	b := &bench{at: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	var err error
	b.Sandbox, err = NewSandbox(Config{Secret: secret}, db, Deps{
		Now: b.now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler), Deliver: b.deliver,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func onSQLite(t *testing.T) *bench {
	t.Helper()
	return newBench(t, sqldbtest.SQLite(t, Migrations())())
}

func (b *bench) authorize(ctx context.Context, order commerce.OrderID, token string) (payment.Charge, error) {
	return b.Authorize(ctx, payment.Authorization{
		Key: payment.Key{UserID: 5, OrderID: order}, Amount: commerce.Money{Amount: 1_000, Currency: "USD"}, Token: token,
	})
}

func (b *bench) lookup(t *testing.T, order commerce.OrderID) payment.Charge {
	t.Helper()
	c, err := b.Lookup(t.Context(), payment.Key{UserID: 5, OrderID: order})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSandboxIsAGateway(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, Migrations(), func(t *testing.T, open func() *sqldb.DB) {
		paymenttest.TestGateway(t, newBench(t, open()))
	})
}

func TestTokensDecideWhatHappens(t *testing.T) {
	t.Parallel()
	b := onSQLite(t)
	for token, want := range map[string]payment.Charge{
		"tok_approve":            {State: payment.ChargeAuthorized},
		"tok_decline":            {State: payment.ChargeDeclined, DeclineCode: "card_declined"},
		"tok_insufficient_funds": {State: payment.ChargeDeclined, DeclineCode: "insufficient_funds"},
		"tok_3ds":                {State: payment.ChargeRequiresAction},
		"tok_late_webhook":       {State: payment.ChargeProcessing},
		"4111111111111111":       {State: payment.ChargeDeclined, DeclineCode: "invalid_token"},
	} {
		got, err := b.authorize(t.Context(), commerce.OrderID(token), token)
		if err != nil || got.State != want.State || got.DeclineCode != want.DeclineCode {
			t.Errorf("%s gave %+v, %v", token, got, err)
		}
		if (got.ActionURL != "") != (want.State == payment.ChargeRequiresAction) {
			t.Errorf("%s: action %q", token, got.ActionURL)
		}
	}
}

func TestTokensStandForCards(t *testing.T) {
	t.Parallel()
	b := onSQLite(t)
	for token, want := range map[string]string{
		"tok_approve": "visa 4242 card_approve", "tok_3ds": "mastercard 3220 card_3ds", "card_approve": "visa 4242 card_approve",
		"tok_decline": "visa 0002 ", "tok_late_webhook": "mastercard 4444 card_late_webhook", "nonsense": "  ", "card_": "  ",
	} {
		c, err := b.authorize(t.Context(), commerce.OrderID(token), token)
		if got := c.Brand + " " + c.LastFour + " " + c.Reusable; err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", token, got, err, want)
		}
	}
}

func TestHangingCallsAreKnownByLookup(t *testing.T) {
	t.Parallel()
	b := onSQLite(t)
	for token, want := range map[string]payment.ChargeState{
		"tok_timeout_charged": payment.ChargeAuthorized, "tok_timeout_not_charged": payment.ChargeDeclined,
	} {
		order := commerce.OrderID(token[4:])
		if _, err := b.authorize(paymenttest.GivesUp(t), order, token); !errs.Is(err, errs.KindUnknown) {
			t.Fatalf("%s answered: %v", token, err)
		}
		if got := b.lookup(t, order); got.State != want {
			t.Errorf("%s: look-up says %s", token, got.State)
		}
		if got, err := b.authorize(t.Context(), order, token); err != nil || got.State != want {
			t.Errorf("%s again: %+v, %v", token, got, err)
		}
	}
}

func TestHangingEndsWithoutADeadlineToo(t *testing.T) {
	t.Parallel()
	b := onSQLite(t)
	b.cfg.HangFor = time.Millisecond
	if _, err := b.authorize(t.Context(), "1", "tok_timeout_charged"); !errs.Is(err, errs.KindUnknown) {
		t.Fatalf("answered: %v", err)
	}
}

func TestPaymentsFailOnPurposeAndTheBooksStayTrue(t *testing.T) {
	t.Parallel()
	b := onSQLite(t)
	treated := ""
	b.deps.Treat = func(token string) string { return cmp.Or(treated, token) }
	if c, err := b.authorize(t.Context(), "before", "tok_approve"); err != nil || c.State != payment.ChargeAuthorized {
		t.Fatalf("as itself: %+v, %v", c, err)
	}
	treated = "tok_decline"
	if c, err := b.authorize(t.Context(), "1", "tok_approve"); err != nil || c.State != payment.ChargeDeclined || c.DeclineCode != "card_declined" {
		t.Fatalf("declined on purpose: %+v, %v", c, err)
	}
	if c, err := b.authorize(t.Context(), "before", "tok_approve"); err != nil || c.State != payment.ChargeAuthorized {
		t.Fatalf("a charge of before changed: %+v, %v", c, err)
	}
	treated = "tok_timeout_not_charged"
	if _, err := b.authorize(paymenttest.GivesUp(t), "2", "tok_approve"); !errs.Is(err, errs.KindUnknown) {
		t.Fatalf("answered: %v", err)
	}
	treated = "" // turned back: what was decided stays, under the same keys
	for order, code := range map[commerce.OrderID]string{"1": "card_declined", "2": "processing_error"} {
		again, err := b.authorize(t.Context(), order, "tok_approve")
		if err != nil || again.State != payment.ChargeDeclined || again.DeclineCode != code {
			t.Errorf("order %s again: %+v, %v", order, again, err)
		}
		if got := b.lookup(t, order); got.State != payment.ChargeDeclined {
			t.Errorf("order %s by look-up: %s", order, got.State)
		}
	}
	if _, err := b.authorize(t.Context(), "1", "tok_decline"); !errs.HasCode(err, "key_reused") {
		t.Errorf("the books hold the card as it came: %v", err)
	}
}

func TestLedgerListsEveryChargeInPages(t *testing.T) {
	t.Parallel()
	b := onSQLite(t)
	for _, order := range []commerce.OrderID{"1", "2", "3", "4"} {
		if _, err := b.authorize(t.Context(), order, "tok_approve"); err != nil {
			t.Fatal(err)
		}
	}
	var seen []commerce.OrderID
	for cursor, pages := "", 0; pages == 0 || cursor != ""; pages++ {
		page, next, err := b.Charges(t.Context(), cursor, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page {
			seen = append(seen, c.OrderID)
		}
		cursor = next
	}
	if len(seen) != 4 || seen[0] != "1" || seen[3] != "4" {
		t.Fatalf("listed %v", seen)
	}
}

func TestConfigSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	if err := (Config{Secret: secret}).WithDefaults().Validate(); err != nil {
		t.Fatalf("defaults: %v", err)
	}
	for name, change := range map[string]func(*Config){
		"short secret": func(c *Config) { c.Secret = "short" }, "no pause": func(c *Config) { c.Every = -1 },
	} {
		c := Config{Secret: secret}
		change(&c)
		if c.Validate() == nil {
			t.Errorf("%s was accepted", name)
		}
		if _, err := NewSandbox(c, nil, Deps{}); err == nil {
			t.Errorf("%s made a sandbox", name)
		}
	}
}
