package drop_test

import (
	"fmt"
	"strings"
	"testing"

	checkv1 "rialto/gen/rialto/check/v1"
	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/commerce"
	"rialto/internal/drop"
	"rialto/internal/platform/errs"
)

// check walks all pages.
func (b *bundle) check(t *testing.T, limit int32) (found []*checkv1.Violation, examined int64) {
	t.Helper()
	req := &checkv1.CheckRequest{Limit: limit}
	for {
		resp, err := b.Check(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		found, examined = append(found, resp.Violations...), examined+resp.Examined
		if resp.NextCursor == "" {
			return found, examined
		}
		req.Cursor = resp.NextCursor
	}
}

func TestCheckWalksEverythingOnceWhateverThePage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for product := range int64(3) {
		_, err := b.CreateDrop(t.Context(), &dropv1.CreateDropRequest{Drop: &dropv1.Drop{ProductId: 1 + product, LimitPerBuyer: 2}})
		if err != nil {
			t.Fatal(err)
		}
		take := takeOf(fmt.Sprint(product), 2)
		take.ProductId, take.Payment = 1+product, "a/b/c"
		wantState(t, "taken")(b.Take(t.Context(), take))
	}
	for _, limit := range []int32{0, 1, 2, 5, 100} {
		if found, examined := b.check(t, limit); len(found) != 0 || examined != 12 { // 3 drops, 3 × 3 counters
			t.Errorf("page of %d: examined %d, found %v", limit, examined, found)
		}
	}
}

func TestCheckFindsACounterThatLies(t *testing.T) {
	t.Parallel()
	b := setup(t)
	d := b.announce(t, &dropv1.Drop{LimitPerBuyer: 2})
	wantState(t, "taken")(b.Take(t.Context(), takeOf("1", 2)))
	for _, kind := range []drop.Buyer{{Kind: drop.KindUser, Who: "7"}, {Kind: drop.KindPayment, Who: "card"}, {Kind: drop.KindAddress, Who: "home"}} {
		b.store.Miscount(drop.TakerKey{Product: commerce.ProductID(shoe), Drop: drop.ID(d.DropId), Buyer: kind}, -1)
	}
	wantState(t, "taken")(b.Take(t.Context(), takeOf("2", 1))) // the lie lets one more through
	found, _ := b.check(t, 100)
	if len(found) != 7 { // the drop's sums; each counter, and each limit
		t.Fatalf("found %v", found)
	}
	for _, v := range found {
		if v.Invariant != "I26" || strings.Contains(v.Subject+v.Detail, "home") || strings.Contains(v.Subject+v.Detail, "card") {
			t.Fatalf("violation %v", v)
		}
	}
}

func TestCheckRefusesACursorItDidNotMake(t *testing.T) {
	t.Parallel()
	for _, cursor := range []string{"nonsense", "drop/", "drop/x/1", "drop/1/x", "taker/1/2", "taker/1/2/user", "taker/x/2/user/7"} {
		_, err := setup(t).Check(t.Context(), &checkv1.CheckRequest{Cursor: cursor})
		if !errs.Is(err, errs.KindInvalid) {
			t.Errorf("cursor %q: %v", cursor, err)
		}
	}
}
