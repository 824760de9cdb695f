package drop_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/drop"
	"rialto/internal/platform/errs"
)

// queue lets n users join one after the other and returns their places.
func (b *bundle) queue(t *testing.T, from, n int64) []drop.Place {
	t.Helper()
	places := make([]drop.Place, n)
	for i := range n {
		ticket, ok := b.ReadTicket(b.join(t, from+i).Ticket, b.clock.UnixMicro())
		if !ok {
			t.Fatalf("user %d has no good ticket", from+i)
		}
		places[i] = ticket.Place
	}
	return places
}

// rankCorrelation is Spearman's: 1 where who comes first stands first, 0 where coming first means nothing.
func rankCorrelation(places []drop.Place) float64 {
	sorted := slices.Sorted(slices.Values(places))
	n, squares := float64(len(places)), 0.0
	for i, p := range places {
		rank, _ := slices.BinarySearch(sorted, p)
		squares += math.Pow(float64(i-rank), 2)
	}
	return 1 - 6*squares/(n*(n*n-1))
}

func TestBeingFirstBeforeTheStartIsWorthNothing(t *testing.T) {
	t.Parallel()
	const joiners, aSecond = 10_000, 1_000
	b := setupWith(t, drop.Config{MinRate: aSecond, MaxRate: aSecond}, rand.NewChaCha8([32]byte{4}))
	b.announce(t, &dropv1.Drop{StartsAt: b.micros(time.Hour), WaitingRoom: true})
	places := b.queue(t, 1, joiners)
	if r := rankCorrelation(places); math.Abs(r) > 0.03 {
		t.Fatalf("who comes first stands first, with a correlation of %.3f", r)
	}
	b.clock = b.clock.Add(time.Hour)
	latecomer := b.join(t, joiners+1)
	b.clock = b.clock.Add(time.Second)
	b.move(t)
	admitted, ofTheFirst := 0, 0
	for who := range int64(joiners) {
		if b.join(t, who+1).Admitted {
			admitted++
			if who < joiners/10 {
				ofTheFirst++
			}
		}
	}
	// A tenth of those admitted in the first second are of the tenth that came first: 100, give or take three times 9.
	if admitted != aSecond || ofTheFirst < 73 || ofTheFirst > 127 {
		t.Fatalf("%d admitted, %d of them of the first tenth", admitted, ofTheFirst)
	}
	if latecomer.Admitted || b.join(t, joiners+1).Admitted {
		t.Fatal("who came late was admitted before who came before the start")
	}
}

func TestWhoComesAfterTheStartIsServedInOrder(t *testing.T) {
	t.Parallel()
	b := setupWith(t, drop.Config{MinRate: 10, MaxRate: 10}, rand.NewChaCha8([32]byte{5}))
	b.announce(t, &dropv1.Drop{StartsAt: b.micros(time.Minute), WaitingRoom: true})
	early := b.queue(t, 1, 15)
	b.clock = b.clock.Add(time.Minute)
	late := b.queue(t, 100, 20)
	if !slices.IsSorted(late) || slices.Max(early) >= late[0] {
		t.Fatal("late comers are not behind in order")
	}
	for second := range int64(4) {
		b.clock = b.clock.Add(time.Second)
		b.move(t)
		for i := range int64(20) {
			want := 15+i < 10*(second+1)
			if got := b.join(t, 100+i); got.Admitted != want {
				t.Fatalf("after %d s, late comer %d: %v", second+1, i, got)
			}
		}
	}
}

func TestARepeatKeepsItsPlace(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.announce(t, &dropv1.Drop{StartsAt: b.micros(time.Minute), WaitingRoom: true})
	first := b.join(t, user)
	if first.Ticket == "" || first.Admitted || first.StartsAt != b.micros(time.Minute) || first.AskAgainMs < 30_000 || first.AskAgainMs > 32_000 {
		t.Fatalf("ticket %v", first)
	}
	b.clock = b.clock.Add(30 * time.Second)
	if again := b.join(t, user); again.Ticket != first.Ticket {
		t.Fatal("a repeat before the start moved")
	}
	b.clock = b.clock.Add(time.Hour)
	if again := b.join(t, user); again.Ticket != first.Ticket {
		t.Fatal("a repeat after the start moved")
	}
}

func TestAWaiterIsToldAboutHowLong(t *testing.T) {
	t.Parallel()
	b := setupWith(t, drop.Config{MinRate: 10, MaxRate: 10}, rand.NewChaCha8([32]byte{6}))
	b.announce(t, &dropv1.Drop{StartsAt: b.micros(time.Minute), WaitingRoom: true})
	places := b.queue(t, 1, 200)
	if before := b.join(t, 1); before.Ahead != 199 || before.WaitMs != 0 {
		t.Fatalf("before the start: %v", before)
	}
	b.clock = b.clock.Add(time.Minute)
	b.move(t)
	sorted := slices.Sorted(slices.Values(places))
	for i, p := range places {
		rank, _ := slices.BinarySearch(sorted, p)
		got := b.join(t, int64(1+i))
		if math.Abs(float64(got.Ahead)-float64(rank)) > 30 || got.WaitMs != (got.Ahead+1)*100 {
			t.Fatalf("rank %d is told %v", rank, got)
		}
		if got.AskAgainMs < 1_000 || got.AskAgainMs > 30_000 {
			t.Fatalf("asked to come again in %d ms", got.AskAgainMs)
		}
	}
	for i := range int64(3) {
		if got := b.join(t, 1000+i); got.Ahead != 200+i {
			t.Fatalf("late comer %d is told %v", i, got)
		}
	}
	b.clock = b.clock.Add(time.Second)
	b.move(t)
	if got := b.join(t, 1000); got.Ahead != 190 {
		t.Fatalf("after ten were admitted the first late comer is told %v", got)
	}
	if d, err := b.GetDrop(t.Context(), &dropv1.GetDropRequest{ProductId: shoe}); err != nil || d.Joined != 203 || d.Admitted != 10 || d.Rate != 10 {
		t.Fatalf("drop %v, %v", d, err)
	}
}

func TestJoiningNeedsADropAUserAndRandomBits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.Join(t.Context(), &dropv1.JoinRequest{ProductId: shoe, UserId: user})
	wantCode(t, err, errs.KindNotFound, "drop_not_found")
	_, err = b.Join(t.Context(), nil)
	wantFields(t, err, "user_id")
	b.announce(t, &dropv1.Drop{StartsAt: b.micros(time.Minute), WaitingRoom: true})
	b.Service = b.another(t, drop.Config{}, dry{})
	if _, err := b.Join(t.Context(), &dropv1.JoinRequest{ProductId: shoe, UserId: user}); !errors.Is(err, errDry) {
		t.Fatalf("without random bits: %v", err)
	}
}

func TestAPlaceThatIsTakenIsDrawnAgain(t *testing.T) {
	t.Parallel()
	b := setupWith(t, drop.Config{}, &stutter{})
	b.announce(t, &dropv1.Drop{StartsAt: b.micros(time.Minute), WaitingRoom: true})
	places := b.queue(t, 1, 5)
	slices.Sort(places)
	if len(slices.Compact(places)) != 5 {
		t.Fatalf("places %v", places)
	}
}

var errDry = errors.New("no entropy")

// dry is a source of randomness that has none.
type dry struct{}

func (dry) Read([]byte) (int, error) { return 0, errDry }

// stutter says everything three times.
type stutter struct{ n int }

func (s *stutter) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(s.n / 3)
	}
	s.n++
	return len(b), nil
}
