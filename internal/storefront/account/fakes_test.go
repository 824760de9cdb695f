package account_test

import (
	"context"
	"fmt"
	"sync"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	cartv1 "rialto/gen/rialto/cart/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
	"rialto/internal/storefront"
)

// The people of these tests. ann's session is "ann", her password "correct horse".
const (
	ann      = 11
	annMail  = "ann@example.org"
	annWords = "correct horse"
)

var today = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// registry is identity, cart and the other rooms that these pages meet, small and in memory.
type registry struct {
	storefront.Catalog
	storefront.Cart

	mu        sync.Mutex
	users     map[int64]*identityv1.User
	passwords map[string]string // by e-mail
	sessions  map[string]int64
	addresses map[int64][]*identityv1.SavedAddress
	cards     map[int64][]*paymentv1.Card
	merged    []*cartv1.MergeRequest
	units     map[int64]int64 // in carts
	made      int64

	failSignIn, failRegister, failList, failAdd, failDelete, failSignOut error
}

func newRegistry() *registry {
	return &registry{
		users: map[int64]*identityv1.User{
			ann: {UserId: ann, Kind: "customer", Email: annMail, Name: "Ann Arbor", CreatedAt: commerce.Micros(today), MemberUntil: commerce.Micros(today.AddDate(1, 0, 0))},
		},
		passwords: map[string]string{annMail: annWords}, sessions: map[string]int64{"ann": ann},
		addresses: map[int64][]*identityv1.SavedAddress{}, units: map[int64]int64{}, made: 100,
	}
}

func (r *registry) next() int64 { r.made++; return r.made }

func (r *registry) open(user int64) string {
	token := fmt.Sprint("token-", r.next())
	r.sessions[token] = user
	return token
}

func (r *registry) Authenticate(_ context.Context, q *identityv1.AuthenticateRequest) (*identityv1.AuthenticateResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	u := r.users[r.sessions[q.GetToken()]]
	if u == nil {
		return nil, errs.Unauthenticated("Unknown token.")
	}
	return &identityv1.AuthenticateResponse{User: u}, nil
}

func (r *registry) CreateGuest(context.Context, *identityv1.CreateGuestRequest) (*identityv1.CreateGuestResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	id := r.next()
	r.users[id] = &identityv1.User{UserId: id, Kind: "guest"}
	return &identityv1.CreateGuestResponse{UserId: id, Token: r.open(id), ExpiresAt: commerce.Micros(today.AddDate(0, 1, 0))}, nil
}

func (r *registry) SignIn(_ context.Context, q *identityv1.SignInRequest) (*identityv1.SignInResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failSignIn != nil {
		return nil, r.failSignIn
	}
	if words, known := r.passwords[q.GetEmail()]; !known || words != q.GetPassword() {
		return nil, errs.Unauthenticated("The e-mail or the password is wrong.")
	}
	out := &identityv1.SignInResponse{ExpiresAt: commerce.Micros(today.AddDate(0, 1, 0))}
	for id, u := range r.users {
		if u.GetEmail() == q.GetEmail() {
			out.UserId, out.Token = id, r.open(id)
		}
	}
	if g := r.users[r.sessions[q.GetGuestToken()]]; g.GetKind() == "guest" {
		out.GuestUserId = g.GetUserId()
	}
	return out, nil
}

// Register upgrades the guest, as identity does: the user stays the same.
func (r *registry) Register(_ context.Context, q *identityv1.RegisterRequest) (*identityv1.RegisterResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failRegister != nil {
		return nil, r.failRegister
	}
	if len(q.GetPassword()) < 8 {
		return nil, errs.InvalidFields(errs.Field{Name: "password", Problem: "must have 8 to 128 characters"})
	}
	if _, taken := r.passwords[q.GetEmail()]; taken {
		return nil, errs.Conflict("email_taken", "There is an account with this e-mail already.")
	}
	id := r.sessions[q.GetGuestToken()]
	if delete(r.sessions, q.GetGuestToken()); id == 0 {
		id = r.next()
	}
	r.users[id] = &identityv1.User{UserId: id, Kind: "customer", Email: q.GetEmail(), Name: q.GetName(), CreatedAt: commerce.Micros(today)}
	r.passwords[q.GetEmail()] = q.GetPassword()
	return &identityv1.RegisterResponse{UserId: id}, nil
}

func (r *registry) SignOut(_ context.Context, q *identityv1.SignOutRequest) (*identityv1.SignOutResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failSignOut == nil {
		delete(r.sessions, q.GetToken())
	}
	return &identityv1.SignOutResponse{}, r.failSignOut
}

func (r *registry) ListAddresses(_ context.Context, q *identityv1.ListAddressesRequest) (*identityv1.ListAddressesResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failList != nil {
		return nil, r.failList
	}
	return &identityv1.ListAddressesResponse{Addresses: r.addresses[q.GetUserId()]}, nil
}

func (r *registry) AddAddress(_ context.Context, q *identityv1.AddAddressRequest) (*identityv1.AddAddressResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failAdd != nil {
		return nil, r.failAdd
	}
	a := &identityv1.SavedAddress{AddressId: r.next(), Address: q.GetAddress()}
	r.addresses[q.GetUserId()] = append(r.addresses[q.GetUserId()], a)
	return &identityv1.AddAddressResponse{Address: a}, nil
}

func (r *registry) DeleteAddress(_ context.Context, q *identityv1.DeleteAddressRequest) (*identityv1.DeleteAddressResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var left []*identityv1.SavedAddress
	for _, a := range r.addresses[q.GetUserId()] {
		if a.GetAddressId() != q.GetAddressId() {
			left = append(left, a)
		}
	}
	if r.failDelete == nil {
		r.addresses[q.GetUserId()] = left
	}
	return &identityv1.DeleteAddressResponse{}, r.failDelete
}

func (r *registry) GetCart(_ context.Context, q *cartv1.GetCartRequest) (*cartv1.Cart, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return &cartv1.Cart{Items: []*cartv1.CartItem{{ProductId: 1, Quantity: r.units[q.GetUserId()]}}}, nil
}

func (r *registry) Merge(_ context.Context, q *cartv1.MergeRequest) (*cartv1.Cart, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.merged = append(r.merged, q)
	r.units[q.GetToUserId()] += r.units[q.GetFromUserId()]
	return &cartv1.Cart{}, nil
}

func (*registry) ListCategories(context.Context, *catalogv1.ListCategoriesRequest) (*catalogv1.ListCategoriesResponse, error) {
	return &catalogv1.ListCategoriesResponse{}, nil
}

func (*registry) Publish(context.Context, *busv1.PublishRequest) (*busv1.PublishResponse, error) {
	return &busv1.PublishResponse{}, nil
}
