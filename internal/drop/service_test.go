package drop_test

import (
	"crypto/rand"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/drop"
	"rialto/internal/drop/droptest"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
)

const (
	shoe = 17
	user = 7
)

// bundle is a room over a memory store, with a clock that stands still until moved.
type bundle struct {
	*drop.Service
	store *droptest.Memory
	clock time.Time
	log   *strings.Builder
}

func setup(t testing.TB) *bundle { return setupWith(t, drop.Config{}, rand.Reader) }

func setupWith(t testing.TB, cfg drop.Config, random io.Reader) *bundle {
	t.Helper()
	b := &bundle{store: droptest.NewMemory(), clock: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), log: &strings.Builder{}}
	b.Service = b.another(t, cfg, random)
	return b
}

// another is a second process over the same rows.
func (b *bundle) another(t testing.TB, cfg drop.Config, random io.Reader) *drop.Service {
	t.Helper()
	now := func() time.Time { return b.clock }
	source, err := ids.New(now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	s, err := drop.New(cfg, b.store, drop.Deps{
		Now: now, IDs: source, Rand: random, Secret: "shop", Log: slog.New(slog.NewTextHandler(b.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// micros is the clock some time from now.
func (b *bundle) micros(in time.Duration) int64 { return b.clock.Add(in).UnixMicro() }

// announce makes a drop of the shoe.
func (b *bundle) announce(t testing.TB, d *dropv1.Drop) *dropv1.Drop {
	t.Helper()
	d.ProductId = shoe
	got, err := b.CreateDrop(t.Context(), &dropv1.CreateDropRequest{Drop: d})
	if err != nil {
		t.Fatalf("create drop: %v", err)
	}
	return got
}

func (b *bundle) join(t testing.TB, who int64) *dropv1.Ticket {
	t.Helper()
	got, err := b.Join(t.Context(), &dropv1.JoinRequest{ProductId: shoe, UserId: who})
	if err != nil {
		t.Fatalf("join: %v", err)
	}
	return got
}

func (b *bundle) admit(t testing.TB, who int64, ticket string) error {
	t.Helper()
	_, err := b.Admit(t.Context(), &dropv1.AdmitRequest{UserId: who, ProductIds: []int64{3, shoe}, Ticket: ticket})
	return err
}

func wantCode(t testing.TB, err error, kind errs.Kind, code string) {
	t.Helper()
	if !errs.Is(err, kind) || !errs.HasCode(err, code) {
		t.Fatalf("error %v, want %s %s", err, kind, code)
	}
}

// wantFields demands a validation error that names exactly these fields.
func wantFields(t testing.TB, err error, fields ...string) {
	t.Helper()
	wantCode(t, err, errs.KindInvalid, "validation")
	var got []string
	for _, f := range errs.As(err).Fields {
		got = append(got, f.Name)
	}
	if strings.Join(got, " ") != strings.Join(fields, " ") {
		t.Fatalf("fields %v, want %v", got, fields)
	}
}

func TestConfigIsRefusedInWords(t *testing.T) {
	t.Parallel()
	for _, cfg := range []drop.Config{
		{MinRate: -1}, {MinRate: 0.5}, {MinRate: 9, MaxRate: 8}, {MaxRate: 1e9}, {TicketTTL: time.Second}, {TicketTTL: 1000 * time.Hour},
	} {
		if _, err := drop.New(cfg, nil, drop.Deps{Secret: "s"}); err == nil || !strings.HasPrefix(err.Error(), "drop: ") {
			t.Errorf("%+v gives %v", cfg, err)
		}
	}
	if _, err := drop.New(drop.Config{}, nil, drop.Deps{}); err == nil || !strings.Contains(err.Error(), "secret") {
		t.Errorf("without a secret: %v", err)
	}
	if _, err := drop.New(drop.Config{MinRate: 5000}, nil, drop.Deps{Secret: "s"}); err != nil {
		t.Errorf("a least rate above the default largest: %v", err)
	}
}

// move moves the waiting rooms on once, as Run does every second.
func (b *bundle) move(t testing.TB) {
	t.Helper()
	if err := b.Move(t.Context()); err != nil {
		t.Fatal(err)
	}
}
