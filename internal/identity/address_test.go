package identity_test

import (
	"testing"

	commercev1 "rialto/gen/rialto/commerce/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/identity"
	"rialto/internal/platform/errs"
)

func pike() *commercev1.Address {
	return &commercev1.Address{Name: "Ada", Line1: "1 Pike St", City: "Seattle", Region: "WA", PostalCode: "98101", Country: "US"}
}

func (b *bench) addAddress(t *testing.T, user int64) *identityv1.SavedAddress {
	t.Helper()
	out, err := b.AddAddress(t.Context(), &identityv1.AddAddressRequest{UserId: user, Address: pike()})
	if err != nil {
		t.Fatalf("add address: %v", err)
	}
	return out.GetAddress()
}

func (b *bench) listAddresses(t *testing.T, user int64) []*identityv1.SavedAddress {
	t.Helper()
	out, err := b.ListAddresses(t.Context(), &identityv1.ListAddressesRequest{UserId: user})
	if err != nil {
		t.Fatalf("list addresses: %v", err)
	}
	return out.GetAddresses()
}

func TestAddressesAreKeptPerUser(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ada, bob := b.register(t, "ada@rialto.test"), b.register(t, "bob@rialto.test")
	first, second := b.addAddress(t, ada), b.addAddress(t, ada)
	if list := b.listAddresses(t, ada); len(list) != 2 || list[0].GetAddressId() != first.GetAddressId() || list[0].GetAddress().GetCity() != "Seattle" {
		t.Fatalf("addresses %v", list)
	}
	for _, user := range []int64{bob, ada, ada} {
		if _, err := b.DeleteAddress(t.Context(), &identityv1.DeleteAddressRequest{UserId: user, AddressId: first.GetAddressId()}); err != nil {
			t.Fatal(err)
		}
		if left := len(b.listAddresses(t, ada)); user == bob && left != 2 {
			t.Fatal("a stranger deleted an address")
		}
	}
	if list := b.listAddresses(t, ada); len(list) != 1 || list[0].GetAddressId() != second.GetAddressId() {
		t.Fatalf("addresses %v", list)
	}
}

func TestAddressesAreCheckedAndCounted(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ada := b.register(t, "ada@rialto.test")
	bad := pike()
	bad.Name, bad.Region, bad.City = "", "", "Sea\x00ttle"
	_, err := b.AddAddress(t.Context(), &identityv1.AddAddressRequest{UserId: ada, Address: bad})
	var names []string
	if e := errs.As(err); e != nil {
		for _, f := range e.Fields {
			names = append(names, f.Name)
		}
	}
	if len(names) != 3 || names[0] != "address.name" || names[1] != "address.region" || names[2] != "address.city" {
		t.Fatalf("fields %v of %v", names, err)
	}
	if _, err := b.AddAddress(t.Context(), nil); !errs.HasCode(err, "validation") {
		t.Fatalf("no request: %v", err)
	}
	if _, err := b.AddAddress(t.Context(), &identityv1.AddAddressRequest{UserId: 99, Address: pike()}); !errs.Is(err, errs.KindNotFound) {
		t.Fatalf("no such user: %v", err)
	}
	for range identity.MaxAddresses {
		b.addAddress(t, ada)
	}
	if _, err := b.AddAddress(t.Context(), &identityv1.AddAddressRequest{UserId: ada, Address: pike()}); !errs.HasCode(err, "too_many_addresses") {
		t.Fatalf("one too many: %v", err)
	}
}
