package identity

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
)

func TestHashesHaveTheParametersOfTheConfiguration(t *testing.T) {
	t.Parallel()
	hash, err := newHasher(Config{}.WithDefaults()).hash(t.Context(), "correct horse")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("hash %q, %v", hash, err)
	}
}

// A stranger's password is compared with a hash that costs as much as anybody's.
func TestAStrangersHashCostsTheSame(t *testing.T) {
	t.Parallel()
	source, err := ids.New(time.Now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{}, nil, Deps{Now: time.Now, IDs: source, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil || !strings.HasPrefix(s.stranger, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("hash %q, %v", s.stranger, err)
	}
}

// TakeTurn keeps one turn to hash until the test gives it back.
func TakeTurn(t *testing.T, s *Service) (release func()) {
	t.Helper()
	release, err := s.hasher.turn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return release
}

func TestAFloodOfHashesIsShed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cfg := Config{}.WithDefaults()
		cfg.HashQueue = 3
		h := newHasher(cfg)
		first, err := h.turn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		second, err := h.turn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		answers := make(chan error, 3)
		for range 3 {
			go func() {
				release, err := h.turn(t.Context())
				if err == nil {
					release()
				}
				answers <- err
			}()
		}
		synctest.Wait()
		if _, err := h.turn(t.Context()); !errs.HasCode(err, "sign_in_busy") {
			t.Fatalf("the queue has no end: %v", err)
		}
		first()
		for range 3 {
			if err := <-answers; err != nil {
				t.Errorf("a waiting caller got %v", err)
			}
		}
		third, err := h.turn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if _, err := h.turn(t.Context()); !errs.HasCode(err, "sign_in_busy") || time.Since(start) != cfg.HashWait {
			t.Fatalf("waited %s: %v", time.Since(start), err)
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		if _, err := h.turn(gone); !errs.Is(err, errs.KindUnavailable) {
			t.Fatalf("a caller who left: %v", err)
		}
		second()
		third()
		if n := h.waiting.Load(); n != 0 || len(h.turns) != 0 {
			t.Fatalf("%d wait, %d hash at the end", n, len(h.turns))
		}
	})
}

func TestCommonPasswordsAreUsefulLines(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for line := range strings.Lines(common) {
		password := strings.TrimSpace(line)
		if seen[password] || password != strings.ToLower(password) || len(password) < minPassword {
			t.Errorf("%q is a repeat, in capitals or refused for its length anyway", password)
		}
		seen[password] = true
	}
	if len(seen) < 100 {
		t.Fatalf("only %d passwords", len(seen))
	}
}
