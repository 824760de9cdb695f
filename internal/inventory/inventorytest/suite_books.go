package inventorytest

import (
	"fmt"
	"math/rand/v2"

	inventoryv1 "rialto/gen/rialto/inventory/v1"
	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/bus"
)

var bookCases = []storeCase{
	{name: "the ledger pages newest first without gap or repeat", run: func(s *shop) {
		s.stock(9, 9, 9)
		for i := range 5 {
			s.reserve(fmt.Sprint("o", i), 2)
		}
		all, err := s.Ledger(s.ctx(), product, nil, 100)
		s.must(err)
		var paged []inventory.Entry
		var after *inventory.Entry
		for {
			page, err := s.Ledger(s.ctx(), product, after, 3)
			s.must(err)
			if paged = append(paged, page...); len(page) < 3 {
				break
			}
			after = &page[2]
		}
		s.same(paged, all)
		for i := 1; i < len(all); i++ {
			if all[i].At > all[i-1].At {
				s.Fatalf("entry %d is newer than the one before it", i)
			}
		}
		none, err := s.Ledger(s.ctx(), other, nil, 10)
		s.must(err)
		s.same(len(none), 0)
	}},
	{name: "every change is an event with the row as it was then", run: func(s *shop) {
		s.stock(0, 5)
		got := s.reserve("o1", 3)
		s.commit("o1")
		s.must(s.Consume(s.ctx(), claim("o1"), "", got, s.tick()))
		var seen []string
		for _, e := range s.data.Events() {
			if e.GetAggregate() != at(2).Key() {
				continue
			}
			var change inventoryv1.StockChanged
			s.must(bus.Payload(e, &change))
			s.same([]string{e.GetTopic(), e.GetType(), e.GetKey()}, []string{"inventory-events", "inventory.stock_changed", "7001"})
			s.same(e.GetVersion(), change.GetVersion())
			seen = append(seen, fmt.Sprintf("%s %d/%d v%d", change.GetKind(), change.GetAvailableQty(), change.GetReservedQty(), change.GetVersion()))
		}
		s.same(seen, []string{"adjusted 5/0 v1", "reserved 5/3 v2", "shipped 2/0 v3"})
	}},
	{name: "books are paged by product", run: func(s *shop) {
		for p := range commerce.ProductID(5) {
			_, err := s.SetStock(s.ctx(), inventory.Place{ProductID: p + 10, SellerID: seller, WarehouseID: 1}, 1, s.tick())
			s.must(err)
		}
		var got []commerce.ProductID
		for after := commerce.ProductID(0); ; {
			page, err := s.Books(s.ctx(), after, 2)
			s.must(err)
			if len(page) == 0 {
				break
			}
			for _, b := range page {
				got, after = append(got, b.ProductID), b.ProductID
				s.same(len(b.Rows), 1)
			}
		}
		s.same(got, []commerce.ProductID{10, 11, 12, 13, 14})
	}},
	{name: "the ledger's replay equals the columns after a thousand random steps", run: func(s *shop) {
		random := rand.New(rand.NewPCG(1, 2))
		s.stock(20, 20, 20)
		for range 1000 {
			order := fmt.Sprint("o", random.IntN(60))
			c := claim(order)
			quantity := 1 + random.Int64N(4)
			switch random.IntN(7) { // refusals are as welcome as successes: balanced judges what is left
			case 0, 1:
				s.Reserve(s.ctx(), s.hold(order, quantity))
			case 2:
				s.Release(s.ctx(), c, inventory.Expired, s.tick())
			case 3:
				s.Commit(s.ctx(), c, s.tick())
			case 4:
				s.Cancel(s.ctx(), c, s.tick())
			case 5:
				s.Consume(s.ctx(), c, fmt.Sprint(random.IntN(3)), []inventory.Allocation{units(2, quantity)}, s.tick())
			case 6:
				s.SetStock(s.ctx(), at(commerce.WarehouseID(1+random.IntN(3))), random.Int64N(30), s.tick())
			}
		}
		entries, err := s.Ledger(s.ctx(), product, nil, 10_000)
		s.must(err)
		kinds := map[inventory.Kind]int{}
		for _, e := range entries {
			kinds[e.Kind]++
		}
		if len(kinds) != 4 {
			s.Fatalf("the steps did not reach every kind: %v", kinds)
		}
	}},
}
