package identity

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/platform/errs"
)

// SignIn implements the contract. An unknown e-mail costs the same reads and the same hash as a wrong password, and gives
// the same answer.
func (s *Service) SignIn(ctx context.Context, req *identityv1.SignInRequest) (*identityv1.SignInResponse, error) {
	email, ok := normalEmail(req.GetEmail())
	if !ok || len(req.GetPassword()) > 4*maxPassword {
		return nil, errWrongPassword
	}
	if ok, wait := s.tries.allow(email, s.micros()); !ok {
		return nil, errs.New(errs.KindTooMany, "too_many_sign_ins", "There were too many tries to sign in; wait a moment.").
			With("retry_after", strconv.Itoa(int(wait/time.Second)+1))
	}
	u, err := s.check(ctx, email, req.GetPassword())
	if err != nil {
		return nil, err
	}
	s.tries.forgive(email)
	guest, err := s.guestOf(ctx, req.GetGuestToken())
	if err != nil {
		return nil, err
	}
	token, session, err := s.newToken(u.ID, s.cfg.Idle, s.cfg.Longest)
	if u.Kind == Operator {
		token, session, err = s.newToken(u.ID, s.cfg.OperatorSession, s.cfg.OperatorSession)
	}
	if err != nil {
		return nil, err
	}
	if err := s.store.OpenSession(ctx, session, u.PasswordHash); err != nil {
		return nil, fmt.Errorf("open the session: %w", err)
	}
	return &identityv1.SignInResponse{
		Token: token, UserId: int64(u.ID), ExpiresAt: session.ExpiresAt, GuestUserId: int64(guest.ID),
	}, nil
}

// check returns the user that this e-mail and password belong to.
func (s *Service) check(ctx context.Context, email, password string) (User, error) {
	id, err := s.store.OwnerOf(ctx, email)
	if err != nil {
		return User{}, fmt.Errorf("look the e-mail up: %w", err)
	}
	u, err := s.store.User(ctx, id)
	if err != nil && !errors.Is(err, ErrUserNotFound) {
		return User{}, fmt.Errorf("read the user: %w", err)
	}
	hash := u.PasswordHash
	if hash == "" {
		hash = s.stranger
	}
	ok, err := s.hasher.matches(ctx, password, hash)
	switch {
	case err != nil:
		return User{}, fmt.Errorf("check the password: %w", err)
	case !ok || u.PasswordHash == "" || u.Email != email:
		return User{}, errWrongPassword
	}
	return u, nil
}
