// Package identitytest is what identity's backends and tests share: the suite every Store passes (TestStore) and a Store
// in memory. The suite is the contract of identity.Store, one case per sentence; nothing of this is in the binary.
package identitytest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/identity"
)

// TestStore runs the suite. open gives another handle on the same fresh data each time it is called. Every case has users
// and e-mails of its own.
func TestStore(t *testing.T, open func() identity.Store) {
	store := open()
	for i, c := range []struct {
		name string
		run  func(t *testing.T, b *bundle)
	}{
		{"a user is read back as written", userRoundTrip},
		{"what is missing is not found", missing},
		{"an e-mail has one owner, whoever asks at once", emailOnce},
		{"a guest is upgraded once and can be taken back", upgrade},
		{"only the account that got no e-mail is removed", remove},
		{"a membership is set", membership},
		{"a new password ends all sessions of its user", passwordSet},
		{"nobody comes in by a password that was replaced", oldPassword},
		{"a session is found by user and hash with its user", sessionFound},
		{"a session is prolonged, never shortened", sessionProlonged},
		{"ended sessions are gone", sessionsEnded},
		{"opening a session forgets the expired ones of that user", sessionsForgotten},
		{"the sweep deletes what expired, in batches", sessionsSwept},
		{"addresses are listed oldest first and deleted by their owner", addresses},
		{"many adds at once stop at the limit", addressLimit},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(t, &bundle{store: store, open: open, id: commerce.UserID(10_000 + i), email: string(rune('a'+i)) + "@rialto.test"})
		})
	}
}

type bundle struct {
	store identity.Store
	open  func() identity.Store
	id    commerce.UserID
	email string
}

func (b *bundle) customer() identity.User {
	return identity.User{
		ID: b.id, Kind: identity.Customer, Email: b.email, Name: "Ada", PasswordHash: "$argon2id$x", MemberUntil: 0,
		CreatedAt: 10, UpdatedAt: 11,
	}
}

func (b *bundle) guest() identity.User {
	return identity.User{ID: b.id, Kind: identity.Guest, CreatedAt: 10, UpdatedAt: 10}
}

func (b *bundle) create(t *testing.T, u identity.User, sessions ...identity.Session) {
	t.Helper()
	if err := b.store.CreateUser(t.Context(), u, sessions...); err != nil {
		t.Fatalf("create user: %v", err)
	}
}

func (b *bundle) wantUser(t *testing.T, want identity.User) {
	t.Helper()
	if got, err := b.store.User(t.Context(), b.id); err != nil || got != want {
		t.Fatalf("user = %+v, %v; want %+v", got, err, want)
	}
}

func (b *bundle) session(hash string, expires int64) identity.Session {
	return identity.Session{UserID: b.id, Hash: hash, ExpiresAt: expires, EndsAt: expires + 1_000, CreatedAt: 20}
}

// lives reports whether the user has a session of this hash.
func (b *bundle) lives(t *testing.T, hash string) bool {
	t.Helper()
	_, _, err := b.store.FindSession(t.Context(), b.id, hash)
	if err != nil && !errors.Is(err, identity.ErrSessionNotFound) {
		t.Fatalf("find session: %v", err)
	}
	return err == nil
}

func userRoundTrip(t *testing.T, b *bundle) {
	b.create(t, b.customer())
	b.wantUser(t, b.customer())
	if err := b.store.CreateUser(t.Context(), b.customer()); err == nil {
		t.Fatal("the same user was written twice")
	}
}

func missing(t *testing.T, b *bundle) {
	ctx := t.Context()
	if _, err := b.store.User(ctx, b.id); !errors.Is(err, identity.ErrUserNotFound) {
		t.Errorf("user: %v", err)
	}
	if _, err := b.store.UpgradeGuest(ctx, b.customer()); !errors.Is(err, identity.ErrUserNotFound) {
		t.Errorf("upgrade: %v", err)
	}
	if err := b.store.SetMembership(ctx, b.id, 5, 6); !errors.Is(err, identity.ErrUserNotFound) {
		t.Errorf("membership: %v", err)
	}
	if err := b.store.SetPassword(ctx, b.id, "$argon2id$y", 6); !errors.Is(err, identity.ErrUserNotFound) {
		t.Errorf("password: %v", err)
	}
	if err := b.store.AddAddress(ctx, b.id, address(1)); !errors.Is(err, identity.ErrUserNotFound) {
		t.Errorf("address: %v", err)
	}
	if _, _, err := b.store.FindSession(ctx, b.id, "h"); !errors.Is(err, identity.ErrSessionNotFound) {
		t.Errorf("session: %v", err)
	}
	if owner, err := b.store.OwnerOf(ctx, b.email); err != nil || owner != 0 {
		t.Errorf("owner %d, %v", owner, err)
	}
	for name, err := range map[string]error{
		"end session": b.store.EndSession(ctx, b.id, "h"), "end sessions": b.store.EndSessions(ctx, b.id),
		"delete address": b.store.DeleteAddress(ctx, b.id, 1), "remove user": b.store.RemoveUser(ctx, b.id, b.email),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if list, err := b.store.Addresses(ctx, b.id); err != nil || len(list) != 0 {
		t.Errorf("addresses %v, %v", list, err)
	}
}

func emailOnce(t *testing.T, b *bundle) {
	stores := []identity.Store{b.store, b.open()}
	owners := make([]commerce.UserID, 16)
	together(len(owners), func(i int) {
		owner, err := stores[i%2].ClaimEmail(t.Context(), b.email, b.id*100+commerce.UserID(i), 10)
		if err != nil {
			t.Errorf("claim: %v", err)
		}
		owners[i] = owner
	})
	found, err := b.store.OwnerOf(t.Context(), b.email)
	if err != nil || found == 0 {
		t.Fatalf("owner %d, %v", found, err)
	}
	for _, owner := range owners {
		if owner != found {
			t.Fatalf("claimants heard of different owners: %v", owners)
		}
	}
}

func upgrade(t *testing.T, b *bundle) {
	ctx := t.Context()
	b.create(t, b.guest(), b.session("h", 100))
	want := b.customer()
	if got, err := b.store.UpgradeGuest(ctx, want); err != nil || got != want {
		t.Fatalf("upgraded %+v, %v", got, err)
	}
	other := want
	other.Email = "other@rialto.test"
	if got, err := b.store.UpgradeGuest(ctx, other); err != nil || got != want {
		t.Fatalf("a second upgrade changed %+v, %v", got, err)
	}
	if !b.lives(t, "h") {
		t.Fatal("the upgrade ended the session")
	}
	if err := b.store.DowngradeToGuest(ctx, b.id, other.Email, 12); err != nil {
		t.Fatal(err)
	}
	b.wantUser(t, want)
	if err := b.store.DowngradeToGuest(ctx, b.id, b.email, 12); err != nil {
		t.Fatal(err)
	}
	back := b.guest()
	back.UpdatedAt = 12
	b.wantUser(t, back)
}

func remove(t *testing.T, b *bundle) {
	ctx := t.Context()
	b.create(t, b.customer())
	if err := b.store.RemoveUser(ctx, b.id, "other@rialto.test"); err != nil {
		t.Fatal(err)
	}
	b.wantUser(t, b.customer())
	if err := b.store.RemoveUser(ctx, b.id, b.email); err != nil {
		t.Fatal(err)
	}
	b.create(t, b.guest())
	if err := b.store.RemoveUser(ctx, b.id, ""); err != nil {
		t.Fatal(err)
	}
	b.wantUser(t, b.guest())
}

func membership(t *testing.T, b *bundle) {
	b.create(t, b.customer())
	if err := b.store.SetMembership(t.Context(), b.id, 500, 20); err != nil {
		t.Fatal(err)
	}
	want := b.customer()
	want.MemberUntil, want.UpdatedAt = 500, 20
	b.wantUser(t, want)
}

func passwordSet(t *testing.T, b *bundle) {
	ctx := t.Context()
	b.create(t, b.customer(), b.session("h1", 100), b.session("h2", 100))
	other := b.guest()
	other.ID += 1_000_000
	b.create(t, other, identity.Session{UserID: other.ID, Hash: "h1", ExpiresAt: 100, EndsAt: 100, CreatedAt: 20})
	if err := b.store.SetPassword(ctx, b.id, "$argon2id$y", 20); err != nil {
		t.Fatal(err)
	}
	want := b.customer()
	want.PasswordHash, want.UpdatedAt = "$argon2id$y", 20
	b.wantUser(t, want)
	if b.lives(t, "h1") || b.lives(t, "h2") {
		t.Fatal("a session outlived the password")
	}
	if _, _, err := b.store.FindSession(ctx, other.ID, "h1"); err != nil {
		t.Fatalf("another user's session: %v", err)
	}
	if err := b.store.SetPassword(ctx, other.ID, "$argon2id$y", 20); !errors.Is(err, identity.ErrUserNotFound) {
		t.Fatalf("a guest's: %v", err)
	}
}

func oldPassword(t *testing.T, b *bundle) {
	ctx, old := t.Context(), b.customer().PasswordHash
	b.create(t, b.customer(), b.session("before", 100))
	stores := []identity.Store{b.store, b.open()}
	together(20, func(i int) {
		if i == 10 {
			if err := stores[0].SetPassword(ctx, b.id, "$argon2id$y", 20); err != nil {
				t.Errorf("set: %v", err)
			}
			return
		}
		err := stores[i%2].OpenSession(ctx, b.session(fmt.Sprint("h", i), 100), old)
		if err != nil && !errors.Is(err, identity.ErrPasswordChanged) {
			t.Errorf("open: %v", err)
		}
	})
	for i := range 20 {
		if b.lives(t, fmt.Sprint("h", i)) {
			t.Errorf("session %d was opened by the old password", i)
		}
	}
	if err := b.store.OpenSession(ctx, b.session("new", 100), "$argon2id$y"); err != nil || !b.lives(t, "new") || b.lives(t, "before") {
		t.Fatalf("by the new one: %v", err)
	}
}

func sessionFound(t *testing.T, b *bundle) {
	b.create(t, b.customer(), b.session("h", 100))
	session, user, err := b.store.FindSession(t.Context(), b.id, "h")
	want := b.customer()
	want.PasswordHash = ""
	if err != nil || session != b.session("h", 100) || user != want {
		t.Fatalf("found %+v of %+v, %v", session, user, err)
	}
	if b.lives(t, "other") {
		t.Fatal("another hash was found")
	}
	if _, _, err := b.store.FindSession(t.Context(), b.id+1_000_000, "h"); !errors.Is(err, identity.ErrSessionNotFound) {
		t.Fatalf("another user's: %v", err)
	}
}

func sessionProlonged(t *testing.T, b *bundle) {
	b.create(t, b.guest(), b.session("h", 100))
	for _, to := range []int64{200, 150} {
		if err := b.store.ProlongSession(t.Context(), b.session("h", 100), to); err != nil {
			t.Fatal(err)
		}
		if s, _, err := b.store.FindSession(t.Context(), b.id, "h"); err != nil || s.ExpiresAt != 200 || s.EndsAt != 1_100 {
			t.Fatalf("session %+v, %v", s, err)
		}
	}
}

func sessionsEnded(t *testing.T, b *bundle) {
	b.create(t, b.guest(), b.session("h1", 100), b.session("h2", 100), b.session("h3", 100))
	if err := b.store.EndSession(t.Context(), b.id, "h1"); err != nil || b.lives(t, "h1") || !b.lives(t, "h2") {
		t.Fatalf("end one: %v", err)
	}
	if err := b.store.EndSessions(t.Context(), b.id); err != nil || b.lives(t, "h2") || b.lives(t, "h3") {
		t.Fatalf("end all: %v", err)
	}
}

func sessionsForgotten(t *testing.T, b *bundle) {
	b.create(t, b.guest(), b.session("old", 20), b.session("live", 21))
	if err := b.store.OpenSession(t.Context(), b.session("new", 100), ""); err != nil { // opened at 20
		t.Fatal(err)
	}
	if b.lives(t, "old") || !b.lives(t, "live") || !b.lives(t, "new") {
		t.Fatal("the wrong sessions were forgotten")
	}
}

// The times of this case lie before those of all others, so that it sweeps only its own.
func sessionsSwept(t *testing.T, b *bundle) {
	b.create(t, b.guest(), b.session("h1", 1), b.session("h2", 2), b.session("h3", 3), b.session("h4", 4))
	for _, want := range []int{2, 1, 0} {
		if n, err := b.store.SweepSessions(t.Context(), 4, 2); err != nil || n != want {
			t.Fatalf("swept %d, %v; want %d", n, err, want)
		}
	}
	if b.lives(t, "h3") || !b.lives(t, "h4") {
		t.Fatal("the wrong sessions were swept")
	}
}

func address(id int64) identity.Address {
	return identity.Address{ID: id, Address: commerce.Address{
		Name: "Ada", Line1: "1 Pike St", Line2: "Apt 2", City: "Seattle", Region: "WA", PostalCode: "98101", Country: "US",
	}}
}

func addresses(t *testing.T, b *bundle) {
	ctx := t.Context()
	b.create(t, b.guest())
	for _, id := range []int64{3, 1, 2} {
		if err := b.store.AddAddress(ctx, b.id, address(id)); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.store.DeleteAddress(ctx, b.id+1_000_000, 2); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := b.store.DeleteAddress(ctx, b.id, 1); err != nil {
			t.Fatal(err)
		}
	}
	list, err := b.store.Addresses(ctx, b.id)
	if err != nil || len(list) != 2 || list[0] != address(2) || list[1] != address(3) {
		t.Fatalf("addresses %+v, %v", list, err)
	}
}

func addressLimit(t *testing.T, b *bundle) {
	b.create(t, b.guest())
	stores := []identity.Store{b.store, b.open()}
	var added atomic.Int64
	together(identity.MaxAddresses+10, func(i int) {
		err := stores[i%2].AddAddress(t.Context(), b.id, address(int64(i+1)))
		switch {
		case err == nil:
			added.Add(1)
		case !errors.Is(err, identity.ErrTooManyAddresses):
			t.Errorf("add: %v", err)
		}
	})
	list, err := b.store.Addresses(t.Context(), b.id)
	if err != nil || added.Load() != identity.MaxAddresses || len(list) != identity.MaxAddresses {
		t.Fatalf("added %d, listed %d, %v", added.Load(), len(list), err)
	}
	if err := b.store.DeleteAddress(t.Context(), b.id, list[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := b.store.AddAddress(t.Context(), b.id, address(1_000)); err != nil {
		t.Fatalf("no place after a delete: %v", err)
	}
}

// together runs n calls at once and waits for all.
func together(n int, call func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { call(i) })
	}
	wg.Wait()
}
