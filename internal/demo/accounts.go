package demo

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	commercev1 "rialto/gen/rialto/commerce/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/demo/goods"
	"rialto/internal/platform/errs"
)

// makeLogins makes the two accounts that people are told of. An account that is there keeps its password.
func (s *Service) makeLogins(ctx context.Context, c *goods.Catalogue) error {
	if _, err := s.needs.Identity.EnsureOperator(ctx, &identityv1.EnsureOperatorRequest{
		Email: s.cfg.OperatorEmail, Password: s.cfg.OperatorPassword, Name: "Operator",
	}); err != nil {
		return fmt.Errorf("operator: %w", err)
	}
	shopper := goods.Customer{Name: "Robin Shopper", Email: s.cfg.ShopperEmail}
	user, err := s.account(ctx, shopper, s.cfg.ShopperPassword)
	if err != nil {
		return fmt.Errorf("shopper: %w", err)
	}
	if user.GetMemberUntil() < s.deps.Now().UnixMicro() {
		until := s.deps.Now().Add(365 * 24 * time.Hour).UnixMicro()
		if _, err := s.needs.Identity.SetMembership(ctx, &identityv1.SetMembershipRequest{UserId: user.GetUserId(), ExpiresAt: until}); err != nil {
			return fmt.Errorf("membership: %w", err)
		}
	}
	return s.addresses(ctx, user.GetUserId(),
		&commercev1.Address{Name: shopper.Name, Line1: "418 Maple Street", Line2: "Apt 5", City: "Seattle", Region: "WA", PostalCode: "98101", Country: "US"},
		&commercev1.Address{Name: shopper.Name, Line1: "27 Garden Way", City: "Brooklyn", Region: "NY", PostalCode: "11201", Country: "US"},
		&commercev1.Address{Name: shopper.Name, Line1: "Kastanienallee 12", City: "Berlin", PostalCode: "10435", Country: "DE"})
}

// account returns the account of an e-mail, making it where it is missing.
func (s *Service) account(ctx context.Context, who goods.Customer, password string) (*identityv1.User, error) {
	for range 2 {
		found, err := s.needs.Identity.FindUser(ctx, &identityv1.FindUserRequest{Email: who.Email})
		if err == nil {
			return found.GetUser(), nil
		}
		if !errs.Is(err, errs.KindNotFound) {
			return nil, err
		}
		_, err = s.needs.Identity.Register(ctx, &identityv1.RegisterRequest{Email: who.Email, Password: password, Name: who.Name})
		if err != nil && !errs.HasCode(err, "email_taken") {
			return nil, err
		}
	}
	return nil, fmt.Errorf("the account of customer %s was made and is not there", who.Name)
}

// addresses gives an account its addresses, those after the ones that it has.
func (s *Service) addresses(ctx context.Context, user int64, wanted ...*commercev1.Address) error {
	have, err := s.needs.Identity.ListAddresses(ctx, &identityv1.ListAddressesRequest{UserId: user})
	if err != nil {
		return fmt.Errorf("list addresses: %w", err)
	}
	for _, a := range wanted[min(len(have.GetAddresses()), len(wanted)):] {
		if _, err := s.needs.Identity.AddAddress(ctx, &identityv1.AddAddressRequest{UserId: user, Address: a}); err != nil {
			return fmt.Errorf("add address: %w", err)
		}
	}
	return nil
}

// secret is a password that nobody will know.
func (s *Service) secret() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(s.deps.Rand, b[:]); err != nil {
		return "", fmt.Errorf("make a password: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}

func (s *Service) firstAddress(ctx context.Context, user int64) (int64, error) {
	have, err := s.needs.Identity.ListAddresses(ctx, &identityv1.ListAddressesRequest{UserId: user})
	if err != nil {
		return 0, fmt.Errorf("list addresses: %w", err)
	}
	if len(have.GetAddresses()) == 0 {
		return 0, errs.NotFound("address_not_found", "The account has no address.")
	}
	return have.GetAddresses()[0].GetAddressId(), nil
}
