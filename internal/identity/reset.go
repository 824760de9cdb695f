package identity

import (
	"context"
	"encoding/base32"
	"fmt"
	"strings"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// generatedBytes make a password of 24 letters and digits.
const generatedBytes = 15

// ResetPassword implements the contract. Every session ends, the one of whoever asks too where it is their own account:
// the usual reason for a reset is that somebody else may be signed in.
func (s *Service) ResetPassword(ctx context.Context, req *identityv1.ResetPasswordRequest) (*identityv1.ResetPasswordResponse, error) {
	u, err := s.store.User(ctx, commerce.UserID(req.GetUserId()))
	if err != nil {
		return nil, fmt.Errorf("read the user: %w", err)
	}
	if u.Kind == Guest {
		return nil, ErrUserNotFound
	}
	password, generated, err := s.givenOrGenerated(req.GetPassword())
	if err != nil {
		return nil, err
	}
	if problem := passwordProblem(password, u.Email); problem != "" {
		return nil, errs.InvalidFields(errs.Field{Name: "password", Problem: problem})
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	if err := s.store.SetPassword(ctx, u.ID, hash, s.micros()); err != nil {
		return nil, fmt.Errorf("set the password: %w", err)
	}
	return &identityv1.ResetPasswordResponse{GeneratedPassword: generated}, nil
}

// givenOrGenerated returns the password that was given, or a random one, which is then also told.
func (s *Service) givenOrGenerated(given string) (password, generated string, err error) {
	if given != "" {
		return given, "", nil
	}
	secret, err := s.random(generatedBytes)
	if err != nil {
		return "", "", err
	}
	password = strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret))
	return password, password, nil
}
