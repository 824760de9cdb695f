package identity

import (
	"context"
	"fmt"

	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Register implements the contract: hash, write the account, claim the e-mail.
func (s *Service) Register(ctx context.Context, req *identityv1.RegisterRequest) (*identityv1.RegisterResponse, error) {
	u, err := s.newAccount(Customer, req.GetEmail(), req.GetPassword(), req.GetName())
	if err != nil {
		return nil, err
	}
	guest, err := s.guestOf(ctx, req.GetGuestToken())
	if err != nil {
		return nil, err
	}
	owner, err := s.store.OwnerOf(ctx, u.Email)
	if err != nil {
		return nil, fmt.Errorf("look the e-mail up: %w", err)
	}
	if owner != 0 {
		return nil, errEmailTaken
	}
	if u.PasswordHash, err = s.hasher.hash(ctx, req.GetPassword()); err != nil {
		return nil, err
	}
	if guest.ID != 0 {
		u.ID = guest.ID
		err = s.upgrade(ctx, u)
	} else {
		u.ID = commerce.UserID(s.deps.IDs.Next())
		err = s.create(ctx, u)
	}
	if err != nil {
		return nil, err
	}
	return &identityv1.RegisterResponse{UserId: int64(u.ID)}, nil
}

// newAccount checks what a person typed and lists all that is wrong with it.
func (s *Service) newAccount(kind Kind, email, password, name string) (User, error) {
	var bad []errs.Field
	normal, ok := normalEmail(email)
	if !ok {
		bad = append(bad, errs.Field{Name: "email", Problem: "must be an e-mail address of at most 254 characters"})
	}
	if problem := passwordProblem(password, normal); problem != "" {
		bad = append(bad, errs.Field{Name: "password", Problem: problem})
	}
	if len(name) > maxName || !plainText(name) {
		bad = append(bad, errs.Field{Name: "name", Problem: "must be text of at most 200 bytes"})
	}
	if len(bad) > 0 {
		return User{}, errs.InvalidFields(bad...)
	}
	now := s.micros()
	return User{Kind: kind, Email: normal, Name: name, CreatedAt: now, UpdatedAt: now}, nil
}

// guestOf returns the guest of a token; no user for a token that is none, or no guest's any more. A stale cookie must not
// keep anybody from registering or signing in.
func (s *Service) guestOf(ctx context.Context, token string) (User, error) {
	if token == "" {
		return User{}, nil
	}
	_, u, err := s.whose(ctx, token)
	switch {
	case errs.Is(err, errs.KindUnauthenticated):
		return User{}, nil
	case err != nil:
		return User{}, err
	case u.Kind != Guest:
		return User{}, nil
	}
	return u, nil
}

// create writes a new account and claims its e-mail; whoever loses that race leaves nothing behind.
func (s *Service) create(ctx context.Context, u User) error {
	if err := s.store.CreateUser(ctx, u); err != nil {
		return fmt.Errorf("write the account: %w", err)
	}
	owner, err := s.store.ClaimEmail(ctx, u.Email, u.ID, u.CreatedAt)
	if err != nil {
		return fmt.Errorf("claim the e-mail: %w", err)
	}
	if owner == u.ID {
		return nil
	}
	if err := s.store.RemoveUser(ctx, u.ID, u.Email); err != nil {
		return fmt.Errorf("take the account back: %w", err)
	}
	return errEmailTaken
}

// upgrade makes a guest a customer and ends its guest token, which was a credential without password.
func (s *Service) upgrade(ctx context.Context, u User) error {
	now, err := s.store.UpgradeGuest(ctx, u)
	if err != nil {
		return fmt.Errorf("upgrade the guest: %w", err)
	}
	if now.Email != u.Email {
		return errGuestUpgraded
	}
	owner, err := s.store.ClaimEmail(ctx, u.Email, u.ID, u.UpdatedAt)
	if err != nil {
		return fmt.Errorf("claim the e-mail: %w", err)
	}
	if owner != u.ID {
		if err := s.store.DowngradeToGuest(ctx, u.ID, u.Email, s.micros()); err != nil {
			return fmt.Errorf("take the upgrade back: %w", err)
		}
		return errEmailTaken
	}
	if err := s.store.EndSessions(ctx, u.ID); err != nil {
		return fmt.Errorf("end the guest token: %w", err)
	}
	return nil
}
