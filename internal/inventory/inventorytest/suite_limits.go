package inventorytest

import (
	"errors"
	"fmt"
	"sync/atomic"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/errs"
)

// limitCases are races for what there is only once.
var limitCases = []storeCase{
	{name: "the last unit is not sold to two lines of one cart", run: func(s *shop) {
		s.stock(0, 1)
		_, err := s.Reserve(s.ctx(), s.hold("o1", 2)) // what the room makes of two lines of one unit
		s.short(err)
		for round := range 30 {
			won := int64(0)
			hold := s.hold("", 1)
			var granted atomic.Int64
			together(2, func(i int) {
				h := hold
				h.OrderID = commerce.OrderID(fmt.Sprintf("r%d-%d", round, i))
				if _, err := s.Reserve(s.ctx(), h); err == nil {
					granted.Add(1)
					if _, err := s.Release(s.ctx(), h.Claim, inventory.Released, hold.At); err != nil {
						s.Error(err)
					}
				}
			})
			if won = granted.Load(); won == 0 {
				s.Fatal("nobody got the last unit")
			}
		}
		s.columns("0/0", "1/0")
	}},
	{name: "30 races of 20 who release, commit and cancel one order resolve it once", run: func(s *shop) {
		s.stock(0, 30)
		kept := int64(0)
		for round := range 30 {
			order := fmt.Sprint("o", round)
			s.reserve(order, 1)
			var committed, canceled atomic.Bool
			now := s.tick()
			together(20, func(i int) {
				var err error
				switch i % 3 {
				case 0:
					_, err = s.Release(s.ctx(), claim(order), inventory.Expired, now)
				case 1:
					if err = s.Commit(s.ctx(), claim(order), now); err == nil {
						committed.Store(true)
					}
				case 2:
					var rows []inventory.Reservation
					if rows, err = s.Cancel(s.ctx(), claim(order), now); err == nil && rows[0].State == inventory.Canceled {
						canceled.Store(true)
					}
				}
				if err != nil && !errs.HasCode(err, inventory.ErrGone.Code) {
					s.Error(err)
				}
			})
			if committed.Load() && !canceled.Load() {
				kept++
			}
			if canceled.Load() && !committed.Load() {
				s.Fatal("canceled what nobody committed")
			}
		}
		s.columns("0/0", fmt.Sprintf("30/%d", kept))
	}},
	{name: "a thousand buyers get 1, 100 and 700 units exactly", run: func(s *shop) {
		for i, stock := range []int64{1, 100, 700} {
			p := inventory.Place{ProductID: commerce.ProductID(100 + i), SellerID: seller, WarehouseID: 2}
			_, err := s.SetStock(s.ctx(), p, stock, s.tick())
			s.must(err)
			var sold atomic.Int64
			hold := s.hold("", 1)
			together(20, func(c int) {
				for n := range 50 {
					h := hold
					h.Claim = inventory.Claim{ProductID: p.ProductID, OrderID: commerce.OrderID(fmt.Sprintf("b%d-%d", c, n)), UserID: buyer}
					h.Lines = []inventory.Offer{{ProductID: p.ProductID, SellerID: seller, Quantity: 1}}
					_, err := s.Reserve(s.ctx(), h)
					var short *inventory.Short
					if err == nil {
						sold.Add(1)
					} else if !errors.As(err, &short) {
						s.Error(err)
					}
				}
			})
			s.same(sold.Load(), stock)
		}
	}},
}
