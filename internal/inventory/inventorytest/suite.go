package inventorytest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/errs"
)

// Data is one fresh data set of the store under test.
type Data struct {
	Open   func() inventory.Store // another handle on it, as a second process would have
	Events func() []*busv1.Event  // all that its outbox holds
}

// Each runs a case on every engine of a store, each time on fresh data.
type Each func(t *testing.T, run func(t *testing.T, d Data))

// Ids that the cases use; warehouses 1, 2 and 3 exist.
const (
	product  = commerce.ProductID(7001)
	other    = commerce.ProductID(7002)
	seller   = commerce.SellerID(31)
	rival    = commerce.SellerID(32)
	buyer    = commerce.UserID(901)
	stranger = commerce.UserID(902)
	start    = int64(1_700_000_000_000_000) // UTC microseconds
	minute   = int64(60_000_000)
)

var byNearness = []commerce.WarehouseID{2, 3, 1}

// TestStore judges a store by the sentences of inventory.Store.
func TestStore(t *testing.T, each Each) {
	for _, group := range [][]storeCase{warehouseCases, shelfCases, reserveCases, resolveCases, shipCases, bookCases, raceCases, manyCases, moveCases, limitCases} {
		for _, c := range group {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				each(t, func(t *testing.T, d Data) {
					s := &shop{T: t, Store: d.Open(), data: d, now: start}
					if !c.bare {
						s.must(s.addWarehouses())
					}
					c.run(s)
					s.balanced()
				})
			})
		}
	}
}

type storeCase struct {
	name string
	bare bool // without warehouses
	run  func(s *shop)
}

// shop is a store in a test, with its clock and short words for what cases do.
type shop struct {
	*testing.T
	inventory.Store
	data Data
	now  int64
}

func (s *shop) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// refused fails the test unless err carries the code.
func (s *shop) refused(err error, want *errs.Error) {
	s.Helper()
	if !errs.HasCode(err, want.Code) {
		s.Fatalf("got %v, want %s", err, want.Code)
	}
}

func (s *shop) same(got, want any) {
	s.Helper()
	if !reflect.DeepEqual(got, want) {
		s.Fatalf("got  %v\nwant %v", got, want)
	}
}

func (s *shop) ctx() context.Context { return s.Context() }

func (s *shop) tick() int64 { s.now++; return s.now }

func (s *shop) addWarehouses() error {
	var failed error
	for _, w := range inventory.DefaultWarehouses() {
		failed = errors.Join(failed, s.AddWarehouse(s.ctx(), w))
	}
	return failed
}

func at(w commerce.WarehouseID) inventory.Place {
	return inventory.Place{ProductID: product, SellerID: seller, WarehouseID: w}
}

// stock puts quantities of the product into warehouses 1, 2, 3.
func (s *shop) stock(quantities ...int64) {
	s.Helper()
	for i, q := range quantities {
		_, err := s.SetStock(s.ctx(), at(commerce.WarehouseID(i+1)), q, s.tick())
		s.must(err)
	}
}

func claim(order string) inventory.Claim {
	return inventory.Claim{ProductID: product, OrderID: commerce.OrderID(order), UserID: buyer}
}

func (s *shop) hold(order string, quantity int64) inventory.Hold {
	return inventory.Hold{
		Claim: claim(order), Lines: []inventory.Offer{{ProductID: product, SellerID: seller, Quantity: quantity}},
		Ranking: byNearness, Deadline: s.now + 10*minute, At: s.tick(),
	}
}

func (s *shop) reserve(order string, quantity int64) []inventory.Allocation {
	s.Helper()
	got, err := s.Reserve(s.ctx(), s.hold(order, quantity))
	s.must(err)
	return got
}

func (s *shop) commit(order string) {
	s.Helper()
	s.must(s.Commit(s.ctx(), claim(order), s.tick()))
}

// release ends a claim's holds and reports whether that freed anything.
func (s *shop) release(c inventory.Claim, to inventory.State) bool {
	s.Helper()
	freed, err := s.Release(s.ctx(), c, to, s.tick())
	s.must(err)
	return freed
}

// columns asserts available/reserved of warehouses 1, 2, 3.
func (s *shop) columns(want ...string) {
	s.Helper()
	rows, err := s.Stock(s.ctx(), product)
	s.must(err)
	var got []string
	for _, r := range rows {
		got = append(got, fmt.Sprintf("%d/%d", r.Available, r.Reserved))
	}
	s.same(got, want)
}

func units(w commerce.WarehouseID, quantity int64) inventory.Allocation {
	return inventory.Allocation{Place: at(w), Quantity: quantity}
}

// balanced holds after every case: columns are what ledger and reservations say, every version has its entry, and its event.
func (s *shop) balanced() {
	s.Helper()
	books, err := s.Books(s.ctx(), 0, 1000)
	s.must(err)
	events := map[string]int{}
	for _, e := range s.data.Events() {
		events[e.GetAggregate()]++
		events[e.GetEventId()]++
	}
	for _, b := range books {
		for _, row := range b.Rows {
			s.replayed(b, row)
			// A batch tells a row's last version alone; every other change is an event.
			if n := int64(events[row.Place.Key()]); n != row.Version && (n > row.Version || !s.Packs()) {
				s.Errorf("row %s has version %d and %d events", row.Key(), row.Version, n)
			}
			if id := fmt.Sprintf("inventory-events/%s/%d", row.Key(), row.Version); events[id] != 1 {
				s.Errorf("nobody was told of %s", id)
			}
		}
	}
	for id, n := range events {
		if len(id) > len("inventory-events/") && id[:len("inventory-events/")] == "inventory-events/" && n != 1 {
			s.Errorf("event %s was written %d times", id, n)
		}
	}
}

func (s *shop) replayed(b inventory.Book, row inventory.Stock) {
	s.Helper()
	var available, reserved, live, highest int64
	for _, e := range b.Sums {
		if e.Place != row.Place {
			continue
		}
		highest = max(highest, e.Version)
		switch e.Kind {
		case inventory.KindAdjusted, inventory.KindReceived, inventory.KindReturned:
			available += e.Quantity
		case inventory.KindShipped:
			available, reserved = available-e.Quantity, reserved-e.Quantity
		case inventory.KindReserved:
			reserved += e.Quantity
		case inventory.KindReleased:
			reserved -= e.Quantity
		}
	}
	for _, r := range b.Live {
		if r.Place == row.Place {
			live += r.Live()
		}
	}
	if row.Available != available || row.Reserved != reserved || row.Reserved != live || row.Version != highest {
		s.Errorf("row %+v: ledger replays to %d/%d at version %d, live reservations sum to %d", row, available, reserved, highest, live)
	}
}
