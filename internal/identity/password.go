package identity

import (
	"context"
	_ "embed"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"rialto/internal/platform/errs"
)

const (
	minPassword = 8
	maxPassword = 128 // characters
)

// common lists the passwords that guessing starts with, lower case, one a line.
//
//go:embed common.txt
var common string

// passwordProblem says what is wrong with a new password, "" for nothing. There are no rules about kinds of characters:
// length is what counts.
func passwordProblem(password, email string) string {
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		return "must be text"
	case n < minPassword || n > maxPassword:
		return "must have 8 to 128 characters"
	case isCommon(password) || strings.EqualFold(password, email):
		return "is one of the first that anybody would guess"
	}
	return ""
}

func isCommon(password string) bool {
	password = strings.ToLower(password)
	for line := range strings.Lines(common) {
		if strings.TrimSpace(line) == password {
			return true
		}
	}
	return false
}

// hasher computes password hashes, few at a time: each takes 19 MiB and a core for 25 ms, so a flood of sign-ins must
// neither fill the memory nor starve the shop.
type hasher struct {
	params  argon2id.Params
	turns   chan struct{}
	waiting atomic.Int64
	queue   int64
	wait    time.Duration
}

func newHasher(cfg Config) *hasher {
	return &hasher{
		params: argon2id.Params{
			Memory: cfg.Password.MemoryKiB, Iterations: cfg.Password.Passes, Parallelism: cfg.Password.Lanes,
			SaltLength: 16, KeyLength: 32,
		},
		turns: make(chan struct{}, cfg.Hashes), queue: int64(cfg.HashQueue), wait: cfg.HashWait,
	}
}

var errBusy = errs.Unavailable("sign_in_busy", "Many people are signing in right now; try again in a moment.")

// turn waits for the right to hash; release gives it back.
func (h *hasher) turn(ctx context.Context) (release func(), err error) {
	release = func() { <-h.turns }
	select {
	case h.turns <- struct{}{}:
		return release, nil
	default:
	}
	if h.waiting.Add(1) > h.queue {
		h.waiting.Add(-1)
		return nil, errBusy
	}
	defer h.waiting.Add(-1)
	t := time.NewTimer(h.wait)
	defer t.Stop()
	select {
	case h.turns <- struct{}{}:
		return release, nil
	case <-t.C:
	case <-ctx.Done():
	}
	return nil, errBusy
}

func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	release, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	return h.compute(password)
}

func (h *hasher) compute(password string) (string, error) {
	return argon2id.CreateHash(password, &h.params)
}

func (h *hasher) matches(ctx context.Context, password, hash string) (bool, error) {
	release, err := h.turn(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	return argon2id.ComparePasswordAndHash(password, hash)
}
