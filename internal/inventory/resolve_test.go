package inventory_test

import (
	"testing"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/platform/errs"
)

// sold returns a bench where order o1 of user 9 has committed 3 units of product 1 and 1 of product 2.
func sold(t *testing.T) *bench {
	t.Helper()
	b := setup(t)
	b.stock(1, 5)
	b.stock(2, 5)
	_, err := b.reserve("o1", line(1, 3), line(2, 1))
	b.must(err)
	_, err = b.Commit(t.Context(), &inventoryv1.CommitRequest{UserId: 9, OrderId: "o1", ProductIds: []int64{2, 1, 2}})
	b.must(err)
	return b
}

func part(product, quantity int64) *inventoryv1.Allocation {
	return &inventoryv1.Allocation{ProductId: product, SellerId: 5, WarehouseId: 1, Quantity: quantity}
}

func TestCommitNamesTheProductThatIsGone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stock(1, 5)
	b.stock(2, 5)
	_, err := b.reserve("o1", line(1, 1), line(2, 1))
	b.must(err)
	b.release("o1", 2)
	_, err = b.Commit(t.Context(), &inventoryv1.CommitRequest{UserId: 9, OrderId: "o1", ProductIds: []int64{1, 2}})
	if e := b.code(err, "reservation_gone"); e.Meta["product_ids"] != "2" {
		t.Fatalf("meta %v", e.Meta)
	}
}

func TestCancelListsWhatWasCanceledAndWhatWasShipped(t *testing.T) {
	t.Parallel()
	b := sold(t)
	_, err := b.Consume(t.Context(), &inventoryv1.ConsumeRequest{UserId: 9, OrderId: "o1", ShipmentId: "s1", Allocations: []*inventoryv1.Allocation{part(1, 1)}})
	b.must(err)
	for range 2 {
		got, err := b.Cancel(t.Context(), &inventoryv1.CancelRequest{UserId: 9, OrderId: "o1", ProductIds: []int64{1, 2}})
		b.must(err)
		if len(got.GetCanceled()) != 2 || got.GetCanceled()[0].GetQuantity() != 2 || got.GetCanceled()[1].GetQuantity() != 1 {
			t.Fatalf("canceled %v", got.GetCanceled())
		}
		if len(got.GetConsumed()) != 1 || got.GetConsumed()[0].GetQuantity() != 1 {
			t.Fatalf("consumed %v", got.GetConsumed())
		}
	}
	_, err = b.Consume(t.Context(), &inventoryv1.ConsumeRequest{UserId: 9, OrderId: "o1", Allocations: []*inventoryv1.Allocation{part(2, 1)}})
	if e := b.code(err, "reservation_canceled"); e.Meta["product_ids"] != "2" {
		t.Fatalf("meta %v", e.Meta)
	}
}

func TestAParcelThatIsStoppedHalfWayComesBackWhole(t *testing.T) {
	t.Parallel()
	for name, shipment := range map[string]string{"a hand-over without a name": "", "a named one": "s1"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := sold(t)
			consume := func(parts ...*inventoryv1.Allocation) error {
				_, err := b.Consume(t.Context(), &inventoryv1.ConsumeRequest{UserId: 9, OrderId: "o1", ShipmentId: shipment, Allocations: parts})
				return err
			}
			b.must(consume(part(1, 3))) // its caller dies before product 2
			for range 2 {
				got, err := b.Cancel(t.Context(), &inventoryv1.CancelRequest{UserId: 9, OrderId: "o1", ProductIds: []int64{1, 2}})
				b.must(err)
				if len(got.GetConsumed()) != 0 || len(got.GetCanceled()) != 2 || got.GetCanceled()[0].GetQuantity() != 3 {
					t.Fatalf("got %v", got)
				}
				if b.columns(1) != "5/0 " || b.columns(2) != "5/0 " {
					t.Fatalf("%s, %s", b.columns(1), b.columns(2))
				}
			}
			b.code(consume(part(1, 3), part(2, 1)), "reservation_canceled")
			ledger, err := b.Ledger(t.Context(), &inventoryv1.LedgerRequest{ProductId: 1})
			b.must(err)
			if e := ledger.GetEntries()[0]; e.GetKind() != "returned" || e.GetOrderId() != "o1" || e.GetQuantity() != 3 {
				t.Errorf("booked %v", ledger.GetEntries())
			}
		})
	}
}

func TestAParcelThatLeftStaysAwayWhenAnotherIsCanceled(t *testing.T) {
	t.Parallel()
	b := sold(t)
	_, err := b.SetStock(t.Context(), &inventoryv1.SetStockRequest{ProductId: 3, SellerId: 5, WarehouseId: 2, AvailableQty: 5})
	b.must(err)
	_, err = b.reserve("o1", line(3, 2))
	b.must(err)
	_, err = b.Commit(t.Context(), &inventoryv1.CommitRequest{UserId: 9, OrderId: "o1", ProductIds: []int64{3}})
	b.must(err)
	_, err = b.Consume(t.Context(), &inventoryv1.ConsumeRequest{UserId: 9, OrderId: "o1", Allocations: []*inventoryv1.Allocation{part(1, 3), part(2, 1)}})
	b.must(err)
	got, err := b.Cancel(t.Context(), &inventoryv1.CancelRequest{UserId: 9, OrderId: "o1", ProductIds: []int64{1, 2, 3}})
	b.must(err)
	if len(got.GetConsumed()) != 2 || len(got.GetCanceled()) != 1 || b.columns(1) != "2/0 " || b.columns(3) != "5/0 " {
		t.Errorf("got %v; %s, %s", got, b.columns(1), b.columns(3))
	}
}

func TestConsumeAddsUpPartsOfOneRow(t *testing.T) {
	t.Parallel()
	b := sold(t)
	_, err := b.Consume(t.Context(), &inventoryv1.ConsumeRequest{UserId: 9, OrderId: "o1",
		Allocations: []*inventoryv1.Allocation{part(2, 1), part(1, 2), part(1, 1)}})
	b.must(err)
	if b.columns(1) != "2/0 " || b.columns(2) != "4/0 " {
		t.Fatalf("%s, %s", b.columns(1), b.columns(2))
	}
}

func TestResolvingRefusesNonsense(t *testing.T) {
	t.Parallel()
	b := sold(t)
	ctx := t.Context()
	for name, call := range map[string]func() error{
		"release nil": func() error { _, err := b.Release(ctx, nil); return err },
		"release for a whim": func() error {
			_, err := b.Release(ctx, &inventoryv1.ReleaseRequest{UserId: 9, OrderId: "o1", ProductIds: []int64{1}, Reason: "whim"})
			return err
		},
		"extend nil": func() error { _, err := b.Extend(ctx, nil); return err },
		"extend to nowhere": func() error {
			_, err := b.Extend(ctx, &inventoryv1.ExtendRequest{UserId: 9, OrderId: "o1", ProductIds: []int64{1}})
			return err
		},
		"commit nil": func() error { _, err := b.Commit(ctx, nil); return err },
		"commit zero": func() error {
			_, err := b.Commit(ctx, &inventoryv1.CommitRequest{UserId: 9, OrderId: "o1", ProductIds: []int64{0}})
			return err
		},
		"commit a flood": func() error {
			_, err := b.Commit(ctx, &inventoryv1.CommitRequest{UserId: 9, OrderId: "o1", ProductIds: make([]int64, 5000)})
			return err
		},
		"cancel nil":  func() error { _, err := b.Cancel(ctx, nil); return err },
		"consume nil": func() error { _, err := b.Consume(ctx, nil); return err },
		"consume nothing": func() error {
			_, err := b.Consume(ctx, &inventoryv1.ConsumeRequest{UserId: 9, OrderId: "o1", Allocations: []*inventoryv1.Allocation{part(1, 0), nil}})
			return err
		},
		"holds without end": func() error { _, err := b.ListHolds(ctx, &inventoryv1.ListHoldsRequest{Limit: 1001}); return err },
		"ledger nil":        func() error { _, err := b.Ledger(ctx, nil); return err },
		"ledger cursor": func() error {
			_, err := b.Ledger(ctx, &inventoryv1.LedgerRequest{ProductId: 1, Cursor: "1.2.3.4x"})
			return err
		},
	} {
		if err := call(); !errs.HasCode(err, "validation") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b.columns(1) != "5/3 " {
		t.Fatal("nonsense left a trace")
	}
}

func TestHoldsAreListedUntilTheyAreExtended(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stock(1, 5)
	_, err := b.reserve("o1", line(1, 1))
	b.must(err)
	due := b.at.Add(11 * time.Minute).UnixMicro()
	holds := func() []*inventoryv1.Hold {
		got, err := b.ListHolds(t.Context(), &inventoryv1.ListHoldsRequest{OlderThan: due})
		b.must(err)
		return got.GetHolds()
	}
	if got := holds(); len(got) != 1 || got[0].GetOrderId() != "o1" || got[0].GetUserId() != 9 || got[0].GetProductId() != 1 {
		t.Fatalf("got %v", got)
	}
	_, err = b.Extend(t.Context(), &inventoryv1.ExtendRequest{UserId: 9, OrderId: "o1", ProductIds: []int64{1}, Deadline: due + 1})
	b.must(err)
	if got := holds(); len(got) != 0 {
		t.Fatalf("got %v", got)
	}
}

func TestLedgerPages(t *testing.T) {
	t.Parallel()
	b := sold(t)
	var kinds []string
	for cursor := ""; ; {
		got, err := b.Ledger(t.Context(), &inventoryv1.LedgerRequest{ProductId: 1, Cursor: cursor, Limit: 1})
		b.must(err)
		for _, e := range got.GetEntries() {
			kinds = append(kinds, e.GetKind()+" "+e.GetOrderId())
		}
		if cursor = got.GetNextCursor(); cursor == "" {
			break
		}
	}
	if len(kinds) != 2 || kinds[0] != "reserved o1" || kinds[1] != "adjusted " {
		t.Fatalf("got %q", kinds)
	}
}
