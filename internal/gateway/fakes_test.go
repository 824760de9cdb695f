package gateway

import (
	"context"
	"strconv"
	"sync"

	"google.golang.org/protobuf/proto"

	busv1 "rialto/gen/rialto/bus/v1"
	cartv1 "rialto/gen/rialto/cart/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/platform/errs"
)

// shop is all neighbours in memory, just true enough for the gateway. Every request is kept by its method's name; fail
// makes a method fail.
type shop struct {
	mu     sync.Mutex
	asked  map[string]proto.Message
	calls  map[string]int
	fail   map[string]error
	tokens map[string]*identityv1.User
	carts  map[int64]*cartv1.Cart
	keys   map[string]*orderv1.PlaceResponse // of placed orders, by user and key
	guests int
	events []*busv1.Event
}

// Who has which token.
const (
	customerToken = "tok-customer"
	otherToken    = "tok-other"
	operatorToken = "tok-operator"
	guestToken    = "guest-token"

	customerID = 11
	otherID    = 12
	operatorID = 1
	guestID    = 21

	productID = 101 // 758.64 USD, in stock
	sellerID  = 7
	expiresAt = 1_900_000_000_000_000
)

func newShop() *shop {
	user := func(id int64, kind, email string) *identityv1.User {
		return &identityv1.User{UserId: id, Kind: kind, Email: email, CreatedAt: 1_700_000_000_000_000}
	}
	return &shop{
		asked: map[string]proto.Message{}, calls: map[string]int{}, fail: map[string]error{}, carts: map[int64]*cartv1.Cart{},
		keys: map[string]*orderv1.PlaceResponse{},
		tokens: map[string]*identityv1.User{
			customerToken: user(customerID, "customer", "ann@example.test"), otherToken: user(otherID, "customer", "bob@example.test"),
			operatorToken: user(operatorID, "operator", "operator@rialto.test"), guestToken: user(guestID, "guest", ""),
		},
	}
}

func (s *shop) needs() Needs {
	return Needs{
		Identity: fakeIdentity{s}, Browse: fakeBrowse{s}, Search: fakeSearch{s}, Catalog: fakeCatalog{s}, Cart: fakeCart{s},
		Order: fakeOrder{s}, Pricing: fakePricing{s}, Inventory: fakeInventory{s}, Payment: fakePayment{s},
		Shipping: fakeShipping{s}, Fulfillment: fakeFulfillment{s}, Notification: fakeNotification{s},
		GiftCards: fakeGiftCards{s}, Drops: fakeDrops{s}, Ledger: fakeLedger{s},
	}
}

// answer keeps the request and answers it under the lock.
func answer[Q, A proto.Message](s *shop, method string, req Q, normal func() (A, error)) (A, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[method] = proto.Clone(req)
	s.calls[method]++
	if err := s.fail[method]; err != nil {
		var none A
		return none, err
	}
	return normal()
}

func usd(amount int64) *commercev1.Money { return &commercev1.Money{Amount: amount, Currency: "USD"} }

type fakeIdentity struct{ *shop }

func (f fakeIdentity) Register(_ context.Context, q *identityv1.RegisterRequest) (*identityv1.RegisterResponse, error) {
	return answer(f.shop, "Register", q, func() (*identityv1.RegisterResponse, error) {
		switch {
		case q.GetEmail() == "ann@example.test":
			return nil, errs.Conflict("email_taken", "This e-mail address already has an account.")
		case len(q.GetPassword()) < 8:
			return nil, errs.InvalidFields(errs.Field{Name: "password", Problem: "must be at least 8 characters"})
		case f.tokens[q.GetGuestToken()] != nil:
			return &identityv1.RegisterResponse{UserId: f.tokens[q.GetGuestToken()].GetUserId()}, nil
		}
		return &identityv1.RegisterResponse{UserId: 31}, nil
	})
}

func (f fakeIdentity) SignIn(_ context.Context, q *identityv1.SignInRequest) (*identityv1.SignInResponse, error) {
	return answer(f.shop, "SignIn", q, func() (*identityv1.SignInResponse, error) {
		if q.GetEmail() != "ann@example.test" || q.GetPassword() != "correct horse" {
			return nil, errs.Unauthenticated("E-mail or password is wrong.")
		}
		return &identityv1.SignInResponse{
			Token: customerToken, UserId: customerID, ExpiresAt: expiresAt, GuestUserId: f.tokens[q.GetGuestToken()].GetUserId(),
		}, nil
	})
}

func (f fakeIdentity) SignOut(_ context.Context, q *identityv1.SignOutRequest) (*identityv1.SignOutResponse, error) {
	return answer(f.shop, "SignOut", q, func() (*identityv1.SignOutResponse, error) {
		delete(f.tokens, q.GetToken())
		return &identityv1.SignOutResponse{}, nil
	})
}

func (f fakeIdentity) Authenticate(_ context.Context, q *identityv1.AuthenticateRequest) (*identityv1.AuthenticateResponse, error) {
	return answer(f.shop, "Authenticate", q, func() (*identityv1.AuthenticateResponse, error) {
		u := f.tokens[q.GetToken()]
		if u == nil {
			return nil, errs.Unauthenticated("Unknown token.")
		}
		return &identityv1.AuthenticateResponse{User: u, ExpiresAt: expiresAt}, nil
	})
}

func (f fakeIdentity) CreateGuest(_ context.Context, q *identityv1.CreateGuestRequest) (*identityv1.CreateGuestResponse, error) {
	return answer(f.shop, "CreateGuest", q, func() (*identityv1.CreateGuestResponse, error) {
		f.guests++
		id, token := int64(500+f.guests), "guest-"+strconv.Itoa(f.guests)
		f.tokens[token] = &identityv1.User{UserId: id, Kind: "guest"}
		return &identityv1.CreateGuestResponse{UserId: id, Token: token, ExpiresAt: expiresAt}, nil
	})
}

func (f fakeIdentity) AddAddress(_ context.Context, q *identityv1.AddAddressRequest) (*identityv1.AddAddressResponse, error) {
	return answer(f.shop, "AddAddress", q, func() (*identityv1.AddAddressResponse, error) {
		return &identityv1.AddAddressResponse{Address: &identityv1.SavedAddress{AddressId: 61, Address: q.GetAddress()}}, nil
	})
}

func (f fakeIdentity) ListAddresses(_ context.Context, q *identityv1.ListAddressesRequest) (*identityv1.ListAddressesResponse, error) {
	return answer(f.shop, "ListAddresses", q, func() (*identityv1.ListAddressesResponse, error) {
		return &identityv1.ListAddressesResponse{Addresses: []*identityv1.SavedAddress{
			{AddressId: 61, Address: &commercev1.Address{Name: "Ann", Line1: "1 Pike St", City: "Seattle", Region: "WA", Country: "US"}},
		}}, nil
	})
}

func (f fakeIdentity) DeleteAddress(_ context.Context, q *identityv1.DeleteAddressRequest) (*identityv1.DeleteAddressResponse, error) {
	return answer(f.shop, "DeleteAddress", q, func() (*identityv1.DeleteAddressResponse, error) {
		return &identityv1.DeleteAddressResponse{}, nil
	})
}
