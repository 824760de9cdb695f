// Package droptest holds what tests of drops share: the suite that every Store passes, and a Store in memory.
//
// TestStore has one case per sentence of the Store's contract. Cases keep apart by their products; races open the store
// more than once, as several processes would. The memory store is for tests and the simulator; it is never in the binary.
package droptest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/drop"
)

// TestStore judges a store. Every call of open gives another handle on the same data.
func TestStore(t *testing.T, open func(t *testing.T) drop.Store) {
	store := open(t)
	for name, run := range map[string]func(*testing.T, drop.Store){
		"a product has one drop at a time":                               oneDrop,
		"a drop is changed until it is over, its start until it came":    dropChanges,
		"a drop is ended once":                                           dropEnds,
		"a user has one place, a place one user":                         onePlace,
		"places are admitted in order, once for each account of time":    placesAdvance,
		"units are taken, kept and given back once":                      takeLives,
		"a give without a take forbids a late take":                      giveLeavesBarrier,
		"user, payment and address are each limited":                     eachBuyerIsLimited,
		"another user's take is neither seen nor moved":                  takeIsPrivate,
		"nothing is counted where no drop is open":                       onlyOpenDropsCount,
		"a changed limit holds for what is taken from then on":           limitChanges,
		"thirty at once never pass the limit, and what comes back sells": func(t *testing.T, s drop.Store) { raceForUnits(t, s, open(t)) },
		"twenty twins take once and give once":                           func(t *testing.T, s drop.Store) { raceOfTwins(t, s, open(t)) },
		"of ten drops announced at once one is":                          func(t *testing.T, s drop.Store) { raceOfDrops(t, s, open(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, store)
		})
	}
	t.Run("pages walk every drop and buyer once", func(t *testing.T) { t.Parallel(); pages(t, open(t)) })
}

// at is when most of what the suite does happens; sample drops began before it.
const at = 1_700_000_000_000_000

// Sample returns an open drop without end; its id is made from the product's.
func Sample(product commerce.ProductID, limit int64) drop.Drop {
	return drop.Drop{Product: product, ID: drop.ID(product) * 10, StartsAt: at - 1000, Limit: limit, Waiting: true}
}

func newDrop(t *testing.T, s drop.Store, product commerce.ProductID, limit int64) drop.Drop {
	t.Helper()
	d := Sample(product, limit)
	noError(t, s.Create(t.Context(), d, at))
	return d
}

// read returns the drop's row as the list of the living has it.
func read(t *testing.T, s drop.Store, d drop.Drop) drop.Drop {
	t.Helper()
	live, err := s.Live(t.Context(), at)
	noError(t, err)
	for _, row := range live {
		if row.Product == d.Product && row.ID == d.ID {
			return row
		}
	}
	t.Fatalf("drop %d of product %d is not live", d.ID, d.Product)
	return drop.Drop{}
}

func oneDrop(t *testing.T, s drop.Store) {
	first := Sample(101, 2)
	first.EndsAt = at + 10
	noError(t, s.Create(t.Context(), first, at))
	if got := read(t, s, first); got != first {
		t.Fatalf("stored %+v, want %+v", got, first)
	}
	second := Sample(101, 3)
	second.ID++
	wantErr(t, s.Create(t.Context(), second, at+9), drop.ErrDropExists)
	noError(t, s.Create(t.Context(), second, at+10))
	list, err := s.List(t.Context(), 1000)
	noError(t, err)
	mine := slices.DeleteFunc(list, func(d drop.Drop) bool { return d.Product != 101 })
	if len(mine) != 2 || mine[0] != second || mine[1] != first {
		t.Fatalf("listed %+v, want the second, then the first", mine)
	}
	if list, err = s.List(t.Context(), 1); err != nil || len(list) != 1 {
		t.Fatalf("a list of one has %d, %v", len(list), err)
	}
}

func dropChanges(t *testing.T, s drop.Store) {
	d := Sample(102, 2)
	d.StartsAt = at + 100
	noError(t, s.Create(t.Context(), d, at))
	d.StartsAt, d.EndsAt, d.Limit, d.Waiting = at+50, at+200, 5, false
	noError(t, s.Update(t.Context(), d, at))
	if got := read(t, s, d); got != d {
		t.Fatalf("stored %+v, want %+v", got, d)
	}
	moved := d
	moved.StartsAt++
	wantErr(t, s.Update(t.Context(), moved, at+50), drop.ErrNoDrop)
	d.Limit = 1
	noError(t, s.Update(t.Context(), d, at+199))
	wantErr(t, s.Update(t.Context(), d, at+200), drop.ErrNoDrop)
	other := d
	other.ID++
	wantErr(t, s.Update(t.Context(), other, at), drop.ErrNoDrop)
	if got := read(t, s, d); got != d {
		t.Fatalf("stored %+v, want %+v", got, d)
	}
}

func dropEnds(t *testing.T, s drop.Store) {
	d := newDrop(t, s, 103, 2)
	for _, when := range []int64{at + 5, at + 9} {
		got, err := s.End(t.Context(), d.Product, when)
		noError(t, err)
		if got.EndedAt != at+5 || got.State(at+5) != drop.StateEnded || got.State(at+4) != drop.StateOpen {
			t.Fatalf("ended %+v", got)
		}
	}
	live, err := s.Live(t.Context(), at+5)
	noError(t, err)
	if slices.ContainsFunc(live, func(row drop.Drop) bool { return row.Product == d.Product }) {
		t.Fatal("the ended drop is live")
	}
	_, err = s.End(t.Context(), 199, at)
	wantErr(t, err, drop.ErrNoDrop)
}

func onePlace(t *testing.T, s drop.Store) {
	d := newDrop(t, s, 104, 0)
	_, err := s.Ticket(t.Context(), d.Product, d.ID, 1)
	wantErr(t, err, drop.ErrNoTicket)
	mine := drop.Ticket{Product: d.Product, Drop: d.ID, User: 1, Place: 7, Behind: 3, JoinedAt: at}
	for _, place := range []drop.Place{7, 7, 9} {
		again := mine
		again.Place, again.JoinedAt = place, at+int64(place)-7
		got, err := s.Join(t.Context(), again)
		noError(t, err)
		if got != mine {
			t.Fatalf("joined as %+v, want %+v", got, mine)
		}
	}
	got, err := s.Ticket(t.Context(), d.Product, d.ID, 1)
	noError(t, err)
	if got != mine {
		t.Fatalf("ticket %+v, want %+v", got, mine)
	}
	thief := mine
	thief.User = 2
	_, err = s.Join(t.Context(), thief)
	wantErr(t, err, drop.ErrPlaceTaken)
	_, err = s.Ticket(t.Context(), d.Product, d.ID, 2)
	wantErr(t, err, drop.ErrNoTicket)
}

func placesAdvance(t *testing.T, s drop.Store) {
	d := newDrop(t, s, 105, 0)
	late := drop.Place(1 << 62)
	for user, place := range []drop.Place{50, 10, late + 5, 30, late} {
		_, err := s.Join(t.Context(), drop.Ticket{Product: d.Product, Drop: d.ID, User: commerce.UserID(user + 1), Place: place, JoinedAt: at})
		noError(t, err)
	}
	advance := func(n, admitted int, movedAt int64, to drop.Place, counted int64) {
		t.Helper()
		got, err := s.Advance(t.Context(), d, n, movedAt, at+9)
		noError(t, err)
		stale, err := s.Advance(t.Context(), d, n, movedAt, at+9)
		noError(t, err)
		noError(t, s.Tally(t.Context(), d))
		d = read(t, s, d)
		if got != admitted || stale != 0 || d.AdmittedTo != to || d.Admitted != counted || d.Joined != 5 || d.Early != 3 {
			t.Fatalf("admitted %d, then %d: %+v", got, stale, d)
		}
	}
	advance(2, 2, at+1, 30, 2)
	if d.MovedAt != at+1 {
		t.Fatalf("accounted for up to %d", d.MovedAt)
	}
	advance(2, 2, at+2, late, 4)
	advance(4, 1, at+3, late+5, 5)
	if d.MovedAt != at+9 {
		t.Fatalf("fewer waited than might go on: accounted for up to %d, want now", d.MovedAt)
	}
	advance(4, 0, at+10, late+5, 5)
}

func pages(t *testing.T, s drop.Store) {
	const product = 90_000
	for i := range commerce.ProductID(5) {
		newDrop(t, s, product+i, 4)
		take := takeOf(product + i)
		take.Quantity, take.Payment, take.Address = int64(i)%3+1, "card/1", "" // a "/" must not confuse anybody
		step(t, s.Take, take, drop.StateTaken)
		take.Order, take.User, take.Quantity, take.Payment, take.Address = "2", 8, 1, "", "home"
		step(t, s.Take, take, drop.StateTaken)
	}
	after := drop.Drop{Product: product - 1, ID: 1 << 60}
	for i := 0; i < 5; {
		page, err := s.PageDrops(t.Context(), after.Product, after.ID, 2)
		noError(t, err)
		for _, row := range page {
			first := int64(i)%3 + 1
			want := drop.Units{User: first + 1, Payment: first, Address: 1}
			if row.Drop.Product != product+commerce.ProductID(i) || row.Counted != want || row.Live != want {
				t.Fatalf("drop %d: %+v, want %v", i, row, want)
			}
			after = row.Drop
			i++
		}
		if len(page) == 0 {
			t.Fatal("a page is empty too early")
		}
	}
	var seen []string
	for key := (drop.TakerKey{Product: product - 1, Drop: 1 << 60}); ; {
		page, err := s.PageTakers(t.Context(), key, 3)
		noError(t, err)
		if len(page) == 0 {
			break
		}
		for _, row := range page {
			if row.Taken != row.Live || row.Max != 4 {
				t.Fatalf("counter %+v", row)
			}
			seen = append(seen, fmt.Sprint(row.TakerKey))
		}
		key = page[len(page)-1].TakerKey
	}
	distinct := slices.Clone(seen)
	slices.Sort(distinct)
	if len(slices.Compact(distinct)) != 20 || len(seen) != 20 {
		t.Fatalf("walked %v, want twenty counters", seen)
	}
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}
