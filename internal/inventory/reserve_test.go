package inventory_test

import (
	"errors"
	"testing"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/inventory"
	"rialto/internal/inventory/inventorytest"
)

func TestReserveMergesLinesOfOneOffer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stock(1, 5)
	_, err := b.reserve("o1", line(1, 3), line(1, 3)) // each alone would do
	b.code(err, "out_of_stock")
	got, err := b.reserve("o2", line(1, 3), line(1, 2))
	b.must(err)
	if got != "5x1@1 " {
		t.Fatalf("got %q", got)
	}
}

func TestReserveGivesBackAllOnTheFirstShortage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stock(1, 5)
	b.stock(2, 1)
	b.stock(3, 5)
	_, err := b.reserve("o1", line(3, 1), line(2, 2), line(4, 1), line(1, 2))
	e := b.code(err, "out_of_stock")
	if e.Meta["product_ids"] != "2,4" {
		t.Fatalf("product_ids = %q", e.Meta["product_ids"])
	}
	for product, want := range map[int64]string{1: "5/0 ", 2: "1/0 ", 3: "5/0 "} {
		if got := b.columns(product); got != want {
			t.Errorf("product %d: %s", product, got)
		}
	}
}

func TestReserveDoesNotClaimNothingIsHeldWhenGivingBackFailed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stock(1, 5)
	b.fail = errors.New("the store is gone")
	_, err := b.reserve("o1", line(1, 1), line(2, 1))
	if !errors.Is(err, b.fail) {
		t.Fatalf("got %v", err)
	}
}

func TestReserveTakesProductsByIDAndRepeats(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stock(1, 5)
	b.stock(2, 5)
	for range 2 {
		got, err := b.reserve("o1", line(2, 1), line(1, 2))
		b.must(err)
		if got != "2x1@1 1x2@1 " {
			t.Fatalf("got %q", got)
		}
	}
}

func TestReserveMayBeRepeatedAfterItsDeadline(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stock(1, 5)
	req := &inventoryv1.ReserveRequest{UserId: 9, OrderId: "o1", Lines: []*inventoryv1.ReserveLine{line(1, 2)}, Deadline: b.at.UnixMicro() + 1}
	for range 2 {
		_, err := b.Reserve(t.Context(), req)
		b.must(err)
		b.at = b.at.Add(time.Hour)
	}
	if b.columns(1) != "5/2 " {
		t.Fatal(b.columns(1))
	}
}

func TestReserveAfterReleaseIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stock(1, 5)
	b.release("o1", 1)
	_, err := b.reserve("o1", line(1, 1))
	b.code(err, "reservation_released")
}

func TestReserveNamesEveryBadField(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.Reserve(t.Context(), &inventoryv1.ReserveRequest{OrderId: "a far too long order id", Lines: []*inventoryv1.ReserveLine{
		{ProductId: -1, SellerId: 5, Quantity: 1}, {ProductId: 1, Quantity: 1}, line(1, 0), line(1, 1<<62), nil,
	}})
	if e := b.code(err, "validation"); len(e.Fields) != 10 {
		t.Fatalf("named %d fields: %v", len(e.Fields), e.Fields)
	}
	_, err = b.Reserve(t.Context(), nil)
	b.code(err, "validation")
	_, err = b.reserve("o1", make([]*inventoryv1.ReserveLine, 1000)...)
	b.code(err, "validation")
}

func TestSoldOutIsAnsweredWithoutTheStore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stock(1, 1)
	_, err := b.reserve("winner", line(1, 1))
	b.must(err)
	for range 100 {
		_, err := b.reserve("late", line(1, 1))
		b.code(err, "out_of_stock")
	}
	if b.reserves != 2 {
		t.Fatalf("the store was asked %d times", b.reserves)
	}
	if got, err := b.reserve("winner", line(1, 1)); err != nil || got != "1x1@1 " {
		t.Fatalf("the winner's repeat got %q, %v", got, err)
	}
}

func TestSalesResumeAtOnceWhenThisProcessFreesStock(t *testing.T) {
	t.Parallel()
	for name, free := range map[string]func(b *bench){
		"release": func(b *bench) { b.release("first", 1) },
		"set":     func(b *bench) { b.stock(1, 2) },
		"spread": func(b *bench) {
			_, err := b.SpreadStock(b.Context(), &inventoryv1.SpreadStockRequest{Stocks: []*inventoryv1.OfferStock{{ProductId: 1, SellerId: 5, Quantity: 9}}})
			b.must(err)
		},
		"cancel": func(b *bench) {
			_, err := b.Commit(b.Context(), &inventoryv1.CommitRequest{UserId: 9, OrderId: "first", ProductIds: []int64{1}})
			b.must(err)
			_, err = b.Cancel(b.Context(), &inventoryv1.CancelRequest{UserId: 9, OrderId: "first", ProductIds: []int64{1}})
			b.must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			b.stock(1, 1)
			_, err := b.reserve("first", line(1, 1))
			b.must(err)
			_, err = b.reserve("second", line(1, 1))
			b.code(err, "out_of_stock")
			free(b)
			_, err = b.reserve("third", line(1, 1))
			b.must(err)
		})
	}
}

func TestSalesResumeWithinASecondWhenAnotherProcessFreesStock(t *testing.T) {
	t.Parallel()
	store := inventorytest.NewMemory()
	here, there := setupOn(t, store), setupOn(t, store)
	here.stock(1, 1)
	_, err := here.reserve("first", line(1, 1))
	here.must(err)
	_, err = here.reserve("second", line(1, 1))
	here.code(err, "out_of_stock")
	there.release("first", 1)
	here.at = here.at.Add(time.Second)
	_, err = here.reserve("third", line(1, 1))
	here.must(err)
}

func TestConfigRefusesALongMemory(t *testing.T) {
	t.Parallel()
	if _, err := inventory.New(inventory.Config{SoldOutFor: 2 * time.Second}, inventorytest.NewMemory(), time.Now, nil); err == nil {
		t.Fatal("2 s were accepted")
	}
}
