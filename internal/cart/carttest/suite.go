// Package carttest holds what tests of carts share: the suite that every Store passes, a Store in memory, and a small
// working catalogue.
//
// TestStore has one case per sentence of the Store's contract. Cases of concurrency use two handles on the same data, as
// two processes would. The memory store is for tests and the simulator; it is never in the binary.
package carttest

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"rialto/internal/cart"
	"rialto/internal/commerce"
)

// TestStore judges a store. Every call of open gives another handle on the same data; cases keep apart by their users.
func TestStore(t *testing.T, open func(t *testing.T) cart.Store) {
	store := open(t)
	for name, run := range map[string]func(*testing.T, cart.Store){
		"an unknown user has an empty cart":                  unknownIsEmpty,
		"a change is stored and raises the version":          changeIsStored,
		"lines come back in the order they were added":       linesKeepOrder,
		"a change that changes nothing writes nothing":       sameWritesNothing,
		"a rule that refuses leaves the cart as it was":      refusalUndoes,
		"an event changes a cart once":                       onceIsOnce,
		"an event that fails is not noted":                   failedEventComesAgain,
		"an event that changes nothing is noted":             emptyEventIsNoted,
		"a parked move leaves one cart and waits":            parkTakesOut,
		"a move without lines writes nothing":                emptyParkWritesNothing,
		"moves that wait too long are found by anybody":      oldMovesAreFound,
		"carts nobody touched are purged and others are not": purgeSparesTouched,
		"users do not see each other's carts":                usersAreApart,
		"fifty parallel adds of different products all survive": func(t *testing.T, s cart.Store) {
			differentProducts(t, s, open(t))
		},
		"fifty parallel adds of one product sum up": func(t *testing.T, s cart.Store) { sameProduct(t, s, open(t)) },
		"parallel deliveries of one event count once": func(t *testing.T, s cart.Store) {
			parallelEvent(t, s, open(t))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, store)
		})
	}
}

// base is a time beyond which the purging case does not reach.
const base = 1_700_000_000_000_000

func add(l cart.Line) func(*cart.Cart) error {
	return func(c *cart.Cart) error {
		_, err := c.Add(l)
		return err
	}
}

func fill(t *testing.T, s cart.Store, user commerce.UserID, at int64, lines ...cart.Line) {
	t.Helper()
	for _, l := range lines {
		_, err := s.Change(t.Context(), user, at, add(l))
		noError(t, err)
	}
}

func unknownIsEmpty(t *testing.T, s cart.Store) {
	wantCart(t, s, cart.Cart{User: 1})
}

func changeIsStored(t *testing.T, s cart.Store) {
	for i, want := range []int64{2, 4} {
		c, err := s.Change(t.Context(), 2, base, add(Line(17, 2)))
		noError(t, err)
		if c.Version != int64(i+1) || c.Lines[0].Quantity != want {
			t.Fatalf("change %d gives %+v", i, c)
		}
	}
	_, err := s.Change(t.Context(), 2, base, func(c *cart.Cart) error { c.Coupon = "TEN"; return nil })
	noError(t, err)
	want := Line(17, 4)
	want.Position = 1
	wantCart(t, s, cart.Cart{User: 2, Currency: "USD", Coupon: "TEN", Version: 3, Lines: []cart.Line{want}})
	_, err = s.Change(t.Context(), 2, base, func(c *cart.Cart) error { c.Remove(17); return nil })
	noError(t, err)
	wantCart(t, s, cart.Cart{User: 2, Currency: "USD", Coupon: "TEN", Version: 4})
}

func linesKeepOrder(t *testing.T, s cart.Store) {
	fill(t, s, 3, base, Line(30, 1), Line(10, 1), Line(20, 1), Line(30, 1))
	wantProducts(t, s, 3, "[30:2 10:1 20:1]")
	_, err := s.Change(t.Context(), 3, base, func(c *cart.Cart) error { c.Remove(30); return nil })
	noError(t, err)
	fill(t, s, 3, base, Line(30, 5))
	wantProducts(t, s, 3, "[10:1 20:1 30:5]")
}

func sameWritesNothing(t *testing.T, s cart.Store) {
	fill(t, s, 4, base, Line(17, 1))
	c, err := s.Change(t.Context(), 4, base+5, func(c *cart.Cart) error { return c.Set(17, 1) })
	noError(t, err)
	if c.Version != 1 || len(c.Lines) != 1 {
		t.Fatalf("answer %+v", c)
	}
	_, err = s.Change(t.Context(), 5, base, func(c *cart.Cart) error { c.Remove(17); return nil })
	noError(t, err)
	wantCart(t, s, cart.Cart{User: 5})
}

func refusalUndoes(t *testing.T, s cart.Store) {
	fill(t, s, 6, base, Line(17, 1))
	before, err := s.Cart(t.Context(), 6)
	noError(t, err)
	refused := errors.New("refused")
	_, err = s.Change(t.Context(), 6, base, func(c *cart.Cart) error {
		c.Coupon, c.Lines[0].Quantity = "X", 9
		return refused
	})
	if !errors.Is(err, refused) {
		t.Fatalf("error %v", err)
	}
	wantCart(t, s, before)
}

func onceIsOnce(t *testing.T, s cart.Store) {
	for range 3 {
		noError(t, s.ChangeOnce(t.Context(), 7, base, "order-events/1/2", add(Line(17, 1))))
	}
	wantProducts(t, s, 7, "[17:1]")
	noError(t, s.ChangeOnce(t.Context(), 7, base, "order-events/1/3", add(Line(17, 1))))
	wantProducts(t, s, 7, "[17:2]")
	noError(t, s.ChangeOnce(t.Context(), 8, base, "order-events/1/2", add(Line(17, 1))))
	wantProducts(t, s, 8, "[17:1]")
}

func failedEventComesAgain(t *testing.T, s cart.Store) {
	refused := errors.New("refused")
	err := s.ChangeOnce(t.Context(), 9, base, "event", func(*cart.Cart) error { return refused })
	if !errors.Is(err, refused) {
		t.Fatalf("error %v", err)
	}
	noError(t, s.ChangeOnce(t.Context(), 9, base, "event", add(Line(17, 1))))
	wantProducts(t, s, 9, "[17:1]")
}

func emptyEventIsNoted(t *testing.T, s cart.Store) {
	noError(t, s.ChangeOnce(t.Context(), 10, base, "event", func(c *cart.Cart) error { c.Remove(17); return nil }))
	noError(t, s.ChangeOnce(t.Context(), 10, base, "event", add(Line(17, 1))))
	wantProducts(t, s, 10, "[]")
}

func parkTakesOut(t *testing.T, s cart.Store) {
	fill(t, s, 11, base, Line(17, 1), Line(18, 2))
	m := cart.Move{ID: 500, From: 11, To: 12, At: base}
	noError(t, s.Park(t.Context(), m, func(guest *cart.Cart, m *cart.Move) { guest.Give(m, cart.Cart{}) }))
	wantProducts(t, s, 11, "[]")
	m.ID++
	fill(t, s, 11, base, Line(19, 3))
	noError(t, s.Park(t.Context(), m, func(guest *cart.Cart, m *cart.Move) { guest.Give(m, cart.Cart{}) }))

	parked, err := s.Parked(t.Context(), 11)
	noError(t, err)
	if len(parked) != 2 || parked[0].ID != 500 || parked[1].ID != 501 {
		t.Fatalf("parked %+v", parked)
	}
	second := Line(18, 2)
	second.Position = 2
	first := parked[0]
	if first.To != 12 || first.Currency != "USD" || first.At != base || len(first.Lines) != 2 || first.Lines[1] != second {
		t.Fatalf("move %+v", first)
	}
	for range 2 {
		noError(t, s.Unpark(t.Context(), first))
	}
	parked, err = s.Parked(t.Context(), 11)
	noError(t, err)
	if len(parked) != 1 || parked[0].ID != 501 {
		t.Fatalf("parked %+v", parked)
	}
	noError(t, s.Unpark(t.Context(), parked[0]))
}

func emptyParkWritesNothing(t *testing.T, s cart.Store) {
	noError(t, s.Park(t.Context(), cart.Move{ID: 510, From: 13, To: 12, At: base}, func(guest *cart.Cart, m *cart.Move) { guest.Give(m, cart.Cart{}) }))
	parked, err := s.Parked(t.Context(), 13)
	noError(t, err)
	if len(parked) != 0 {
		t.Fatalf("parked %+v", parked)
	}
	wantCart(t, s, cart.Cart{User: 13})
}

func oldMovesAreFound(t *testing.T, s cart.Store) {
	for i := range 3 {
		user := commerce.UserID(20 + i)
		fill(t, s, user, base, Line(17, 1))
		m := cart.Move{ID: 520 + int64(i), From: user, To: 29, At: 1000 + int64(i)}
		noError(t, s.Park(t.Context(), m, func(guest *cart.Cart, m *cart.Move) { guest.Give(m, cart.Cart{}) }))
		// The move keeps its own old time; the cart it came from was touched later.
		fill(t, s, user, base, Line(17, 1))
	}
	for limit, want := range map[int]string{1: "[520]", 9: "[520 521]"} {
		found, err := s.ParkedBefore(t.Context(), 1002, limit)
		noError(t, err)
		var ids []int64
		for _, m := range found {
			ids = append(ids, m.ID)
		}
		if fmt.Sprint(ids) != want {
			t.Fatalf("limit %d finds %v, want %s", limit, ids, want)
		}
	}
}

func purgeSparesTouched(t *testing.T, s cart.Store) {
	fill(t, s, 30, 100, Line(17, 1))
	fill(t, s, 31, 200, Line(17, 1))
	fill(t, s, 32, 100, Line(17, 1))
	fill(t, s, 32, 300, Line(18, 1))
	for want := 1; want >= 0; want-- {
		n, err := s.Purge(t.Context(), 200, 10)
		noError(t, err)
		if n != want {
			t.Fatalf("purged %d, want %d", n, want)
		}
	}
	wantCart(t, s, cart.Cart{User: 30})
	wantProducts(t, s, 31, "[17:1]")
	wantProducts(t, s, 32, "[17:1 18:1]")
	fill(t, s, 30, base, Line(18, 1))
	wantProducts(t, s, 30, "[18:1]")
}

func usersAreApart(t *testing.T, s cart.Store) {
	fill(t, s, 40, base, Line(17, 1))
	fill(t, s, 41, base, Line(17, 7))
	_, err := s.Change(t.Context(), 41, base, func(c *cart.Cart) error { c.Remove(17); return nil })
	noError(t, err)
	wantProducts(t, s, 40, "[17:1]")
}

func differentProducts(t *testing.T, a, b cart.Store) {
	const n = 50
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			_, err := []cart.Store{a, b}[i%2].Change(t.Context(), 50, base, add(Line(commerce.ProductID(100+i), 1)))
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	c, err := a.Cart(t.Context(), 50)
	noError(t, err)
	if len(c.Lines) != n || c.Version != n {
		t.Fatalf("%d lines at version %d, want %d", len(c.Lines), c.Version, n)
	}
	for i, l := range c.Lines {
		if l.Position != int64(i+1) {
			t.Fatalf("line %d has position %d", i, l.Position)
		}
	}
}

func sameProduct(t *testing.T, a, b cart.Store) {
	const n = 50
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			_, err := []cart.Store{a, b}[i%2].Change(t.Context(), 51, base, add(Line(17, 2)))
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	wantProducts(t, b, 51, "[17:100]")
}

func parallelEvent(t *testing.T, a, b cart.Store) {
	fill(t, a, 52, base, Line(17, 500))
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			err := []cart.Store{a, b}[i%2].ChangeOnce(t.Context(), 52, base, fmt.Sprint("order-events/", i%5, "/2"), func(c *cart.Cart) error {
				c.Subtract([]cart.Line{Line(17, 10)})
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	wantProducts(t, a, 52, "[17:450]")
}

// Line returns a line of a product of seller 3 that was put in at $10.00.
func Line(product commerce.ProductID, quantity int64) cart.Line {
	return cart.Line{Product: product, Seller: 3, Quantity: quantity, Added: commerce.Money{Amount: 1000, Currency: "USD"}}
}

func wantCart(t *testing.T, s cart.Store, want cart.Cart) {
	t.Helper()
	got, err := s.Cart(t.Context(), want.User)
	noError(t, err)
	if len(got.Lines) == 0 {
		got.Lines = nil
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("cart %+v, want %+v", got, want)
	}
}

func wantProducts(t *testing.T, s cart.Store, user commerce.UserID, want string) {
	t.Helper()
	c, err := s.Cart(t.Context(), user)
	noError(t, err)
	got := []string{}
	for _, l := range c.Lines {
		got = append(got, fmt.Sprintf("%d:%d", l.Product, l.Quantity))
	}
	if fmt.Sprint(got) != want {
		t.Fatalf("cart of %d holds %v, want %s", user, got, want)
	}
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
