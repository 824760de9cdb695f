package door

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	cartv1 "rialto/gen/rialto/cart/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/ids"
)

// people is everyone the door asks about, in memory: who has which token, and what was told.
type people struct {
	mu     sync.Mutex
	tokens map[string]*identityv1.User
	merged []*cartv1.MergeRequest
	events []*busv1.Event
	calls  int
	guests int
	broken error // what the bus fails with
}

const soon = 1_900_000_000_000_000

func (p *people) Register(context.Context, *identityv1.RegisterRequest) (*identityv1.RegisterResponse, error) {
	return &identityv1.RegisterResponse{UserId: 31}, nil
}

// SignIn knows everybody by the token that their e-mail is.
func (p *people) SignIn(_ context.Context, q *identityv1.SignInRequest) (*identityv1.SignInResponse, error) {
	u := p.tokens[q.GetEmail()]
	if u == nil || q.GetPassword() != "right" {
		return nil, errs.Unauthenticated("E-mail or password is wrong.")
	}
	return &identityv1.SignInResponse{
		Token: q.GetEmail(), UserId: u.GetUserId(), ExpiresAt: soon, GuestUserId: p.tokens[q.GetGuestToken()].GetUserId(),
	}, nil
}

func (p *people) SignOut(_ context.Context, q *identityv1.SignOutRequest) (*identityv1.SignOutResponse, error) {
	delete(p.tokens, q.GetToken())
	return &identityv1.SignOutResponse{}, nil
}

func (p *people) Authenticate(_ context.Context, q *identityv1.AuthenticateRequest) (*identityv1.AuthenticateResponse, error) {
	u := p.tokens[q.GetToken()]
	if u == nil {
		return nil, errs.Unauthenticated("Unknown token.")
	}
	return &identityv1.AuthenticateResponse{User: u, ExpiresAt: soon}, nil
}

func (p *people) CreateGuest(context.Context, *identityv1.CreateGuestRequest) (*identityv1.CreateGuestResponse, error) {
	p.guests++
	return &identityv1.CreateGuestResponse{UserId: int64(500 + p.guests), Token: "guest-" + strconv.Itoa(p.guests), ExpiresAt: soon}, nil
}

func (p *people) Merge(_ context.Context, q *cartv1.MergeRequest) (*cartv1.Cart, error) {
	p.merged = append(p.merged, q)
	return &cartv1.Cart{}, nil
}

func (p *people) Publish(_ context.Context, q *busv1.PublishRequest) (*busv1.PublishResponse, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	if p.broken != nil {
		return nil, p.broken
	}
	p.events = append(p.events, q.GetEvents()...)
	return &busv1.PublishResponse{}, nil
}

// told returns the events so far and in how many calls they came.
func (p *people) told() ([]*busv1.Event, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.events), p.calls
}

// opened returns a door without rate limits; change adjusts its configuration. Tokens: ann (customer), boss (operator), anon.
func opened(t *testing.T, change ...func(*Config)) *Door {
	t.Helper()
	cfg := Config{RateLimits: PresetOff}
	for _, c := range change {
		c(&cfg)
	}
	source, err := ids.New(time.Now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	p := &people{tokens: map[string]*identityv1.User{
		"ann": {UserId: 11, Kind: "customer"}, "boss": {UserId: 1, Kind: "operator"}, "anon": {UserId: 21, Kind: "guest"},
	}}
	d, err := New(cfg, Needs{p, p, p}, Deps{Now: time.Now, IDs: source, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return d
}
