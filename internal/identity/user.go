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
