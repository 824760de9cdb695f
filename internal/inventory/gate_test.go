package inventory_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/inventory/inventorytest"
	"rialto/internal/platform/errs"
)

// slow is a store whose transactions take a while, so that a crowd gathers; it may lie about what is left.
type slow struct {
	inventory.Store
	packs bool
	lie   func(rows []inventory.Stock)
	taken atomic.Int64 // holds that reached it
}

func (s *slow) Packs() bool { return s.packs }

func (s *slow) Reserve(ctx context.Context, h inventory.Hold) ([]inventory.Allocation, error) {
	s.taken.Add(1)
	time.Sleep(5 * time.Millisecond)
	return s.Store.Reserve(ctx, h)
}

func (s *slow) ReserveAll(ctx context.Context, holds []inventory.Hold) ([]inventory.Answer, []inventory.Stock, error) {
	s.taken.Add(int64(len(holds)))
	time.Sleep(5 * time.Millisecond)
	answers, rows, err := s.Store.ReserveAll(ctx, holds)
	s.disturb(rows)
	return answers, rows, err
}

func (s *slow) Stock(ctx context.Context, p commerce.ProductID) ([]inventory.Stock, error) {
	rows, err := s.Store.Stock(ctx, p)
	s.disturb(rows)
	return rows, err
}

func (s *slow) disturb(rows []inventory.Stock) {
	if s.lie != nil {
		s.lie(rows)
	}
}

// fair is a room over a slow store, inside a bubble of synctest.
type fair struct {
	*testing.T
	*inventory.Service
	store *slow
}

func newFair(t *testing.T, packs bool, units int64) *fair {
	f := &fair{T: t, store: &slow{Store: inventorytest.NewMemory(), packs: packs}}
	var err error
	f.Service, err = inventory.New(inventory.Defaults(), f.store, time.Now, nil)
	if err == nil {
		err = f.EnsureWarehouses(t.Context(), inventory.DefaultWarehouses())
	}
	if err != nil {
		t.Fatal(err)
	}
	f.set(units)
	return f
}

func (f *fair) set(units int64) {
	f.Helper()
	_, err := f.SetStock(f.Context(), &inventoryv1.SetStockRequest{ProductId: 1, SellerId: 5, WarehouseId: 1, AvailableQty: units})
	if err != nil {
		f.Fatal(err)
	}
}

// rush lets n buyers want a unit each at once and counts who got one.
func (f *fair) rush(name string, n int) (sold int64) {
	f.Helper()
	var got atomic.Int64
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			_, err := f.Reserve(f.Context(), &inventoryv1.ReserveRequest{
				UserId: 9, OrderId: fmt.Sprint(name, i), Deadline: 1 << 60, Lines: []*inventoryv1.ReserveLine{line(1, 1)},
			})
			if err == nil {
				got.Add(1)
			} else if !errs.HasCode(err, "out_of_stock") {
				f.Error(err)
			}
		})
	}
	wg.Wait()
	return got.Load()
}

// bubble runs a case on a store that packs and on one that does not.
func bubble(t *testing.T, run func(t *testing.T, packs bool)) {
	for _, packs := range []bool{true, false} {
		t.Run(fmt.Sprintf("packs=%v", packs), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { run(t, packs) })
		})
	}
}

func TestFiveThousandBuyersGetWhatThereIs(t *testing.T) {
	t.Parallel()
	for _, units := range []int64{1, 100, 1000} {
		bubble(t, func(t *testing.T, packs bool) {
			f := newFair(t, packs, units)
			if got := f.rush("a", 5000); got != units {
				t.Fatalf("sold %d of %d", got, units)
			}
			traffic := f.Traffic()
			if traffic.Heated != 1 || traffic.SoldOut+traffic.Gated == 0 || (traffic.Batched > 0) != (packs && units > 1) {
				t.Fatalf("traffic %+v", traffic)
			}
			if reached := f.store.taken.Load(); reached > units*2+100 {
				t.Fatalf("%d calls reached the store for %d units", reached, units)
			}
		})
	}
}

func TestAWrongNumberAtTheGateNeverOversellsAndHeals(t *testing.T) {
	t.Parallel()
	const units = 100
	for name, lie := range map[string]func(rows []inventory.Stock){
		"nothing":  func(rows []inventory.Stock) { rows[0].Reserved = rows[0].Available },
		"infinity": func(rows []inventory.Stock) { rows[0].Available = 1 << 40 },
		"stale":    func(rows []inventory.Stock) { rows[0].Available, rows[0].Reserved = units, 0 },
		"negative": func(rows []inventory.Stock) { rows[0].Reserved = 1 << 40 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, packs bool) {
				f := newFair(t, packs, units)
				f.store.lie = lie
				sold := f.rush("a", 300)
				f.store.lie = nil
				time.Sleep(5 * time.Second)
				sold += f.rush("b", 300)
				if sold != units {
					t.Fatalf("sold %d of %d", sold, units)
				}
			})
		})
	}
}

func TestSalesGoOnAtOnceWhenUnitsComeBackAtTheGate(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, packs bool) {
		f := newFair(t, packs, 10)
		if got := f.rush("a", 500); got != 10 {
			t.Fatalf("sold %d of 10", got)
		}
		f.set(15)
		if got := f.rush("b", 500); got != 5 {
			t.Fatalf("sold %d of the 5 that came", got)
		}
	})
}

func TestAProductWithALongLineIsSoldOutForThoseWhoLook(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, packs bool) {
		f := newFair(t, packs, 10)
		looks := func() int {
			got, err := f.SoldOut(t.Context(), &inventoryv1.SoldOutRequest{ProductIds: []int64{1}})
			if err != nil {
				t.Fatal(err)
			}
			return len(got.GetProductIds())
		}
		if looks() != 0 {
			t.Fatal("sold out before anybody came")
		}
		go f.rush("a", 500)
		synctest.Wait() // all stand in line now
		if looks() != 1 {
			t.Fatal("500 stand in line for 10 units, and it is not sold out")
		}
		time.Sleep(time.Minute)
	})
}

func TestAFlagIsSeenByAnotherProcessWithinASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		here := newFair(t, true, 10)
		there, err := inventory.New(inventory.Defaults(), here.store, time.Now, nil)
		if err != nil {
			t.Fatal(err)
		}
		here.rush("a", 1)
		_, err = there.SetHot(t.Context(), &inventoryv1.SetHotRequest{ProductId: 1, Until: time.Now().Add(time.Hour).UnixMicro()})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		here.rush("b", 1)
		if got := here.Traffic(); got.Batched != 1 || got.Flagged != 1 || got.Hot != 1 {
			t.Fatalf("traffic %+v", got)
		}
		if _, err = there.SetHot(t.Context(), &inventoryv1.SetHotRequest{ProductId: 1}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		here.rush("c", 1)
		if got := here.Traffic(); got.Batched != 1 || got.Flagged != 0 || got.Hot != 0 || got.Cooled != 1 {
			t.Fatalf("traffic %+v", got)
		}
	})
}

func TestSetHotNamesEveryBadField(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.SetHot(t.Context(), &inventoryv1.SetHotRequest{Until: -1})
	if e := b.code(err, "validation"); len(e.Fields) != 2 {
		t.Fatalf("named %v", e.Fields)
	}
}

// A checkout that found nothing gives back what it never had. If that made everybody forget the shortage, all who come too late
// would ask the store.
func TestWhoGotNothingDoesNotMakeTheShortageForgotten(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stock(1, 1)
	_, err := b.reserve("o1", line(1, 1))
	b.must(err)
	_, err = b.reserve("o2", line(1, 1))
	b.code(err, "out_of_stock")
	b.release("o2", 1)
	got, err := b.SoldOut(t.Context(), &inventoryv1.SoldOutRequest{ProductIds: []int64{1}})
	if err != nil || len(got.GetProductIds()) != 1 {
		t.Fatalf("forgotten: %v, %v", got, err)
	}
	asked := b.reserves
	if _, err = b.reserve("o3", line(1, 1)); b.reserves != asked {
		t.Fatal("the store was asked again")
	}
	b.code(err, "out_of_stock")
	b.release("o1", 1)
	if _, err = b.reserve("o4", line(1, 1)); err != nil {
		t.Fatalf("what was given back is not for sale: %v", err)
	}
}

// overtaken lets a Reserve of the same order land while a Release is on its way to the store.
type overtaken struct {
	inventory.Store
	land func()
}

func (s *overtaken) Release(ctx context.Context, c inventory.Claim, to inventory.State, at int64) (bool, error) {
	if land := s.land; land != nil {
		s.land = nil
		land()
	}
	return s.Store.Release(ctx, c, to, at)
}

func TestAReserveThatLandsBeforeItsReleaseLeavesNoFalseShortage(t *testing.T) {
	t.Parallel()
	store := &overtaken{Store: inventorytest.NewMemory()}
	b := setupOn(t, store)
	b.stock(1, 1)
	store.land = func() {
		_, err := b.reserve("o1", line(1, 1))
		b.must(err)
		_, err = b.reserve("o2", line(1, 1))
		b.code(err, "out_of_stock")
	}
	b.release("o1", 1)
	if _, err := b.reserve("o3", line(1, 1)); err != nil {
		t.Fatalf("the unit is free, but the memory refuses: %v", err)
	}
}
