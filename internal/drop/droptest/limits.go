package droptest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/drop"
)

// takeOf takes one unit for user 7's order 1, known by payment and address.
func takeOf(product commerce.ProductID) drop.Take {
	return drop.Take{Product: product, Order: "1", User: 7, Quantity: 1, Payment: "card-7", Address: "home-7"}
}

func step(t *testing.T, do func(context.Context, drop.Take, int64) (drop.Done, error), take drop.Take, want drop.State) drop.Done {
	t.Helper()
	done, err := do(t.Context(), take, at)
	noError(t, err)
	if done.State != want {
		t.Fatalf("state %q, want %q", done.State, want)
	}
	return done
}

// counted checks every counter of the product's drop, and the takes that they stand for, by user 7.
func counted(t *testing.T, s drop.Store, product commerce.ProductID, want int64) {
	t.Helper()
	page, err := s.PageTakers(t.Context(), drop.TakerKey{Product: product}, 100)
	noError(t, err)
	for _, row := range page {
		if row.Product == product && (row.Live != row.Taken || row.Taken != want && row.Kind == drop.KindUser && row.Who == "7") {
			t.Fatalf("counter %+v, want %d", row, want)
		}
	}
}

func takeLives(t *testing.T, s drop.Store) {
	d := newDrop(t, s, 106, 2)
	take := takeOf(d.Product)
	take.Quantity = 2
	for _, changed := range []bool{true, false} {
		if done := step(t, s.Take, take, drop.StateTaken); done.Drop != d.ID || done.Changed != changed {
			t.Fatalf("took %+v", done)
		}
	}
	counted(t, s, d.Product, 2)
	for _, changed := range []bool{true, false} {
		if done := step(t, s.Keep, take, drop.StateKept); done.Drop != d.ID || done.Changed != changed {
			t.Fatalf("kept %+v", done)
		}
	}
	step(t, s.Take, take, drop.StateKept)
	counted(t, s, d.Product, 2)
	for _, changed := range []bool{true, false} {
		if done := step(t, s.Give, take, drop.StateGiven); done.Changed != changed {
			t.Fatalf("gave %+v", done)
		}
	}
	counted(t, s, d.Product, 0)
	for _, late := range []func(context.Context, drop.Take, int64) (drop.Done, error){s.Take, s.Keep} {
		_, err := late(t.Context(), take, at)
		wantErr(t, err, drop.ErrGiven)
	}
	take.Order = "2"
	step(t, s.Take, take, drop.StateTaken)
	counted(t, s, d.Product, 2)
}

func giveLeavesBarrier(t *testing.T, s drop.Store) {
	d := newDrop(t, s, 107, 2)
	take := takeOf(d.Product)
	if done := step(t, s.Give, take, drop.StateGiven); done.Drop != 0 {
		t.Fatalf("gave %+v", done)
	}
	_, err := s.Take(t.Context(), take, at)
	wantErr(t, err, drop.ErrGiven)
	counted(t, s, d.Product, 0)
	take.Order = "never taken"
	step(t, s.Keep, take, drop.StateNone)
}

func eachBuyerIsLimited(t *testing.T, s drop.Store) {
	d := newDrop(t, s, 108, 2)
	step(t, s.Take, takeOf(d.Product), drop.StateTaken)
	order := 1
	take := func(user commerce.UserID, payment, address string, quantity int64) error {
		order++
		_, err := s.Take(t.Context(), drop.Take{
			Product: d.Product, Order: commerce.OrderID(fmt.Sprint(order)), User: user, Quantity: quantity, Payment: payment, Address: address,
		}, at)
		return err
	}
	wantErr(t, take(7, "", "", 2), drop.ErrLimit)             // the same user
	wantErr(t, take(8, "card-7", "", 2), drop.ErrLimit)       // another account, the same card
	wantErr(t, take(9, "card-9", "home-7", 2), drop.ErrLimit) // and the same address
	wantErr(t, take(10, "", "", 3), drop.ErrLimit)            // more than one may have at all
	counted(t, s, d.Product, 1)
	noError(t, take(11, "card-11", "home-11", 2)) // nobody's limit
	noError(t, take(12, "", "", 2))               // what is unknown limits nobody
	noError(t, take(13, "", "", 2))
	noError(t, take(7, "card-7", "home-7", 1)) // the refused ones left nothing behind
	wantErr(t, take(7, "", "", 1), drop.ErrLimit)
	counted(t, s, d.Product, 2)
}

func takeIsPrivate(t *testing.T, s drop.Store) {
	d := newDrop(t, s, 109, 2)
	take := takeOf(d.Product)
	step(t, s.Take, take, drop.StateTaken)
	thief := take
	thief.User++
	for _, do := range []func(context.Context, drop.Take, int64) (drop.Done, error){s.Take, s.Keep, s.Give} {
		_, err := do(t.Context(), thief, at)
		wantErr(t, err, drop.ErrNoTake)
	}
	counted(t, s, d.Product, 1)
}

func onlyOpenDropsCount(t *testing.T, s drop.Store) {
	d := Sample(110, 1)
	d.StartsAt, d.EndsAt = at+1, at+2
	take := takeOf(d.Product)
	take.Quantity = 5
	step(t, s.Take, take, drop.StateNone) // no drop at all
	noError(t, s.Create(t.Context(), d, at))
	for _, when := range []int64{at, at + 2} {
		done, err := s.Take(t.Context(), take, when)
		noError(t, err)
		if done != (drop.Done{State: drop.StateNone}) {
			t.Fatalf("took %+v", done)
		}
	}
	take.Quantity = 1
	done, err := s.Take(t.Context(), take, at+1)
	noError(t, err)
	if done.State != drop.StateTaken || done.Drop != d.ID {
		t.Fatalf("took %+v", done)
	}
	// What was taken stays so when the drop is over, and comes back once.
	if done, err = s.Take(t.Context(), take, at+2); err != nil || done.State != drop.StateTaken {
		t.Fatalf("a repeat after the end: %+v, %v", done, err)
	}
	step(t, s.Keep, take, drop.StateKept)
	step(t, s.Give, take, drop.StateGiven)
	counted(t, s, d.Product, 0)
}

func limitChanges(t *testing.T, s drop.Store) {
	d := newDrop(t, s, 111, 0)
	take := takeOf(d.Product)
	take.Quantity = 3
	step(t, s.Take, take, drop.StateTaken) // no limit yet, but counted
	d.Limit = 3
	noError(t, s.Update(t.Context(), d, at))
	more := takeOf(d.Product)
	more.Order = "2"
	_, err := s.Take(t.Context(), more, at)
	wantErr(t, err, drop.ErrLimit)
	d.Limit = 4
	noError(t, s.Update(t.Context(), d, at))
	step(t, s.Take, more, drop.StateTaken)
	d.Limit = 1
	noError(t, s.Update(t.Context(), d, at))
	counted(t, s, d.Product, 4)
	step(t, s.Give, take, drop.StateGiven)
	counted(t, s, d.Product, 1)
}

// raceForUnits lets thirty orders of one buyer, and thirty of buyers with one card, reach at once for four units each, round
// after round over two handles; then everything comes back at once, and the units are there again.
func raceForUnits(t *testing.T, a, b drop.Store) {
	for round := range commerce.ProductID(4) {
		d := newDrop(t, a, 120+round, 4)
		var mine, card atomic.Int64
		var wg sync.WaitGroup
		takes := make([]drop.Take, 60)
		for i := range takes {
			takes[i] = drop.Take{Product: d.Product, Order: commerce.OrderID(fmt.Sprint("r", i)), User: 7, Quantity: 1, Address: fmt.Sprint("home", i)}
			won := &mine
			if i%2 == 1 {
				takes[i].User, takes[i].Payment, won = commerce.UserID(100+i), "one card", &card
			}
			wg.Go(func() {
				_, err := []drop.Store{a, b}[i/2%2].Take(t.Context(), takes[i], at)
				switch {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, drop.ErrLimit):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if mine.Load() != 4 || card.Load() != 4 {
			t.Fatalf("round %d: %d and %d units, want 4 and 4", round, mine.Load(), card.Load())
		}
		counted(t, a, d.Product, 4)
		for i := range takes {
			wg.Go(func() {
				if _, err := []drop.Store{b, a}[i/2%2].Give(t.Context(), takes[i], at); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		counted(t, a, d.Product, 0)
		again := takeOf(d.Product)
		again.Quantity = 4
		step(t, a.Take, again, drop.StateTaken)
	}
}

func raceOfTwins(t *testing.T, a, b drop.Store) {
	d := newDrop(t, a, 130, 5)
	take := takeOf(d.Product)
	take.Quantity = 2
	for _, do := range []string{"take", "give"} {
		var changed atomic.Int64
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				s := []drop.Store{a, b}[i%2]
				step := s.Take
				if do == "give" {
					step = s.Give
				}
				done, err := step(t.Context(), take, at)
				if err != nil {
					t.Error(err)
				}
				if done.Changed {
					changed.Add(1)
				}
			})
		}
		wg.Wait()
		if changed.Load() != 1 {
			t.Fatalf("%d twins each think that they were the one to %s", changed.Load(), do)
		}
	}
	counted(t, a, d.Product, 0)
}

func raceOfDrops(t *testing.T, a, b drop.Store) {
	var made atomic.Int64
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			d := Sample(131, 1)
			d.ID += drop.ID(i)
			switch err := []drop.Store{a, b}[i%2].Create(t.Context(), d, at); {
			case err == nil:
				made.Add(1)
			case !errors.Is(err, drop.ErrDropExists):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if made.Load() != 1 {
		t.Fatalf("%d drops were made", made.Load())
	}
}
