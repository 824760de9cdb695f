package identity

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rialto/internal/platform/errs"
)

func TestHashesHaveTheParametersOfTheConfiguration(t *testing.T) {
	t.Parallel()
	hash, err := newHasher(Config{}.WithDefaults()).hash(t.Context(), "correct horse")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("hash %q, %v", hash, err)
	}
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
