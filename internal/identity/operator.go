package identity

import (
	"context"
	"errors"
	"fmt"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/commerce"
)

// EnsureOperator implements the contract. An account that exists keeps its kind and its password, whatever is asked.
func (s *Service) EnsureOperator(ctx context.Context, req *identityv1.EnsureOperatorRequest) (*identityv1.EnsureOperatorResponse, error) {
	password, generated, err := s.givenOrGenerated(req.GetPassword())
	if err != nil {
		return nil, err
	}
	u, err := s.newAccount(Operator, req.GetEmail(), password, req.GetName())
	if err != nil {
		return nil, err
	}
	owner, err := s.store.OwnerOf(ctx, u.Email)
	if err != nil {
		return nil, fmt.Errorf("look the e-mail up: %w", err)
	}
	if owner != 0 {
		return &identityv1.EnsureOperatorResponse{UserId: int64(owner)}, nil
	}
	if u.PasswordHash, err = s.hasher.hash(ctx, password); err != nil {
		return nil, err
	}
	u.ID = commerce.UserID(s.deps.IDs.Next())
	if err := s.create(ctx, u); errors.Is(err, errEmailTaken) {
		owner, err = s.store.OwnerOf(ctx, u.Email)
		return &identityv1.EnsureOperatorResponse{UserId: int64(owner)}, err
	} else if err != nil {
		return nil, err
	}
	return &identityv1.EnsureOperatorResponse{UserId: int64(u.ID), Created: true, GeneratedPassword: generated}, nil
}
