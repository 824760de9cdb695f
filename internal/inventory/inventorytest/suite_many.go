package inventorytest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
)

// holds returns one hold per order.
func (s *shop) holds(quantity int64, orders ...string) (out []inventory.Hold) {
	for _, o := range orders {
		out = append(out, s.hold(o, quantity))
	}
	return out
}

func (s *shop) reserveAll(holds ...inventory.Hold) ([]inventory.Answer, []inventory.Stock) {
	s.Helper()
	answers, left, err := s.ReserveAll(s.ctx(), holds)
	s.must(err)
	s.same(len(answers), len(holds))
	return answers, left
}

var manyCases = []storeCase{
	{name: "many holds at once are decided in their order", run: func(s *shop) {
		s.stock(2, 3, 0)
		answers, left := s.reserveAll(s.holds(2, "o1", "o2", "o3")...)
		s.same(answers[0].Allocations, []inventory.Allocation{units(2, 2)})
		s.same(answers[1].Allocations, []inventory.Allocation{units(1, 1), units(2, 1)})
		short := s.short(answers[2].Err)
		s.same(short.ProductID, product)
		s.same(short.Rows[0].Sellable()+short.Rows[1].Sellable()+short.Rows[2].Sellable(), int64(1))
		rows, err := s.Stock(s.ctx(), product)
		s.must(err)
		s.same(left, rows)
		s.columns("2/1", "3/3", "0/0")
	}},
	{name: "a smaller hold behind one that is short is granted", run: func(s *shop) {
		s.stock(0, 3)
		answers, _ := s.reserveAll(append(s.holds(4, "o1"), s.holds(3, "o2")...)...)
		s.short(answers[0].Err)
		s.must(answers[1].Err)
	}},
	{name: "a hold among many that is short leaves nothing in its way", run: func(s *shop) {
		s.stock(0, 1)
		answers, _ := s.reserveAll(s.holds(2, "o1", "o2")...)
		s.short(answers[0].Err)
		met, err := s.Met(s.ctx(), claim("o1"))
		s.must(err)
		s.same(met, false)
		s.reserve("o1", 1)
	}},
	{name: "repeats among many get the first answer, in the same call and later", run: func(s *shop) {
		s.stock(9, 2)
		first := s.reserve("old", 3)
		again := s.hold("o1", 2)
		answers, _ := s.reserveAll(again, s.hold("old", 3), again, s.hold("old", 1), s.hold("o1", 1))
		s.same(answers[1].Allocations, first)
		s.same(answers[2], answers[0])
		s.refused(answers[3].Err, inventory.ErrDiffers)
		s.refused(answers[4].Err, inventory.ErrDiffers)
		later, _ := s.reserveAll(again)
		s.same(later[0], answers[0])
		s.columns("9/3", "2/2")
	}},
	{name: "a release that came first refuses its order among many", run: func(s *shop) {
		s.stock(0, 5)
		s.release(claim("o1"), inventory.Released)
		s.reserve("o2", 1)
		s.release(claim("o2"), inventory.Expired)
		answers, _ := s.reserveAll(s.holds(1, "o1", "o2", "o3")...)
		s.refused(answers[0].Err, inventory.ErrReleased)
		s.refused(answers[1].Err, inventory.ErrReleased)
		s.must(answers[2].Err)
		s.columns("0/0", "5/1")
	}},
	{name: "among many, another user's hold under the same order gets nothing", run: func(s *shop) {
		s.stock(0, 5)
		theirs := s.hold("o1", 1)
		theirs.UserID = stranger
		answers, _ := s.reserveAll(s.hold("o1", 1), theirs)
		s.must(answers[0].Err)
		s.refused(answers[1].Err, inventory.ErrReleased)
	}},
	{name: "sellers of one hold among many are taken together or not at all", run: func(s *shop) {
		s.stock(0, 5)
		both := s.hold("o1", 1)
		both.Lines = append(both.Lines, inventory.Offer{ProductID: product, SellerID: rival, Quantity: 1})
		answers, _ := s.reserveAll(both, s.hold("o2", 5))
		s.short(answers[0].Err)
		s.must(answers[1].Err)
	}},
	{name: "many holds of a product without stock, and no holds at all", run: func(s *shop) {
		answers, left := s.reserveAll(s.holds(1, "o1", "o2")...)
		s.short(answers[1].Err)
		s.same(len(left), 0)
		s.reserveAll()
	}},
	{name: "hundreds at once, from two handles, among releases and single holds, sell each unit once", run: func(s *shop) {
		s.stock(40, 40, 40)
		handles := []inventory.Store{s.Store, s.data.Open()}
		var sold, short atomic.Int64
		count := func(err error) {
			var sh *inventory.Short
			switch {
			case err == nil:
				sold.Add(1)
			case errors.As(err, &sh):
				short.Add(1)
			default:
				s.Error(err)
			}
		}
		now := s.tick()
		together(8, func(i int) {
			h := inventory.Hold{Lines: []inventory.Offer{{ProductID: product, SellerID: seller, Quantity: 1}}, Ranking: byNearness, Deadline: now + minute, At: now}
			if i >= 6 { // singles
				for n := range 30 {
					h.Claim = claim(fmt.Sprintf("s%d-%d", i, n))
					_, err := handles[i%2].Reserve(s.ctx(), h)
					count(err)
				}
				return
			}
			var holds []inventory.Hold
			for n := range 100 {
				h.Claim = claim(fmt.Sprintf("m%d-%d", i, n))
				holds = append(holds, h)
			}
			answers, _, err := handles[i%2].ReserveAll(s.ctx(), holds)
			if err != nil {
				s.Error(err)
			}
			for _, a := range answers {
				count(a.Err)
			}
		})
		s.same([]int64{sold.Load(), short.Load()}, []int64{120, 540})
		s.columns("40/40", "40/40", "40/40")
	}},
	{name: "twins in two lanes are granted once", run: func(s *shop) {
		s.stock(0, 100)
		handles := []inventory.Store{s.Store, s.data.Open()}
		holds := s.holds(1, "o1", "o2", "o3", "o4", "o5")
		back := s.holds(1, "o5", "o4", "o3", "o2", "o1")
		together(4, func(i int) {
			for range 5 {
				mine := holds
				if i%2 == 1 {
					mine = back
				}
				answers, _, err := handles[i%2].ReserveAll(s.ctx(), mine)
				if err != nil {
					s.Error(err)
				}
				for _, a := range answers {
					s.must(a.Err)
				}
			}
		})
		s.columns("0/0", "100/5")
	}},
}

var moveCases = []storeCase{
	{name: "a move books both rows in one go, once per name", run: func(s *shop) {
		s.stock(5, 2)
		for range 3 {
			from, to, err := s.MoveStock(s.ctx(), inventory.Move{ID: "m1", From: at(1), To: 2, Quantity: 3, At: s.tick()})
			s.must(err)
			s.same([]int64{from.Available, to.Available}, []int64{2, 5})
		}
		entries, err := s.Ledger(s.ctx(), product, nil, 10)
		s.must(err)
		s.same(len(entries), 4)
		s.columns("2/0", "5/0")
	}},
	{name: "a move makes the row it needs, either way round", run: func(s *shop) {
		s.stock(5)
		_, _, err := s.MoveStock(s.ctx(), inventory.Move{ID: "m1", From: at(1), To: 3, Quantity: 4, At: s.tick()})
		s.must(err)
		_, _, err = s.MoveStock(s.ctx(), inventory.Move{ID: "m2", From: at(3), To: 2, Quantity: 1, At: s.tick()})
		s.must(err)
		s.columns("1/0", "1/0", "3/0")
	}},
	{name: "only unreserved units move, and a refusal leaves the name free", run: func(s *shop) {
		s.stock(0, 5)
		s.reserve("o1", 3)
		m := inventory.Move{ID: "m1", From: at(2), To: 1, Quantity: 3, At: s.tick()}
		_, _, err := s.MoveStock(s.ctx(), m)
		s.refused(err, inventory.ErrCannotMove)
		m.Quantity = 2
		_, _, err = s.MoveStock(s.ctx(), m)
		s.must(err)
		s.columns("2/0", "3/3")
		_, _, err = s.MoveStock(s.ctx(), inventory.Move{ID: "m2", From: at(3), To: 1, Quantity: 1, At: s.tick()})
		s.refused(err, inventory.ErrCannotMove)
	}},
	{name: "a move into an unknown warehouse is refused", run: func(s *shop) {
		s.stock(5)
		_, _, err := s.MoveStock(s.ctx(), inventory.Move{ID: "m1", From: at(1), To: 99, Quantity: 1, At: s.tick()})
		s.refused(err, inventory.ErrNoWarehouse)
		s.columns("5/0")
	}},
	{name: "moves to and fro neither lose a unit nor wait for each other", run: func(s *shop) {
		s.stock(50, 50)
		now := s.tick()
		together(4, func(i int) {
			random := rand.New(rand.NewPCG(3, uint64(i)))
			for n := range 20 {
				m := inventory.Move{ID: fmt.Sprintf("m%d-%d", i, n), From: at(1), To: 2, Quantity: 1 + random.Int64N(5), At: now}
				if i%2 == 0 {
					m.From, m.To = at(2), 1
				}
				if _, _, err := s.MoveStock(s.ctx(), m); err != nil && !errors.Is(err, inventory.ErrCannotMove) {
					s.Error(err)
				}
			}
		})
		sum, err := s.Sellable(s.ctx(), []commerce.ProductID{product})
		s.must(err)
		s.same(sum[0].Quantity, int64(100))
	}},
	{name: "rows of several products, and what waits in each warehouse", run: func(s *shop) {
		s.stock(1, 5)
		_, err := s.SetStock(s.ctx(), inventory.Place{ProductID: other, SellerID: rival, WarehouseID: 1}, 7, s.tick())
		s.must(err)
		s.reserve("o1", 6)
		s.commit("o1")
		rows, err := s.Rows(s.ctx(), []commerce.ProductID{other, product, 4})
		s.must(err)
		s.same(len(rows), 3)
		rows, err = s.Rows(s.ctx(), nil)
		s.must(err)
		s.same(len(rows), 0)
		waiting, err := s.Waiting(s.ctx())
		s.must(err)
		s.same(waiting, map[commerce.WarehouseID]int64{1: 1, 2: 5})
	}},
	{name: "flags hold until their time, for every handle, and can be taken away", run: func(s *shop) {
		s.must(s.SetHot(s.ctx(), product, start+minute, s.tick()))
		s.must(s.SetHot(s.ctx(), other, start+2*minute, s.tick()))
		hot := func(now int64) map[commerce.ProductID]int64 {
			got, err := s.data.Open().Hot(s.ctx(), now)
			s.must(err)
			return got
		}
		s.same(hot(start), map[commerce.ProductID]int64{product: start + minute, other: start + 2*minute})
		s.same(hot(start+minute), map[commerce.ProductID]int64{other: start + 2*minute})
		s.must(s.SetHot(s.ctx(), other, 0, s.tick()))
		s.same(hot(start+minute), map[commerce.ProductID]int64{})
	}},
}
