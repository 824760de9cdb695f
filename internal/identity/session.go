package identity

import (
	"context"
	"fmt"
	"time"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/commerce"
)

const (
	// slideStep is how much a session must gain before its use is written down: one write an hour, not one a request.
	slideStep  = time.Hour
	sweepBatch = 500
)

// Authenticate implements the contract. It is on the path of every request: one read by key, and at most once an hour a
// write that pushes the expiry on.
func (s *Service) Authenticate(ctx context.Context, req *identityv1.AuthenticateRequest) (*identityv1.AuthenticateResponse, error) {
	session, user, err := s.whose(ctx, req.GetToken())
	if err != nil {
		return nil, err
	}
	session = s.slide(ctx, session)
	return &identityv1.AuthenticateResponse{User: user.proto(), ExpiresAt: session.ExpiresAt}, nil
}

// whose returns the session and the user of a token that is good now.
func (s *Service) whose(ctx context.Context, token string) (Session, User, error) {
	id, hash, ok := readToken(token)
	if !ok {
		return Session{}, User{}, ErrSessionNotFound
	}
	session, user, err := s.store.FindSession(ctx, id, hash)
	if err != nil {
		return Session{}, User{}, fmt.Errorf("find the session: %w", err)
	}
	if now := s.micros(); now >= session.ExpiresAt || now >= session.EndsAt {
		return Session{}, User{}, ErrSessionNotFound
	}
	return session, user, nil
}

// slide pushes a session's expiry on while it is used. Operators' and guests' sessions expire when they end, so nothing
// moves there. A write that fails costs nothing but a later try.
func (s *Service) slide(ctx context.Context, session Session) Session {
	to := min(s.micros()+s.cfg.Idle.Microseconds(), session.EndsAt)
	if to-session.ExpiresAt < min(slideStep, s.cfg.Idle/2).Microseconds() {
		return session
	}
	if err := s.store.ProlongSession(ctx, session, to); err != nil {
		s.deps.Log.Warn("prolong session", "user_id", session.UserID, "error", err)
		return session
	}
	session.ExpiresAt = to
	return session
}

// SignOut implements the contract.
func (s *Service) SignOut(ctx context.Context, req *identityv1.SignOutRequest) (*identityv1.SignOutResponse, error) {
	if id, hash, ok := readToken(req.GetToken()); ok {
		if err := s.store.EndSession(ctx, id, hash); err != nil {
			return nil, fmt.Errorf("end the session: %w", err)
		}
	}
	return &identityv1.SignOutResponse{}, nil
}

// CreateGuest implements the contract.
func (s *Service) CreateGuest(ctx context.Context, _ *identityv1.CreateGuestRequest) (*identityv1.CreateGuestResponse, error) {
	id := commerce.UserID(s.deps.IDs.Next())
	token, session, err := s.newToken(id, s.cfg.GuestSession, s.cfg.GuestSession)
	if err != nil {
		return nil, err
	}
	now := s.micros()
	if err := s.store.CreateUser(ctx, User{ID: id, Kind: Guest, CreatedAt: now, UpdatedAt: now}, session); err != nil {
		return nil, fmt.Errorf("write the guest: %w", err)
	}
	return &identityv1.CreateGuestResponse{UserId: int64(id), Token: token, ExpiresAt: session.ExpiresAt}, nil
}

// Run deletes expired sessions until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	tick := time.NewTicker(s.cfg.SweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.sweep(ctx)
		case <-ctx.Done():
			return nil
		}
	}
}

func (s *Service) sweep(ctx context.Context) {
	for {
		n, err := s.store.SweepSessions(ctx, s.micros(), sweepBatch)
		if err != nil {
			s.deps.Log.Warn("sweep expired sessions", "error", err)
		}
		if err != nil || n < sweepBatch {
			return
		}
	}
}
