package inventorytest

import (
	"rialto/internal/commerce"
	"rialto/internal/inventory"
)

var resolveCases = []storeCase{
	{name: "releasing twice gives back once", run: func(s *shop) {
		s.stock(5, 2)
		s.reserve("o1", 3)
		s.same(s.release(claim("o1"), inventory.Released), true)
		s.same(s.release(claim("o1"), inventory.Released), false)
		s.columns("5/0", "2/0")
	}},
	{name: "a release leaves committed units alone", run: func(s *shop) {
		s.stock(0, 5)
		s.reserve("o1", 3)
		s.commit("o1")
		s.same(s.release(claim("o1"), inventory.Released), false)
		s.same(s.release(claim("never"), inventory.Released), false)
		s.columns("0/0", "5/3")
	}},
	{name: "committing moves no stock and may be repeated", run: func(s *shop) {
		s.stock(0, 5)
		s.reserve("o1", 3)
		before, err := s.Stock(s.ctx(), product)
		s.must(err)
		s.commit("o1")
		s.commit("o1")
		after, err := s.Stock(s.ctx(), product)
		s.must(err)
		s.same(after, before)
	}},
	{name: "a commit after release, expiry or cancel finds the reservation gone", run: func(s *shop) {
		s.stock(0, 5)
		for _, to := range []inventory.State{inventory.Released, inventory.Expired} {
			s.reserve(string(to), 1)
			s.release(claim(string(to)), to)
			s.refused(s.Commit(s.ctx(), claim(string(to)), s.tick()), inventory.ErrGone)
		}
		s.reserve("o3", 1)
		s.commit("o3")
		_, err := s.Cancel(s.ctx(), claim("o3"), s.tick())
		s.must(err)
		s.refused(s.Commit(s.ctx(), claim("o3"), s.tick()), inventory.ErrGone)
		s.refused(s.Commit(s.ctx(), claim("never"), s.tick()), inventory.ErrGone)
	}},
	{name: "cancel gives committed units back once and says so each time", run: func(s *shop) {
		s.stock(5, 2)
		s.reserve("o1", 3)
		s.commit("o1")
		first, err := s.Cancel(s.ctx(), claim("o1"), s.tick())
		s.must(err)
		again, err := s.Cancel(s.ctx(), claim("o1"), s.tick())
		s.must(err)
		s.same(again, first)
		s.same(len(first), 2)
		for _, r := range first {
			s.same(r.State, inventory.Canceled)
		}
		s.columns("5/0", "2/0")
	}},
	{name: "cancel leaves held units held", run: func(s *shop) {
		s.stock(0, 5)
		s.reserve("o1", 3)
		rows, err := s.Cancel(s.ctx(), claim("o1"), s.tick())
		s.must(err)
		s.same(rows[0].State, inventory.Held)
		s.commit("o1")
	}},
	{name: "a deadline moves later and never earlier", run: func(s *shop) {
		s.stock(0, 5)
		s.reserve("o1", 1)
		deadline := func() int64 {
			rows, err := s.Holds(s.ctx(), start+100*minute, 10)
			s.must(err)
			return rows[0].Deadline
		}
		s.must(s.Extend(s.ctx(), claim("o1"), start+30*minute, s.tick()))
		s.same(deadline(), start+30*minute)
		s.must(s.Extend(s.ctx(), claim("o1"), start+20*minute, s.tick()))
		s.same(deadline(), start+30*minute)
		s.must(s.Extend(s.ctx(), claim("never"), start+20*minute, s.tick()))
	}},
	{name: "holds past a time are listed once per order and product, oldest first", run: func(s *shop) {
		s.stock(1, 1, 8)
		_, err := s.SetStock(s.ctx(), inventory.Place{ProductID: other, SellerID: seller, WarehouseID: 2}, 5, s.tick())
		s.must(err)
		for i, order := range []string{"o3", "o1", "o2", "late", "sold"} {
			h := s.hold(order, 2)
			h.Deadline = start + int64(i+1)*minute
			_, err := s.Reserve(s.ctx(), h)
			s.must(err)
		}
		h := s.hold("o1", 1)
		h.ProductID, h.Lines[0].ProductID, h.Deadline = other, other, start+2*minute
		_, err = s.Reserve(s.ctx(), h)
		s.must(err)
		s.commit("sold")
		rows, err := s.Holds(s.ctx(), start+4*minute, 10)
		s.must(err)
		var got []commerce.OrderID
		for _, r := range rows {
			s.same(r.UserID, buyer)
			got = append(got, r.OrderID)
		}
		s.same(got, []commerce.OrderID{"o3", "o1", "o1", "o2"})
		s.same([]commerce.ProductID{rows[1].ProductID, rows[2].ProductID}, []commerce.ProductID{product, other})
		rows, err = s.Holds(s.ctx(), start+4*minute, 1)
		s.must(err)
		s.same(len(rows), 1)
	}},
}

var shipCases = []storeCase{
	{name: "consuming takes from both columns", run: func(s *shop) {
		s.stock(5, 2)
		got := s.reserve("o1", 3)
		s.commit("o1")
		s.must(s.Consume(s.ctx(), claim("o1"), "", got, s.tick()))
		s.columns("4/0", "0/0")
	}},
	{name: "consuming again without a name does nothing", run: func(s *shop) {
		s.stock(0, 5)
		got := s.reserve("o1", 3)
		s.commit("o1")
		s.must(s.Consume(s.ctx(), claim("o1"), "", got, s.tick()))
		s.must(s.Consume(s.ctx(), claim("o1"), "", got, s.tick()))
		s.columns("0/0", "2/0")
	}},
	{name: "a named shipment takes part of a reservation, once", run: func(s *shop) {
		s.stock(0, 5)
		s.reserve("o1", 3)
		s.commit("o1")
		for _, shipment := range []string{"s1", "s1", "s2"} {
			s.must(s.Consume(s.ctx(), claim("o1"), shipment, []inventory.Allocation{units(2, 1)}, s.tick()))
		}
		s.columns("0/0", "3/1")
		s.must(s.Consume(s.ctx(), claim("o1"), "s3", []inventory.Allocation{units(2, 1)}, s.tick()))
		s.columns("0/0", "2/0")
		s.refused(s.Consume(s.ctx(), claim("o1"), "s4", []inventory.Allocation{units(2, 1)}, s.tick()), inventory.ErrNotCommitted)
	}},
	{name: "a part without a name, too many units and uncommitted ones are refused", run: func(s *shop) {
		s.stock(0, 5)
		s.reserve("o1", 3)
		s.refused(s.Consume(s.ctx(), claim("o1"), "", []inventory.Allocation{units(2, 3)}, s.tick()), inventory.ErrNotCommitted)
		s.commit("o1")
		s.refused(s.Consume(s.ctx(), claim("o1"), "", []inventory.Allocation{units(2, 1)}, s.tick()), inventory.ErrNotCommitted)
		s.refused(s.Consume(s.ctx(), claim("o1"), "s1", []inventory.Allocation{units(2, 4)}, s.tick()), inventory.ErrNotCommitted)
		s.refused(s.Consume(s.ctx(), claim("o1"), "s1", []inventory.Allocation{units(1, 1)}, s.tick()), inventory.ErrNotCommitted)
		s.columns("0/0", "5/3")
		s.must(s.Consume(s.ctx(), claim("o1"), "s1", []inventory.Allocation{units(2, 1)}, s.tick())) // a refusal leaves no barrier
	}},
	{name: "the parts of one hand-over go together or not at all", run: func(s *shop) {
		s.stock(5, 2)
		s.reserve("o1", 3)
		s.commit("o1")
		s.refused(s.Consume(s.ctx(), claim("o1"), "", []inventory.Allocation{units(1, 1), units(2, 9)}, s.tick()), inventory.ErrNotCommitted)
		s.columns("5/1", "2/2")
	}},
	{name: "consuming a canceled reservation is refused", run: func(s *shop) {
		s.stock(0, 5)
		got := s.reserve("o1", 3)
		s.commit("o1")
		_, err := s.Cancel(s.ctx(), claim("o1"), s.tick())
		s.must(err)
		s.refused(s.Consume(s.ctx(), claim("o1"), "", got, s.tick()), inventory.ErrCanceled)
		s.columns("0/0", "5/0")
	}},
	{name: "cancel after a partial hand-over gives back the rest", run: func(s *shop) {
		s.stock(0, 5)
		s.reserve("o1", 3)
		s.commit("o1")
		s.must(s.Consume(s.ctx(), claim("o1"), "s1", []inventory.Allocation{units(2, 1)}, s.tick()))
		rows, err := s.Cancel(s.ctx(), claim("o1"), s.tick())
		s.must(err)
		s.same([]int64{rows[0].Quantity, rows[0].Shipped}, []int64{3, 1})
		s.same(rows[0].State, inventory.Canceled)
		s.columns("0/0", "4/0")
	}},
	{name: "what was consumed is returned once, and cannot leave again", run: func(s *shop) {
		s.stock(2, 2)
		got := s.reserve("o1", 3)
		s.commit("o1")
		s.must(s.Return(s.ctx(), claim("o1"), at(2), s.tick())) // nothing was handed over yet
		s.columns("2/1", "2/2")
		s.must(s.Consume(s.ctx(), claim("o1"), "s1", got, s.tick()))
		for range 2 {
			s.must(s.Return(s.ctx(), claim("o1"), at(2), s.tick()))
			s.columns("1/0", "2/0")
		}
		s.refused(s.Consume(s.ctx(), claim("o1"), "", []inventory.Allocation{units(2, 2)}, s.tick()), inventory.ErrCanceled)
		rows, err := s.Cancel(s.ctx(), claim("o1"), s.tick())
		s.must(err)
		for _, r := range rows {
			want := map[commerce.WarehouseID]inventory.State{1: inventory.Consumed, 2: inventory.Canceled}[r.WarehouseID]
			s.same(r.State, want)
		}
		s.must(s.Return(s.ctx(), inventory.Claim{ProductID: product, OrderID: "o1", UserID: buyer + 1}, at(1), s.tick())) // somebody else's
		s.columns("1/0", "2/0")
	}},
	{name: "cancel reports what was handed over and leaves it", run: func(s *shop) {
		s.stock(0, 5)
		got := s.reserve("o1", 3)
		s.commit("o1")
		s.must(s.Consume(s.ctx(), claim("o1"), "", got, s.tick()))
		rows, err := s.Cancel(s.ctx(), claim("o1"), s.tick())
		s.must(err)
		s.same(rows[0].State, inventory.Consumed)
		s.columns("0/0", "2/0")
	}},
}
