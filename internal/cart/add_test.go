package cart_test

import (
	"sync"
	"testing"

	cartv1 "rialto/gen/rialto/cart/v1"
	"rialto/internal/cart/carttest"
	"rialto/internal/platform/errs"
)

func TestAddingTheSameOfferSumsUpAndKeepsThePriceItWasAddedAt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 2)
	b.catalog.Put(kettle, house, carttest.USD(1200))
	resp := b.add(t, user, kettle, 3)
	wantItems(t, resp.Cart, "17/3×5")
	item := resp.Cart.Items[0]
	if resp.Replaced || item.Price.GetAmount() != 1200 || item.AddedPrice.GetAmount() != 1000 || resp.Cart.Subtotal.GetAmount() != 6000 {
		t.Fatalf("%v", resp)
	}
}

func TestAnotherSellersOfferTakesTheLinesPlaceAndSaysSo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 5)
	b.add(t, user, teapot, 1)
	resp, err := b.AddItem(t.Context(), &cartv1.AddItemRequest{UserId: user, ProductId: kettle, SellerId: rival, Quantity: 2})
	if err != nil || !resp.Replaced {
		t.Fatalf("%v, %v", resp, err)
	}
	wantItems(t, resp.Cart, "17/4×2 18/3×1")
	if resp.Cart.Items[0].AddedPrice.GetAmount() != 950 || resp.Cart.Items[0].Price.GetAmount() != 950 {
		t.Fatalf("%v", resp.Cart.Items[0])
	}
	// Without a seller the featured one is meant, which is not the rival.
	again := b.add(t, user, kettle, 1)
	wantItems(t, again.Cart, "17/3×1 18/3×1")
	if !again.Replaced {
		t.Fatal("the rival's line gave way in silence")
	}
}

func TestTheFirstItemFixesTheCurrencyUntilTheCartIsEmpty(t *testing.T) {
	t.Parallel()
	b := setup(t)
	euros := &cartv1.AddItemRequest{UserId: user, ProductId: kettle, Quantity: 1, Currency: "EUR"}
	resp, err := b.AddItem(t.Context(), euros)
	if err != nil || resp.Cart.Currency != "EUR" || resp.Cart.Items[0].Price.GetAmount() != 900 {
		t.Fatalf("%v, %v", resp, err)
	}
	_, err = b.AddItem(t.Context(), &cartv1.AddItemRequest{UserId: user, ProductId: kettle, Quantity: 1, Currency: "USD"})
	wantCode(t, err, errs.KindInvalid, "currency_unavailable")
	_, err = b.AddItem(t.Context(), &cartv1.AddItemRequest{UserId: user, ProductId: teapot, Quantity: 1})
	wantCode(t, err, errs.KindInvalid, "currency_unavailable")
	if _, err = b.RemoveItem(t.Context(), &cartv1.RemoveItemRequest{UserId: user, ProductId: kettle}); err != nil {
		t.Fatal(err)
	}
	if got := b.add(t, user, kettle, 1).Cart; got.Currency != "USD" {
		t.Fatalf("an emptied cart kept its currency: %v", got)
	}
}

func TestAddItemRefusesInWords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		req  *cartv1.AddItemRequest
		kind errs.Kind
		code string
	}{
		"no such product":             {&cartv1.AddItemRequest{UserId: user, ProductId: 404, Quantity: 1}, errs.KindNotFound, "product_not_found"},
		"the seller does not have it": {&cartv1.AddItemRequest{UserId: user, ProductId: teapot, SellerId: rival, Quantity: 1}, errs.KindNotFound, "product_not_found"},
		"nobody asks a price":         {&cartv1.AddItemRequest{UserId: user, ProductId: 20, Quantity: 1}, errs.KindConflict, "no_price"},
		"not in this currency":        {&cartv1.AddItemRequest{UserId: user, ProductId: teapot, Quantity: 1, Currency: "EUR"}, errs.KindInvalid, "currency_unavailable"},
		"nothing":                     {&cartv1.AddItemRequest{UserId: user, ProductId: kettle}, errs.KindInvalid, "validation"},
		"a negative quantity":         {&cartv1.AddItemRequest{UserId: user, ProductId: kettle, Quantity: -1}, errs.KindInvalid, "validation"},
		"too many":                    {&cartv1.AddItemRequest{UserId: user, ProductId: kettle, Quantity: 1000}, errs.KindInvalid, "validation"},
		"too many together":           {&cartv1.AddItemRequest{UserId: user, ProductId: kettle, Quantity: 999}, errs.KindInvalid, "validation"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.catalog.Put(20, house)
			if c.req.Quantity == 999 {
				b.add(t, user, kettle, 1)
			}
			before := b.get(t, user)
			_, err := b.AddItem(t.Context(), c.req)
			wantCode(t, err, c.kind, c.code)
			if after := b.get(t, user); after.Version != before.Version {
				t.Fatalf("the cart changed to %v", after)
			}
		})
	}
	_, err := setup(t).AddItem(t.Context(), &cartv1.AddItemRequest{SellerId: -1, Currency: "x"})
	wantFields(t, err, "user_id", "product_id", "seller_id", "quantity", "currency")
}

func TestACartHoldsAHundredProducts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for p := int64(1000); p < 1100; p++ {
		b.catalog.Put(p, house, carttest.USD(1))
		b.add(t, user, p, 1)
	}
	_, err := b.AddItem(t.Context(), &cartv1.AddItemRequest{UserId: user, ProductId: kettle, Quantity: 1})
	wantCode(t, err, errs.KindConflict, "cart_full")
	if got := b.add(t, user, 1050, 1).Cart; len(got.Items) != 100 || got.Items[50].Quantity != 2 {
		t.Fatalf("a product that is there could not be added to")
	}
}

func TestAddItemAsksTheCatalogueOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 1)
	calls := b.catalog.Calls()
	b.add(t, user, teapot, 1)
	if n := b.catalog.Calls() - calls; n != 1 {
		t.Fatalf("%d calls", n)
	}
}

func TestFiftyParallelAddsAreAllThere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			_, err := b.AddItem(t.Context(), &cartv1.AddItemRequest{UserId: user, ProductId: []int64{kettle, teapot}[i%2], Quantity: 1})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	c := b.get(t, user)
	if len(c.Items) != 2 || c.Items[0].Quantity != 25 || c.Items[1].Quantity != 25 {
		t.Fatalf("cart %v", c)
	}
}
