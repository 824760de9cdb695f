package fulfillment_test

import (
	"fmt"
	"slices"
	"testing"

	checkv1 "rialto/gen/rialto/check/v1"
	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	"rialto/internal/fulfillment"
	"rialto/internal/fulfillment/fulfillmenttest"
	"rialto/internal/platform/errs"
)

func TestThePickListIsWalkedPageByPage(t *testing.T) {
	t.Parallel()
	b := setup(t, fulfillment.Config{})
	var want []string
	for i := range 5 {
		sh := fulfillmenttest.Sample(fmt.Sprint("s", i))
		sh.CreatedAt = int64(100 + i/2)
		fulfillmenttest.Add(t, b.store, sh)
		want = append(want, sh.ID)
	}
	var got []string
	list := &fulfillmentv1.ListPicksRequest{Limit: 2}
	for {
		resp, err := b.ListPicks(ctx, list)
		if err != nil {
			t.Fatal(err)
		}
		for _, sh := range resp.GetShipments() {
			got = append(got, sh.GetShipmentId())
		}
		if list.Cursor = resp.GetNextCursor(); list.Cursor == "" {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("got %q, want %q", got, want)
	}
}

func TestThePickListShowsOpenShipmentsOrTheStatusAskedFor(t *testing.T) {
	t.Parallel()
	b := setup(t, fulfillment.Config{})
	fulfillmenttest.Add(t, b.store, fulfillmenttest.Sample("open"), fulfillmenttest.Sample("gone"))
	if _, err := b.Pick(ctx, req("gone")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.HandOver(ctx, req("gone")); err != nil {
		t.Fatal(err)
	}
	for status, want := range map[string]string{"": "open", "to_pick": "open", "handed_over": "gone"} {
		resp, err := b.ListPicks(ctx, &fulfillmentv1.ListPicksRequest{Status: status, WarehouseId: 1})
		if err != nil || len(resp.GetShipments()) != 1 || resp.GetShipments()[0].GetShipmentId() != want {
			t.Errorf("status %q: %v, %v", status, resp.GetShipments(), err)
		}
	}
}

func TestEveryBadFieldOfAListIsNamed(t *testing.T) {
	t.Parallel()
	b := setup(t, fulfillment.Config{})
	_, err := b.ListPicks(ctx, &fulfillmentv1.ListPicksRequest{WarehouseId: -1, Status: "lost", Limit: 101, Cursor: "yesterday"})
	e := errs.As(err)
	if e == nil || e.Kind != errs.KindInvalid || len(e.Fields) != 4 {
		t.Fatalf("got %v", err)
	}
	if _, err := b.ListPicks(ctx, nil); err != nil {
		t.Fatalf("nil is the first page: %v", err)
	}
}

func TestCheckReportsEachPickAndFindsASecondOne(t *testing.T) {
	t.Parallel()
	store := fulfillmenttest.NewMemory()
	fulfillmenttest.CheckFinds(t, store, func(id string) {
		twin := fulfillmenttest.Sample(id)
		twin.WarehouseID = 2
		fulfillmenttest.Add(t, store, twin)
	})
}

func TestCheckRefusesABadPage(t *testing.T) {
	t.Parallel()
	b := setup(t, fulfillment.Config{})
	for _, bad := range []*checkv1.CheckRequest{{Limit: -1}, {Limit: 5001}, {Cursor: "x"}, {Cursor: "x-y"}} {
		if _, err := b.Check(ctx, bad); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	fulfillmenttest.Add(t, b.store, fulfillmenttest.Sample("s1"))
	resp, err := b.Check(ctx, nil)
	if err != nil || len(resp.GetFacts()) != 1 {
		t.Fatalf("%v, %v", resp, err)
	}
	f := resp.GetFacts()[0]
	if f.GetKind() != "pick" || f.GetId() != "s1" || f.GetOrderId() != "order-of-s1" || f.GetUserId() != 7 || f.GetAmount() != 3 || f.GetStatus() != "to_pick" {
		t.Fatalf("fact %v", f)
	}
}
