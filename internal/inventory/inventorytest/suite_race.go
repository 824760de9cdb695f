package inventorytest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"rialto/internal/commerce"
	"rialto/internal/inventory"
	"rialto/internal/platform/errs"
)

// both runs f(0) … f(n-1) at once and waits.
func together(n int, f func(i int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	wg.Wait()
}

var raceCases = []storeCase{
	{name: "two handles, 200 buyers and 50 units make exactly 50 reservations", run: func(s *shop) {
		s.stock(10, 20, 20)
		handles := []inventory.Store{s.Store, s.data.Open()}
		var sold, short atomic.Int64
		hold := s.hold("", 1)
		together(200, func(i int) {
			h := hold
			h.OrderID = commerce.OrderID(fmt.Sprint("o", i))
			_, err := handles[i%2].Reserve(s.ctx(), h)
			var sh *inventory.Short
			switch {
			case err == nil:
				sold.Add(1)
			case errors.As(err, &sh):
				short.Add(1)
			default:
				s.Error(err)
			}
		})
		s.same([]int64{sold.Load(), short.Load()}, []int64{50, 150})
		s.columns("10/10", "20/20", "20/20")
	}},
	{name: "orders that split over the same warehouses in opposite order never wait for each other", run: func(s *shop) {
		s.stock(500, 500, 500)
		hold := s.hold("", 1)
		together(40, func(i int) {
			h := hold
			h.OrderID = commerce.OrderID(fmt.Sprint("o", i))
			h.Lines = []inventory.Offer{{ProductID: product, SellerID: seller, Quantity: 30}}
			if h.Ranking = slices.Clone(byNearness); i%2 == 0 {
				slices.Reverse(h.Ranking)
			}
			if _, err := s.Reserve(s.ctx(), h); err != nil {
				s.Error(err)
			}
		})
	}},
	{name: "the last unit goes to one of two orders", run: func(s *shop) {
		for round := range 20 {
			s.stock(0, int64(round+1))
			var won atomic.Int64
			hold := s.hold("", 1)
			together(2, func(i int) {
				h := hold
				h.OrderID = commerce.OrderID(fmt.Sprintf("r%d-%d", round, i))
				if _, err := s.Reserve(s.ctx(), h); err == nil {
					won.Add(1)
				}
			})
			s.same(won.Load(), int64(1))
		}
	}},
	{name: "reserve against release of one order leaves a hold only if reserve was first", run: func(s *shop) {
		s.stock(0, 100)
		hold := s.hold("", 1)
		for round := range 30 {
			h := hold
			h.OrderID = commerce.OrderID(fmt.Sprint("o", round))
			together(2, func(i int) {
				if i == 0 {
					s.Reserve(s.ctx(), h)
				} else if _, err := s.Release(s.ctx(), h.Claim, inventory.Released, hold.At); err != nil {
					s.Error(err)
				}
			})
		}
		s.columns("0/0", "100/0") // whoever was first, nothing stays held
	}},
	{name: "of cancel and consume exactly one wins", run: func(s *shop) {
		s.stock(0, 40)
		var canceled, consumed atomic.Int64
		for round := range 40 {
			order := fmt.Sprint("o", round)
			got := s.reserve(order, 1)
			s.commit(order)
			now := s.tick()
			together(2, func(i int) {
				if i == 0 {
					rows, err := s.Cancel(s.ctx(), claim(order), now)
					if err == nil && rows[0].State == inventory.Canceled {
						canceled.Add(1)
					}
				} else if err := s.Consume(s.ctx(), claim(order), "", got, now); err == nil {
					consumed.Add(1)
				} else if !errs.HasCode(err, inventory.ErrCanceled.Code) {
					s.Error(err)
				}
			})
		}
		s.same(canceled.Load()+consumed.Load(), int64(40))
		s.columns("0/0", fmt.Sprintf("%d/0", 40-consumed.Load()))
	}},
	{name: "twins of one reserve get one answer", run: func(s *shop) {
		s.stock(3, 3, 3)
		hold := s.hold("o1", 5)
		answers := make([][]inventory.Allocation, 10)
		together(10, func(i int) {
			got, err := s.Reserve(s.ctx(), hold)
			if err != nil {
				s.Error(err)
			}
			answers[i] = got
		})
		for _, a := range answers {
			s.same(a, answers[0])
		}
		s.columns("3/0", "3/3", "3/2")
	}},
}
