package inventorytest

import (
	"errors"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
)

// short fails the test unless err is a shortage, and returns it.
func (s *shop) short(err error) *inventory.Short {
	s.Helper()
	var short *inventory.Short
	if !errors.As(err, &short) {
		s.Fatalf("got %v, want a shortage", err)
	}
	return short
}

var reserveCases = []storeCase{
	{name: "the nearest warehouse gives first", run: func(s *shop) {
		s.stock(5, 5, 5)
		s.same(s.reserve("o1", 5), []inventory.Allocation{units(2, 5)})
		s.columns("5/0", "5/5", "5/0")
	}},
	{name: "a line splits over warehouses in the order of nearness", run: func(s *shop) {
		s.stock(5, 2, 2)
		s.same(s.reserve("o1", 5), []inventory.Allocation{units(1, 1), units(2, 2), units(3, 2)})
	}},
	{name: "warehouses that are not ranked come last by id", run: func(s *shop) {
		s.stock(2, 2, 2)
		h := s.hold("o1", 3)
		h.Ranking = []commerce.WarehouseID{3}
		got, err := s.Reserve(s.ctx(), h)
		s.must(err)
		s.same(got, []inventory.Allocation{units(1, 1), units(3, 2)})
		h = s.hold("o2", 2)
		h.Ranking = nil
		got, err = s.Reserve(s.ctx(), h)
		s.must(err)
		s.same(got, []inventory.Allocation{units(1, 1), units(2, 1)})
	}},
	{name: "a shortage takes nothing and shows what is left", run: func(s *shop) {
		s.stock(1, 2)
		_, err := s.Reserve(s.ctx(), s.hold("o1", 4))
		short := s.short(err)
		s.same(short.ProductID, product)
		s.same(short.Rows[0].Sellable()+short.Rows[1].Sellable(), int64(3))
		s.columns("1/0", "2/0")
		met, err := s.Met(s.ctx(), claim("o1"))
		s.must(err)
		s.same(met, false)
		s.reserve("o1", 3) // nothing of the first try stands in the way
	}},
	{name: "a product without stock is short", run: func(s *shop) {
		_, err := s.Reserve(s.ctx(), s.hold("o1", 1))
		s.short(err)
	}},
	{name: "two sellers of one product are taken together or not at all", run: func(s *shop) {
		s.stock(0, 5)
		theirs := inventory.Place{ProductID: product, SellerID: rival, WarehouseID: 1}
		_, err := s.SetStock(s.ctx(), theirs, 1, s.tick())
		s.must(err)
		h := s.hold("o1", 2)
		h.Lines = append(h.Lines, inventory.Offer{ProductID: product, SellerID: rival, Quantity: 2})
		_, err = s.Reserve(s.ctx(), h)
		s.short(err)
		s.columns("0/0", "5/0", "1/0")
		h.Lines[1].Quantity = 1
		got, err := s.Reserve(s.ctx(), h)
		s.must(err)
		s.same(got, []inventory.Allocation{units(2, 2), {Place: theirs, Quantity: 1}})
	}},
	{name: "a repeat returns the first answer, also after commit and hand-over", run: func(s *shop) {
		s.stock(5, 2, 2)
		first := s.reserve("o1", 3)
		s.same(s.reserve("o1", 3), first)
		s.commit("o1")
		s.same(s.reserve("o1", 3), first)
		s.must(s.Consume(s.ctx(), claim("o1"), "", first, s.tick()))
		s.same(s.reserve("o1", 3), first)
		s.columns("5/0", "0/0", "1/0")
		met, err := s.Met(s.ctx(), claim("o1"))
		s.must(err)
		s.same(met, true)
	}},
	{name: "a repeat with another quantity is refused", run: func(s *shop) {
		s.stock(0, 5)
		s.reserve("o1", 2)
		_, err := s.Reserve(s.ctx(), s.hold("o1", 3))
		s.refused(err, inventory.ErrDiffers)
		s.columns("0/0", "5/2")
	}},
	{name: "a late reserve after release is refused", run: func(s *shop) {
		s.stock(0, 5)
		s.release(claim("o1"), inventory.Released)
		_, err := s.Reserve(s.ctx(), s.hold("o1", 1))
		s.refused(err, inventory.ErrReleased)
		s.columns("0/0", "5/0")
	}},
	{name: "a reserve after its own release, expiry or cancel is refused", run: func(s *shop) {
		s.stock(0, 5)
		for order, end := range map[string]func(c inventory.Claim) error{
			"o1": func(c inventory.Claim) error {
				_, err := s.Release(s.ctx(), c, inventory.Released, s.tick())
				return err
			},
			"o2": func(c inventory.Claim) error {
				_, err := s.Release(s.ctx(), c, inventory.Expired, s.tick())
				return err
			},
			"o3": func(c inventory.Claim) error {
				s.must(s.Commit(s.ctx(), c, s.tick()))
				_, err := s.Cancel(s.ctx(), c, s.tick())
				return err
			},
		} {
			s.reserve(order, 1)
			s.must(end(claim(order)))
			_, err := s.Reserve(s.ctx(), s.hold(order, 1))
			s.refused(err, inventory.ErrReleased)
		}
		s.columns("0/0", "5/0")
	}},
	{name: "another user's claim on the same order sees nothing of it", run: func(s *shop) {
		s.stock(0, 5)
		s.reserve("o1", 2)
		theirs := inventory.Claim{ProductID: product, OrderID: "o1", UserID: stranger}
		s.release(theirs, inventory.Released)
		s.refused(s.Commit(s.ctx(), theirs, s.tick()), inventory.ErrGone)
		s.refused(s.Consume(s.ctx(), theirs, "", []inventory.Allocation{units(2, 2)}, s.tick()), inventory.ErrNotCommitted)
		rows, err := s.Cancel(s.ctx(), theirs, s.tick())
		s.must(err)
		s.same(len(rows), 0)
		s.columns("0/0", "5/2")
	}},
}
