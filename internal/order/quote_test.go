package order_test

import (
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	cartv1 "rialto/gen/rialto/cart/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/order/ordertest"
	"rialto/internal/platform/errs"
)

func seattle() *commercev1.Address {
	return &commercev1.Address{Name: "Ada", Line1: "1 Pike St", City: "Seattle", Region: "WA", PostalCode: "98101", Country: "US"}
}

// shopper is a signed-in member with a saved address and two things in the cart.
func (b *bundle) shopper() {
	b.shop.People[buyer] = ordertest.Person{
		User:      &identityv1.User{UserId: buyer, Kind: "customer", MemberUntil: time.Now().Add(time.Hour).UnixMicro()},
		Addresses: []*identityv1.SavedAddress{{AddressId: 4, Address: &commercev1.Address{Name: "Work"}}, {AddressId: 5, Address: seattle()}},
	}
	b.shop.Carts[buyer] = &cartv1.Cart{UserId: buyer, Currency: "EUR", Coupon: "CART10", Items: []*cartv1.CartItem{
		{ProductId: 11, SellerId: 1, Quantity: 2, Price: &commercev1.Money{Amount: 900, Currency: "EUR"}, AddedPrice: &commercev1.Money{Amount: 1000, Currency: "EUR"}},
		{ProductId: 12, SellerId: 2, Quantity: 1},
	}}
}

func TestAQuoteIsAskedWithCartAddressAndMembership(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.shopper()
		got, err := b.Quote(b.Context(), &orderv1.QuoteRequest{UserId: buyer, AddressId: 5})
		if err != nil || got.GetQuoteId() != "fresh" {
			t.Fatalf("got %v, %v", got, err)
		}
		want := &pricingv1.QuoteRequest{
			UserId: buyer, Currency: "EUR", Coupon: "CART10", Address: seattle(), Delivery: "standard", Member: true,
			Lines: []*pricingv1.QuoteRequestLine{
				{ProductId: 11, SellerId: 1, Quantity: 2, SeenPrice: &commercev1.Money{Amount: 1000, Currency: "EUR"}},
				{ProductId: 12, SellerId: 2, Quantity: 1},
			},
		}
		if asked := b.shop.Prices.Asked(); len(asked) != 1 || !proto.Equal(asked[0], want) {
			t.Errorf("asked %v\nwant %v", asked, want)
		}
	})
}

func TestWhatTheRequestSaysComesBeforeWhatIsKept(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.shopper()
		time.Sleep(time.Hour) // the membership ends
		_, err := b.Quote(b.Context(), &orderv1.QuoteRequest{
			UserId: buyer, Address: seattle(), Delivery: "two_day", Coupon: "MINE", Email: "ada@example.org",
		})
		b.must(err)
		asked := b.shop.Prices.Asked()[0]
		if asked.GetCoupon() != "MINE" || asked.GetDelivery() != "two_day" || asked.GetEmail() != "ada@example.org" || asked.GetMember() {
			t.Errorf("asked %v", asked)
		}
	})
}

func TestAQuoteThatCannotBeMadeIsRefusedPrecisely(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		req   *orderv1.QuoteRequest
		code  string
		field string
	}{
		"unknown user":      {&orderv1.QuoteRequest{UserId: 404, Address: seattle()}, "user_not_found", ""},
		"no address":        {&orderv1.QuoteRequest{UserId: buyer}, "validation", "address"},
		"two addresses":     {&orderv1.QuoteRequest{UserId: buyer, Address: seattle(), AddressId: 5}, "validation", "address_id"},
		"unknown address":   {&orderv1.QuoteRequest{UserId: buyer, AddressId: 404}, "address_not_found", ""},
		"half an address":   {&orderv1.QuoteRequest{UserId: buyer, Address: &commercev1.Address{Name: "Ada", Country: "US"}}, "validation", "address.line1"},
		"e-mail without at": {&orderv1.QuoteRequest{UserId: buyer, Address: seattle(), Email: "ada"}, "validation", "email"},
		"e-mail with name":  {&orderv1.QuoteRequest{UserId: buyer, Address: seattle(), Email: "Ada <ada@example.org>"}, "validation", "email"},
		"e-mail too long":   {&orderv1.QuoteRequest{UserId: buyer, Address: seattle(), Email: strings.Repeat("a", 250) + "@b.org"}, "validation", "email"},
		"empty cart":        {&orderv1.QuoteRequest{UserId: 8, Address: seattle()}, "cart_empty", ""},
		"guest, no e-mail":  {&orderv1.QuoteRequest{UserId: 9, Address: seattle()}, "email_required", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(b *bundle) {
				b.shopper()
				b.shop.People[8] = ordertest.Person{User: &identityv1.User{UserId: 8, Kind: "customer"}}
				b.shop.People[9] = ordertest.Person{User: &identityv1.User{UserId: 9, Kind: "guest"}}
				_, err := b.Quote(b.Context(), tc.req)
				if !errs.HasCode(err, tc.code) {
					t.Fatalf("got %v, want %s", err, tc.code)
				}
				named := tc.field == ""
				for _, f := range errs.As(err).Fields {
					named = named || f.Name == tc.field
				}
				if !named {
					t.Errorf("%s is not named: %+v", tc.field, errs.As(err).Fields)
				}
				if len(b.shop.Prices.Asked()) > 0 {
					t.Error("a quote was asked for")
				}
			})
		})
	}
}

func TestAGuestBuysWithAnAddressForMail(t *testing.T) {
	t.Parallel()
	bubble(t, func(b *bundle) {
		b.shopper()
		b.shop.People[buyer] = ordertest.Person{User: &identityv1.User{UserId: buyer, Kind: "guest"}}
		_, err := b.Quote(b.Context(), &orderv1.QuoteRequest{UserId: buyer, Address: seattle(), Email: "guest@example.org"})
		b.must(err)
		b.quote("q", func(q *pricingv1.Quote) { q.Email = "guest@example.org" })
		if o := b.place(ordertest.Approve).GetOrder(); o.GetEmail() != "guest@example.org" {
			t.Errorf("got %v", o)
		}
	})
}
