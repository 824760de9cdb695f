package identity

import (
	"context"
	"fmt"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// GetUser implements the contract.
func (s *Service) GetUser(ctx context.Context, req *identityv1.GetUserRequest) (*identityv1.GetUserResponse, error) {
	u, err := s.store.User(ctx, commerce.UserID(req.GetUserId()))
	if err != nil {
		return nil, fmt.Errorf("read the user: %w", err)
	}
	return &identityv1.GetUserResponse{User: u.proto()}, nil
}

// FindUser implements the contract: the e-mail is read as sign-in reads it. A user without
// that e-mail in its own row is not its owner, whatever the look-up table says: sign-in thinks the same.
func (s *Service) FindUser(ctx context.Context, req *identityv1.FindUserRequest) (*identityv1.FindUserResponse, error) {
	email, ok := normalEmail(req.GetEmail())
	if !ok {
		return nil, ErrUserNotFound
	}
	id, err := s.store.OwnerOf(ctx, email)
	if err != nil {
		return nil, fmt.Errorf("look the e-mail up: %w", err)
	}
	u, err := s.store.User(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read the user: %w", err)
	}
	if u.Email != email {
		return nil, ErrUserNotFound
	}
	return &identityv1.FindUserResponse{User: u.proto()}, nil
}

// SetMembership implements the contract.
func (s *Service) SetMembership(ctx context.Context, req *identityv1.SetMembershipRequest) (*identityv1.SetMembershipResponse, error) {
	if req.GetExpiresAt() < 0 {
		return nil, errs.InvalidFields(errs.Field{Name: "expires_at", Problem: "must be a time, or 0 to end the membership"})
	}
	err := s.store.SetMembership(ctx, commerce.UserID(req.GetUserId()), req.GetExpiresAt(), s.micros())
	if err != nil {
		return nil, fmt.Errorf("set the membership: %w", err)
	}
	return &identityv1.SetMembershipResponse{}, nil
}

func (u User) proto() *identityv1.User {
	return &identityv1.User{
		UserId: int64(u.ID), Kind: string(u.Kind), Email: u.Email, Name: u.Name, MemberUntil: u.MemberUntil, CreatedAt: u.CreatedAt,
	}
}
