package cart_test

import (
	"errors"
	"fmt"
	"testing"

	cartv1 "rialto/gen/rialto/cart/v1"
	"rialto/internal/cart/carttest"
)

func merge(b *bundle, t *testing.T) (*cartv1.Cart, error) {
	return b.Merge(t.Context(), &cartv1.MergeRequest{FromUserId: guest, ToUserId: user})
}

func mustMerge(t *testing.T, b *bundle) *cartv1.Cart {
	t.Helper()
	c, err := merge(b, t)
	if err != nil {
		t.Fatalf("merge: %v", err)
	}
	return c
}

func TestMergeMovesTheGuestsLinesOnceHoweverOftenItIsAsked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 2)
	b.add(t, guest, teapot, 4)
	b.add(t, guest, kettle, 3)
	for range 3 {
		wantItems(t, mustMerge(t, b), "17/3×5 18/3×4")
		wantItems(t, b.get(t, guest), "")
	}
	// What the guest puts in afterwards is new.
	b.add(t, guest, teapot, 1)
	wantItems(t, mustMerge(t, b), "17/3×5 18/3×5")
}

func TestMergeCapsASumAtTheLimit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 600)
	b.add(t, guest, kettle, 600)
	wantItems(t, mustMerge(t, b), "17/3×999")
}

func TestMergeTakesTheGuestsLaterChoiceOfSeller(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 5)
	_, err := b.AddItem(t.Context(), &cartv1.AddItemRequest{UserId: guest, ProductId: kettle, SellerId: rival, Quantity: 2})
	if err != nil {
		t.Fatal(err)
	}
	wantItems(t, mustMerge(t, b), "17/4×2")
}

func TestMergeBringsTheCouponWhereThereIsNone(t *testing.T) {
	t.Parallel()
	for _, own := range []string{"", "MINE"} {
		b := setup(t)
		for who, code := range map[int64]string{user: own, guest: "GUESTS"} {
			if _, err := b.SetCoupon(t.Context(), &cartv1.SetCouponRequest{UserId: who, Coupon: code}); err != nil {
				t.Fatal(err)
			}
		}
		b.add(t, guest, kettle, 1)
		want := own
		if want == "" {
			want = "GUESTS"
		}
		if got := mustMerge(t, b).Coupon; got != want {
			t.Errorf("coupon %q, want %q", got, want)
		}
	}
}

func TestMergeIntoAnEmptyCartKeepsTheGuestsCurrency(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.AddItem(t.Context(), &cartv1.AddItemRequest{UserId: guest, ProductId: kettle, Quantity: 1, Currency: "EUR"})
	if err != nil {
		t.Fatal(err)
	}
	c := mustMerge(t, b)
	if c.Currency != "EUR" || c.Items[0].Price.GetAmount() != 900 {
		t.Fatalf("cart %v", c)
	}
}

func TestMergeLeavesWithTheGuestWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for p := int64(1000); p < 1099; p++ {
		b.catalog.Put(p, house, carttest.USD(1))
		b.add(t, user, p, 1)
	}
	b.add(t, guest, kettle, 1)
	b.add(t, guest, teapot, 1)
	b.add(t, guest, 1000, 1)
	c := mustMerge(t, b)
	if len(c.Items) != 100 || c.Items[0].Quantity != 2 || c.Items[99].ProductId != kettle {
		t.Fatalf("%d lines, the last %v", len(c.Items), c.Items[len(c.Items)-1])
	}
	wantItems(t, b.get(t, guest), "18/3×1")
}

var errLost = errors.New("the answer was lost")

func TestMergeThatWasInterruptedLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	for interrupted := range 3 {
		for name, finish := range map[string]func(*testing.T, *bundle){
			"asked again": func(t *testing.T, b *bundle) { mustMerge(t, b) },
			"asked again after the guest added more": func(t *testing.T, b *bundle) {
				b.add(t, guest, teapot, 1)
				mustMerge(t, b)
				if _, err := b.SetItem(t.Context(), &cartv1.SetItemRequest{UserId: user, ProductId: teapot}); err != nil {
					t.Fatal(err)
				}
			},
		} {
			t.Run(fmt.Sprintf("after %d writes, %s", interrupted, name), func(t *testing.T) {
				t.Parallel()
				b := setup(t)
				b.add(t, user, kettle, 2)
				b.add(t, guest, kettle, 3)
				b.store.FailAfter(interrupted, errLost)
				if _, err := merge(b, t); !errors.Is(err, errLost) {
					t.Fatalf("merge: %v", err)
				}
				b.store.FailAfter(-1, nil)
				finish(t, b)
				wantItems(t, b.get(t, user), "17/3×5")
				wantItems(t, b.get(t, guest), "")
			})
		}
	}
}

func TestMergeRefusesNonsense(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.Merge(t.Context(), nil)
	wantFields(t, err, "from_user_id", "to_user_id")
	_, err = b.Merge(t.Context(), &cartv1.MergeRequest{FromUserId: user, ToUserId: user})
	wantFields(t, err, "to_user_id")
}
