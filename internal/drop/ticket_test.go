package drop_test

import (
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"strings"
	"testing"
	"time"

	"rialto/internal/drop"
)

var sample = drop.Ticket{Product: shoe, Drop: 5, User: user, Place: 1 << 61}

func TestATicketSaysWhatWasSigned(t *testing.T) {
	t.Parallel()
	b := setup(t)
	text := b.WriteTicket(sample, 1000)
	if got, ok := b.ReadTicket(text, 999); !ok || got != sample {
		t.Fatalf("read %+v, %v", got, ok)
	}
	if _, ok := b.ReadTicket(text, 1000); ok {
		t.Fatal("an expired ticket is good")
	}
	if len(text) > 120 || strings.ContainsAny(text, "+/=, ") {
		t.Fatalf("%q is not for URLs", text)
	}
}

func TestNoChangeOfATicketIsTaken(t *testing.T) {
	t.Parallel()
	b := setup(t)
	text := b.WriteTicket(sample, 1000)
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	for bit := range len(raw) * 8 {
		raw[bit/8] ^= 1 << (bit % 8)
		if got, ok := b.ReadTicket(base64.RawURLEncoding.EncodeToString(raw), 1); ok {
			t.Fatalf("bit %d changed is taken as %+v", bit, got)
		}
		raw[bit/8] ^= 1 << (bit % 8)
	}
	for _, other := range []string{"", text[1:], text + "A", text + "=", " " + text, strings.ToUpper(text), strings.Repeat("A", len(text)), strings.Repeat("A", 1<<20)} {
		if _, ok := b.ReadTicket(other, 1); ok {
			t.Fatalf("%.40q is taken", other)
		}
	}
}

func TestAnotherShopsSecretSignsNothingHere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	foreign, err := drop.New(drop.Config{}, b.store, drop.Deps{Now: time.Now, Rand: rand.Reader, Secret: "another shop", Log: slog.Default()})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := b.ReadTicket(foreign.WriteTicket(sample, 1000), 1); ok {
		t.Fatal("a foreign ticket is taken")
	}
}

// FuzzReadTicket: whatever is read as a ticket is, letter by letter, one that was signed here.
func FuzzReadTicket(f *testing.F) {
	b := setup(f)
	for _, seed := range []string{"", "abc", b.WriteTicket(sample, 1000), forge(b.WriteTicket(sample, 1000)), strings.Repeat("_", 98)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := b.ReadTicket(text, 1)
		if ok && text != b.WriteTicket(sample, 1000) {
			t.Fatalf("%q is taken as %+v", text, got)
		}
	})
}
