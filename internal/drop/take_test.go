package drop_test

import (
	"math"
	"strings"
	"testing"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/platform/errs"
)

func takeOf(order string, quantity int64) *dropv1.TakeRequest {
	return &dropv1.TakeRequest{ProductId: shoe, UserId: user, OrderId: order, Quantity: quantity, Payment: "card", Address: "home"}
}

func orderOf(order string) *dropv1.TakeOrderRequest {
	return &dropv1.TakeOrderRequest{ProductId: shoe, UserId: user, OrderId: order}
}

func wantState(t *testing.T, want string) func(*dropv1.TakeResponse, error) {
	return func(got *dropv1.TakeResponse, err error) {
		t.Helper()
		if err != nil || got.State != want {
			t.Fatalf("state %v, %v; want %s", got, err, want)
		}
	}
}

func TestUnitsAreTakenKeptAndGivenBackOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.announce(t, &dropv1.Drop{LimitPerBuyer: 2})
	for range 2 {
		wantState(t, "taken")(b.Take(t.Context(), takeOf("1", 2)))
	}
	_, err := b.Take(t.Context(), takeOf("2", 1))
	wantCode(t, err, errs.KindConflict, "purchase_limit")
	if meta := errs.As(err).Meta; meta["product_id"] != "17" || meta["limit"] != "2" {
		t.Fatalf("meta %v", meta)
	}
	for range 2 {
		wantState(t, "kept")(b.Keep(t.Context(), orderOf("1")))
	}
	for range 2 {
		wantState(t, "given")(b.Give(t.Context(), orderOf("1")))
	}
	_, err = b.Take(t.Context(), takeOf("1", 2))
	wantCode(t, err, errs.KindConflict, "take_given")
	_, err = b.Keep(t.Context(), orderOf("1"))
	wantCode(t, err, errs.KindConflict, "take_given")
	wantState(t, "taken")(b.Take(t.Context(), takeOf("2", 2)))
	theirs := orderOf("2")
	theirs.UserId++
	_, err = b.Give(t.Context(), theirs)
	wantCode(t, err, errs.KindNotFound, "take_not_found")
}

func TestNothingIsCountedWithoutADrop(t *testing.T) {
	t.Parallel()
	b := setup(t)
	wantState(t, "none")(b.Take(t.Context(), takeOf("1", 999)))
	wantState(t, "none")(b.Keep(t.Context(), orderOf("1")))
	wantState(t, "given")(b.Give(t.Context(), orderOf("1")))
}

func TestAbsurdTakesAreRefusedFieldByField(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.announce(t, &dropv1.Drop{LimitPerBuyer: 2})
	for _, n := range []int64{0, -1, 1000, math.MaxInt32, math.MaxInt64, math.MinInt64} {
		_, err := b.Take(t.Context(), takeOf("1", n))
		wantFields(t, err, "quantity")
	}
	long := takeOf(strings.Repeat("1", 21), 1)
	long.Payment, long.Address = strings.Repeat("p", 201), strings.Repeat("a", 201)
	_, err := b.Take(t.Context(), long)
	wantFields(t, err, "order_id", "payment", "address")
	_, err = b.Take(t.Context(), nil)
	wantFields(t, err, "product_id", "user_id", "order_id", "quantity")
	_, err = b.Give(t.Context(), nil)
	wantFields(t, err, "product_id", "user_id", "order_id")
	found, examined := b.check(t, 10)
	if len(found) != 0 || examined != 1 {
		t.Fatalf("refused takes left a trace: %d rows, %v", examined, found)
	}
}
