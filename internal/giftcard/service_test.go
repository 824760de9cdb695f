package giftcard_test

import (
	"strings"
	"testing"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	giftcardv1 "rialto/gen/rialto/giftcard/v1"
	"rialto/internal/giftcard"
	"rialto/internal/giftcard/giftcardtest"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
)

// bundle is the room over a memory store, with a clock that stands still until moved.
type bundle struct {
	*giftcard.Service
	store *giftcardtest.Memory
	clock time.Time
}

const secret = "a secret of more than sixteen bytes"

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{store: giftcardtest.NewMemory(), clock: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}
	b.Service = b.withSecret(t, secret)
	return b
}

// withSecret is the room as it would start over the same rows with this secret.
func (b *bundle) withSecret(t *testing.T, secret string) *giftcard.Service {
	t.Helper()
	now := func() time.Time { return b.clock }
	source, err := ids.New(now, 1, 0)
	noError(t, err)
	svc, err := giftcard.New(giftcard.Config{}, b.store, giftcard.Deps{Now: now, IDs: source, Secret: secret})
	noError(t, err)
	return svc
}

func usd(amount int64) *commercev1.Money { return &commercev1.Money{Amount: amount, Currency: "USD"} }

// issue makes a card of $50.00 that ends in a year.
func (b *bundle) issue(t *testing.T) *giftcardv1.IssueResponse {
	t.Helper()
	resp, err := b.Issue(t.Context(), b.request())
	noError(t, err)
	return resp
}

func (b *bundle) request() *giftcardv1.IssueRequest {
	return &giftcardv1.IssueRequest{
		IdempotencyKey: "first", Amount: usd(5000), ExpiresAt: b.clock.AddDate(1, 0, 0).UnixMicro(), Note: "thank you",
	}
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, kind errs.Kind, code string) {
	t.Helper()
	if !errs.Is(err, kind) || !errs.HasCode(err, code) {
		t.Fatalf("error %v, want %s %s", err, kind, code)
	}
}

// wantFields demands a validation error that names exactly these fields.
func wantFields(t *testing.T, err error, names ...string) {
	t.Helper()
	wantCode(t, err, errs.KindInvalid, "validation")
	var got []string
	for _, f := range errs.As(err).Fields {
		got = append(got, f.Name)
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		t.Fatalf("fields %v, want %v", got, names)
	}
}

func TestConfigIsRefusedInWords(t *testing.T) {
	t.Parallel()
	for _, reopen := range []time.Duration{-1, time.Minute, 11 * 365 * 24 * time.Hour} {
		_, err := giftcard.New(giftcard.Config{ReopenFor: reopen}, nil, giftcard.Deps{Secret: secret})
		if err == nil || !strings.Contains(err.Error(), "refund") {
			t.Errorf("%s gives %v", reopen, err)
		}
	}
	if _, err := giftcard.New(giftcard.Config{}, nil, giftcard.Deps{Secret: "short"}); err == nil || !strings.Contains(err.Error(), "secret") {
		t.Errorf("a short secret gives %v", err)
	}
}
