package identity

import (
	"context"
	"fmt"

	commercev1 "rialto/gen/rialto/commerce/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// AddAddress implements the contract.
func (s *Service) AddAddress(ctx context.Context, req *identityv1.AddAddressRequest) (*identityv1.AddAddressResponse, error) {
	a := Address{Address: commerce.AddressOf(req.GetAddress())}
	if bad := a.problems(); len(bad) > 0 {
		return nil, errs.InvalidFields(bad...)
	}
	a.ID = s.deps.IDs.Next()
	if err := s.store.AddAddress(ctx, commerce.UserID(req.GetUserId()), a); err != nil {
		return nil, fmt.Errorf("add the address: %w", err)
	}
	return &identityv1.AddAddressResponse{Address: a.proto()}, nil
}

// problems lists the fields that cannot be shipped to or not be stored.
func (a Address) problems() (bad []errs.Field) {
	for _, p := range a.Problems() {
		bad = append(bad, errs.Field{Name: "address." + p.Field, Problem: p.Problem})
	}
	for _, f := range []struct{ name, value string }{
		{"name", a.Name}, {"line1", a.Line1}, {"line2", a.Line2}, {"city", a.City}, {"region", a.Region},
		{"postal_code", a.PostalCode},
	} {
		if !plainText(f.value) {
			bad = append(bad, errs.Field{Name: "address." + f.name, Problem: "must be text without control characters"})
		}
	}
	return bad
}

// ListAddresses implements the contract.
func (s *Service) ListAddresses(ctx context.Context, req *identityv1.ListAddressesRequest) (*identityv1.ListAddressesResponse, error) {
	list, err := s.store.Addresses(ctx, commerce.UserID(req.GetUserId()))
	if err != nil {
		return nil, fmt.Errorf("list addresses: %w", err)
	}
	out := &identityv1.ListAddressesResponse{}
	for _, a := range list {
		out.Addresses = append(out.Addresses, a.proto())
	}
	return out, nil
}

// DeleteAddress implements the contract.
func (s *Service) DeleteAddress(ctx context.Context, req *identityv1.DeleteAddressRequest) (*identityv1.DeleteAddressResponse, error) {
	if err := s.store.DeleteAddress(ctx, commerce.UserID(req.GetUserId()), req.GetAddressId()); err != nil {
		return nil, fmt.Errorf("delete the address: %w", err)
	}
	return &identityv1.DeleteAddressResponse{}, nil
}

func (a Address) proto() *identityv1.SavedAddress {
	return &identityv1.SavedAddress{AddressId: a.ID, Address: &commercev1.Address{
		Name: a.Name, Line1: a.Line1, Line2: a.Line2, City: a.City, Region: a.Region, PostalCode: a.PostalCode, Country: a.Country,
	}}
}
