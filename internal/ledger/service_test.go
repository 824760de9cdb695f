package ledger_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	busv1 "rialto/gen/rialto/bus/v1"
	checkv1 "rialto/gen/rialto/check/v1"
	ledgerv1 "rialto/gen/rialto/ledger/v1"
	"rialto/internal/ledger"
	"rialto/internal/ledger/ledgertest"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/outbox"
)

// bundle is the room over a memory store and a shop kept by hand, with a clock that stands still until moved.
type bundle struct {
	*ledger.Service
	store *ledgertest.Memory
	shop  *ledgertest.Shop
	clock time.Time
	log   bytes.Buffer
}

func setup(t fataler) *bundle {
	b := &bundle{store: ledgertest.NewMemory(), shop: ledgertest.NewShop(), clock: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}
	svc, err := ledger.New(ledger.Config{}, b.store, ledger.Needs{Orders: b.shop, Payments: b.shop.Payments()},
		ledger.Deps{Now: func() time.Time { return b.clock }, Log: slog.New(slog.NewTextHandler(&b.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	b.Service = svc
	return b
}

// fataler is what *testing.T and *rapid.T have in common.
type fataler interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func noError(t fataler, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// hear gives events to the room as the bus would.
func (b *bundle) hear(t *testing.T, events ...*busv1.Event) {
	t.Helper()
	noError(t, b.Subscriptions()[0].Handle(t.Context(), events))
}

func event(t fataler, topic, typ, order string, version int64, payload proto.Message) *busv1.Event {
	t.Helper()
	e, err := outbox.Event(topic, typ, order, order, version, version, payload)
	noError(t, err)
	return e
}

// faults walks Check and returns what it accuses.
func (b *bundle) faults(t *testing.T) (out []string, facts map[string]string) {
	t.Helper()
	facts = map[string]string{}
	for cursor, more := "", true; more; more = cursor != "" {
		page, err := b.Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor, Limit: 1})
		noError(t, err)
		for _, v := range page.Violations {
			out = append(out, fmt.Sprint(v.Invariant, " ", v.Subject, ": ", v.Detail))
		}
		for _, f := range page.Facts {
			facts[f.OrderId] = fmt.Sprint(f.Kind, " ", f.Status, " ", f.Amount, " ", f.Currency)
		}
		cursor = page.NextCursor
	}
	return out, facts
}

// trial returns the trial balance in words: "fees -346 USD; …".
func (b *bundle) trial(t *testing.T) string {
	t.Helper()
	resp, err := b.TrialBalance(t.Context(), &ledgerv1.TrialBalanceRequest{})
	noError(t, err)
	var out []string
	for _, a := range resp.Accounts {
		if a.Amount != 0 {
			out = append(out, fmt.Sprintf("%s %d %s", a.Account, a.Amount, a.Currency))
		}
	}
	return strings.Join(out, "; ")
}

func TestConfigIsRefusedInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []ledger.Config{{FeePPM: -2}, {FeePPM: 1_000_001}, {Every: 2 * time.Hour}, {Grace: -1}} {
		if _, err := ledger.New(c, nil, ledger.Needs{}, ledger.Deps{}); err == nil || !strings.HasPrefix(err.Error(), "ledger: ") {
			t.Errorf("%+v gives %v", c, err)
		}
	}
}

func TestTheRoomHearsWhatMovesMoney(t *testing.T) {
	t.Parallel()
	subs := setup(t).Subscriptions()
	if len(subs) != 1 || fmt.Sprint(subs[0].Topics) != fmt.Sprint([]string{bus.OrderEvents, bus.PaymentEvents, bus.GiftCardEvents}) {
		t.Fatalf("subscriptions %v", subs)
	}
}
