package inventorytest

import (
	"rialto/internal/commerce"
	"rialto/internal/inventory"
)

var warehouseCases = []storeCase{
	{name: "warehouses are listed by id and their names are taken once", bare: true, run: func(s *shop) {
		three := inventory.DefaultWarehouses()
		for _, w := range []inventory.Warehouse{three[2], three[0], three[1]} {
			s.must(s.AddWarehouse(s.ctx(), w))
		}
		got, err := s.Warehouses(s.ctx())
		s.must(err)
		s.same(got, three)
		twin := three[0]
		twin.ID = 4
		s.refused(s.AddWarehouse(s.ctx(), twin), inventory.ErrWarehouseExists)
		twin.ID, twin.Name = 1, "Tacoma"
		s.refused(s.AddWarehouse(s.ctx(), twin), inventory.ErrWarehouseExists)
	}},
	{name: "without a warehouse nothing can be stocked", bare: true, run: func(s *shop) {
		_, err := s.SetStock(s.ctx(), at(1), 5, s.tick())
		s.refused(err, inventory.ErrNoWarehouse)
		_, err = s.Spread(s.ctx(), []inventory.Offer{{ProductID: product, SellerID: seller, Quantity: 5}}, s.tick())
		s.refused(err, inventory.ErrNoWarehouse)
	}},
}

var shelfCases = []storeCase{
	{name: "setting stock makes the row and books the difference", run: func(s *shop) {
		row, err := s.SetStock(s.ctx(), at(2), 10, s.tick())
		s.must(err)
		s.same(row, inventory.Stock{Place: at(2), Available: 10, Version: 1, UpdatedAt: s.now})
		_, err = s.SetStock(s.ctx(), at(2), 4, s.tick())
		s.must(err)
		entries, err := s.Ledger(s.ctx(), product, nil, 10)
		s.must(err)
		s.same(entries[0], inventory.Entry{Place: at(2), Kind: inventory.KindAdjusted, Quantity: -6, Version: 2, At: s.now})
		s.same(entries[1].Quantity, int64(10))
	}},
	{name: "setting stock to what it is changes nothing", run: func(s *shop) {
		s.stock(10)
		row, err := s.SetStock(s.ctx(), at(1), 10, s.tick())
		s.must(err)
		s.same(row.Version, int64(1))
	}},
	{name: "stock cannot be set below what is reserved", run: func(s *shop) {
		s.stock(0, 10)
		s.reserve("o1", 6)
		_, err := s.SetStock(s.ctx(), at(2), 5, s.tick())
		s.refused(err, inventory.ErrBelowReserved)
		_, err = s.SetStock(s.ctx(), at(2), 6, s.tick())
		s.must(err)
		s.columns("0/0", "6/6")
	}},
	{name: "an unknown warehouse is named", run: func(s *shop) {
		_, err := s.SetStock(s.ctx(), at(99), 5, s.tick())
		s.refused(err, inventory.ErrNoWarehouse)
		s.columns()
	}},
	{name: "a row's time grows with its version even when the clock steps back", run: func(s *shop) {
		s.stock(10)
		row, err := s.SetStock(s.ctx(), at(1), 11, start-minute)
		s.must(err)
		s.same(row.UpdatedAt, s.now+1)
	}},
	{name: "stock is listed by seller and warehouse, and an unknown product has none", run: func(s *shop) {
		for _, p := range []inventory.Place{{ProductID: product, SellerID: rival, WarehouseID: 1}, at(3), at(1)} {
			_, err := s.SetStock(s.ctx(), p, 1, s.tick())
			s.must(err)
		}
		rows, err := s.Stock(s.ctx(), product)
		s.must(err)
		s.same([]inventory.Place{rows[0].Place, rows[1].Place, rows[2].Place},
			[]inventory.Place{at(1), at(3), {ProductID: product, SellerID: rival, WarehouseID: 1}})
		rows, err = s.Stock(s.ctx(), other)
		s.must(err)
		s.same(len(rows), 0)
	}},
	{name: "listed stock pages by product, seller and warehouse without gap or repeat", run: func(s *shop) {
		want := s.shelves()
		var got []inventory.Place
		for after := (inventory.Place{}); ; after = got[len(got)-1] {
			page, err := s.ListStock(s.ctx(), inventory.Listing{After: after, Limit: 2})
			s.must(err)
			got = append(got, placesOf(page)...)
			if len(page) < 2 {
				break
			}
		}
		s.same(got, want)
	}},
	{name: "listed stock is of one warehouse, or nearly gone, or both", run: func(s *shop) {
		places := s.shelves() // sellable: 3 0 1 2 4
		limit := func(n int64) *int64 { return &n }
		for _, c := range []struct {
			ask  inventory.Listing
			want []inventory.Place
		}{
			{inventory.Listing{Limit: 9, WarehouseID: 1}, []inventory.Place{places[0], places[2], places[3]}},
			{inventory.Listing{Limit: 9, WarehouseID: 99}, nil},
			{inventory.Listing{Limit: 9, MaxSellable: limit(0)}, places[1:2]},
			{inventory.Listing{Limit: 9, MaxSellable: limit(2)}, places[1:4]},
			{inventory.Listing{Limit: 9, MaxSellable: limit(2), WarehouseID: 1}, places[2:4]},
			{inventory.Listing{Limit: 1, MaxSellable: limit(2), WarehouseID: 1, After: places[2]}, places[3:4]},
			{inventory.Listing{Limit: 9, WarehouseID: 1, After: places[3]}, nil},
		} {
			page, err := s.ListStock(s.ctx(), c.ask)
			s.must(err)
			s.same(placesOf(page), c.want)
		}
		page, err := s.ListStock(s.ctx(), inventory.Listing{Limit: 2})
		s.must(err)
		s.same([]int64{page[0].Available, page[0].Reserved, page[1].Available, page[1].Reserved}, []int64{3, 0, 4, 4})
	}},
	{name: "sellable sums warehouses and leaves out what has none", run: func(s *shop) {
		s.stock(4, 3)
		_, err := s.SetStock(s.ctx(), inventory.Place{ProductID: product, SellerID: rival, WarehouseID: 1}, 0, s.tick())
		s.must(err)
		s.reserve("o1", 2)
		got, err := s.Sellable(s.ctx(), []commerce.ProductID{other, product})
		s.must(err)
		s.same(got, []inventory.Offer{{ProductID: product, SellerID: seller, Quantity: 5}})
		got, err = s.Sellable(s.ctx(), nil)
		s.must(err)
		s.same(len(got), 0)
	}},
	{name: "spreading is even, the first warehouses get the rest and empty shares no row", run: func(s *shop) {
		n, err := s.Spread(s.ctx(), []inventory.Offer{
			{ProductID: product, SellerID: seller, Quantity: 8}, {ProductID: other, SellerID: seller, Quantity: 1},
		}, s.tick())
		s.must(err)
		s.same(n, 2)
		s.columns("3/0", "3/0", "2/0")
		rows, err := s.Stock(s.ctx(), other)
		s.must(err)
		s.same(len(rows), 1)
	}},
	{name: "spreading again changes only what differs", run: func(s *shop) {
		offers := []inventory.Offer{{ProductID: product, SellerID: seller, Quantity: 9}, {ProductID: other, SellerID: seller, Quantity: 9}}
		_, err := s.Spread(s.ctx(), offers, s.tick())
		s.must(err)
		offers[1].Quantity = 3
		n, err := s.Spread(s.ctx(), offers, s.tick())
		s.must(err)
		s.same(n, 1)
		rows, err := s.Stock(s.ctx(), product)
		s.must(err)
		s.same(rows[0].Version, int64(1))
	}},
	{name: "spreading never goes below what is reserved", run: func(s *shop) {
		s.stock(0, 10)
		s.reserve("o1", 7)
		_, err := s.Spread(s.ctx(), []inventory.Offer{{ProductID: product, SellerID: seller, Quantity: 9}}, s.tick())
		s.must(err)
		s.columns("1/0", "7/7", "1/0")
		_, err = s.Spread(s.ctx(), []inventory.Offer{{ProductID: product, SellerID: seller, Quantity: 0}}, s.tick())
		s.must(err)
		s.columns("0/0", "7/7", "0/0")
	}},
}

// shelves stocks five rows of two products and two sellers, with 3, 0, 1, 2 and 4 units to sell, and returns their places.
func (s *shop) shelves() []inventory.Place {
	s.Helper()
	places := []inventory.Place{
		at(1), at(2), {ProductID: product, SellerID: rival, WarehouseID: 1},
		{ProductID: other, SellerID: seller, WarehouseID: 1}, {ProductID: other, SellerID: seller, WarehouseID: 3},
	}
	for _, i := range []int{4, 2, 0, 3, 1} {
		_, err := s.SetStock(s.ctx(), places[i], []int64{3, 4, 1, 2, 4}[i], s.tick())
		s.must(err)
	}
	s.reserve("o1", 4) // of warehouse 2, which is nearest
	return places
}

func placesOf(rows []inventory.Stock) (out []inventory.Place) {
	for _, r := range rows {
		out = append(out, r.Place)
	}
	return out
}
