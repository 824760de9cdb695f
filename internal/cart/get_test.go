package cart_test

import (
	"testing"

	"google.golang.org/protobuf/proto"

	cartv1 "rialto/gen/rialto/cart/v1"
	"rialto/internal/cart/carttest"
	"rialto/internal/platform/errs"
)

func TestACartShowsTodaysPricesBesideThoseAtAdding(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 2)
	b.add(t, user, teapot, 3)
	b.catalog.Put(kettle, house, carttest.USD(1100))
	want := &cartv1.Cart{
		UserId: user, Currency: "USD", Version: 2, Subtotal: carttest.USD(2*1100 + 3*333),
		Items: []*cartv1.CartItem{
			{ProductId: kettle, SellerId: house, Quantity: 2, Price: carttest.USD(1100), AddedPrice: carttest.USD(1000), Title: "Kettle", ImageUrl: "/media/kettle.jpg"},
			{ProductId: teapot, SellerId: house, Quantity: 3, Price: carttest.USD(333), AddedPrice: carttest.USD(333), Title: "Kettle", ImageUrl: "/media/kettle.jpg"},
		},
	}
	if got := b.get(t, user); !proto.Equal(got, want) {
		t.Fatalf("cart %v, want %v", got, want)
	}
}

func TestALineThatCannotBeBoughtAnyMoreStaysWithoutAPrice(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*bundle){
		"the price is gone":        func(b *bundle) { b.catalog.Put(kettle, house) },
		"the currency is gone":     func(b *bundle) { b.catalog.Put(kettle, house, carttest.EUR(1)) },
		"the product is gone":      func(b *bundle) { b.catalog.Remove(kettle) },
		"the price is no price":    func(b *bundle) { b.catalog.Put(kettle, house, carttest.USD(-1)) },
		"the price is beyond sale": func(b *bundle) { b.catalog.Put(kettle, house, carttest.USD(1<<62)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.add(t, user, kettle, 2)
			b.add(t, user, teapot, 1)
			spoil(b)
			c := b.get(t, user)
			wantItems(t, c, "17/3×2 18/3×1")
			if c.Items[0].Price != nil || c.Items[0].AddedPrice.GetAmount() != 1000 || c.Subtotal.GetAmount() != 333 {
				t.Fatalf("cart %v", c)
			}
		})
	}
}

func TestAnEmptyCartHasTheWantedCurrencyElseTheShops(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for wanted, want := range map[string]string{"": "USD", "EUR": "EUR"} {
		c, err := b.GetCart(t.Context(), &cartv1.GetCartRequest{UserId: user, Currency: wanted})
		if err != nil || c.Currency != want || c.Subtotal.GetCurrency() != want || len(c.Items) != 0 || c.Version != 0 {
			t.Errorf("wanted %q: %v, %v", wanted, c, err)
		}
	}
	b.add(t, user, kettle, 1)
	c, err := b.GetCart(t.Context(), &cartv1.GetCartRequest{UserId: user, Currency: "EUR"})
	if err != nil || c.Currency != "USD" || c.Items[0].Price.GetAmount() != 1000 {
		t.Fatalf("a filled cart changed its currency: %v, %v", c, err)
	}
}

func TestAReadNeverWrites(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 1)
	writes := b.store.Writes()
	b.get(t, user)
	b.get(t, user+1)
	if b.store.Writes() != writes {
		t.Fatal("a read wrote")
	}
}

func TestGetCartRefusesNonsenseAndPassesOnFailures(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.GetCart(t.Context(), nil)
	wantFields(t, err, "user_id")
	_, err = b.GetCart(t.Context(), &cartv1.GetCartRequest{UserId: -1, Currency: "€"})
	wantFields(t, err, "user_id", "currency")
	b.add(t, user, kettle, 1)
	b.catalog.Err = errs.Unavailable("neighbour_unreachable", "Part of the shop cannot be reached.")
	_, err = b.GetCart(t.Context(), &cartv1.GetCartRequest{UserId: user})
	wantCode(t, err, errs.KindUnavailable, "neighbour_unreachable")
}
