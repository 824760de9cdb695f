package cart_test

import (
	"testing"

	cartv1 "rialto/gen/rialto/cart/v1"
	"rialto/internal/platform/errs"
)

func TestSetItemSetsAndZeroRemoves(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 2)
	b.add(t, user, teapot, 1)
	for _, c := range []struct {
		quantity int64
		want     string
	}{{7, "17/3×7 18/3×1"}, {7, "17/3×7 18/3×1"}, {0, "18/3×1"}, {0, "18/3×1"}} {
		got, err := b.SetItem(t.Context(), &cartv1.SetItemRequest{UserId: user, ProductId: kettle, Quantity: c.quantity})
		if err != nil {
			t.Fatal(err)
		}
		wantItems(t, got, c.want)
	}
	_, err := b.SetItem(t.Context(), &cartv1.SetItemRequest{UserId: user, ProductId: kettle, Quantity: 1})
	wantCode(t, err, errs.KindNotFound, "item_not_found")
}

func TestRemoveItemIsContentWithAMissingOne(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(t, user, kettle, 2)
	for range 2 {
		got, err := b.RemoveItem(t.Context(), &cartv1.RemoveItemRequest{UserId: user, ProductId: kettle})
		if err != nil {
			t.Fatal(err)
		}
		wantItems(t, got, "")
	}
}

func TestSettingRefusesNonsense(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.SetItem(t.Context(), nil)
	wantFields(t, err, "user_id", "product_id")
	for _, q := range []int64{-1, 1000} {
		_, err = b.SetItem(t.Context(), &cartv1.SetItemRequest{UserId: user, ProductId: kettle, Quantity: q})
		wantFields(t, err, "quantity")
	}
	_, err = b.RemoveItem(t.Context(), nil)
	wantFields(t, err, "user_id", "product_id")
}
