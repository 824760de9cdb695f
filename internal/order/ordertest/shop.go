package ordertest

import (
	"context"

	cartv1 "rialto/gen/rialto/cart/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	"rialto/internal/order"
	"rialto/internal/platform/errs"
)

// Shop is the neighbours of one order room. They keep books, so that a test can see afterwards whether these balance.
type Shop struct {
	Stock  *Stock
	Bank   *Bank
	Prices *Prices
	Cards  *Cards
	Drops  *Drops
	Carts  Carts
	People People
}

// NewShop returns a shop that has of product 11 one unit in warehouse 3 and nine in warehouse 1, of product 12 ten in
// warehouse 1, one use of coupon 5, and gift card 9 with 10.00 USD on it.
func NewShop() *Shop {
	s := &Shop{Stock: NewStock(), Bank: NewBank(), Prices: NewPrices(), Cards: NewCards(), Drops: NewDrops(), Carts: Carts{}, People: People{}}
	s.Stock.Put(11, 1, 3, 1)
	s.Stock.Put(11, 1, 1, 9)
	s.Stock.Put(12, 1, 1, 10)
	s.Prices.Coupon(5, 1)
	s.Cards.Issue(9, Code, 1000)
	return s
}

// Code is the code of the shop's gift card.
const Code = "GIFT-CARD-0000-7Q2M"

// Needs returns the neighbours as order wants them.
func (s *Shop) Needs() order.Needs {
	return order.Needs{
		Cart: s.Carts, Pricing: s.Prices, Inventory: s.Stock, Payment: s.Bank, Identity: s.People, GiftCards: s.Cards, Drops: s.Drops,
	}
}

// Carts are the carts by user.
type Carts map[int64]*cartv1.Cart

// GetCart implements order.Cart.
func (c Carts) GetCart(_ context.Context, req *cartv1.GetCartRequest) (*cartv1.Cart, error) {
	if cart := c[req.GetUserId()]; cart != nil {
		return cart, nil
	}
	return &cartv1.Cart{UserId: req.GetUserId(), Currency: req.GetCurrency()}, nil
}

// Person is a user with saved addresses.
type Person struct {
	User      *identityv1.User
	Addresses []*identityv1.SavedAddress
}

// People are the users by id.
type People map[int64]Person

// GetUser implements order.Identity.
func (p People) GetUser(_ context.Context, req *identityv1.GetUserRequest) (*identityv1.GetUserResponse, error) {
	if who, ok := p[req.GetUserId()]; ok {
		return &identityv1.GetUserResponse{User: who.User}, nil
	}
	return nil, errs.NotFound("user_not_found", "There is no such user.")
}

// ListAddresses implements order.Identity.
func (p People) ListAddresses(_ context.Context, req *identityv1.ListAddressesRequest) (*identityv1.ListAddressesResponse, error) {
	return &identityv1.ListAddressesResponse{Addresses: p[req.GetUserId()].Addresses}, nil
}
