package drop_test

import (
	"crypto/rand"
	"math"
	"testing"
	"time"

	dropv1 "rialto/gen/rialto/drop/v1"
	"rialto/internal/drop"
	"rialto/internal/platform/errs"
)

func TestADropIsAnnouncedOpenAndEnded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made := b.announce(t, &dropv1.Drop{StartsAt: b.micros(time.Minute), EndsAt: b.micros(time.Hour), LimitPerBuyer: 2, WaitingRoom: true, Joined: 9, Rate: 9, State: "open"})
	if made.DropId == 0 || made.State != "announced" || made.Joined != 0 || made.Rate != 20 || made.LimitPerBuyer != 2 || !made.WaitingRoom {
		t.Fatalf("made %v", made)
	}
	for _, c := range []struct {
		after time.Duration
		state string
	}{{time.Minute - time.Microsecond, "announced"}, {time.Minute, "open"}, {time.Hour - time.Microsecond, "open"}} {
		early := *b
		b.clock = b.clock.Add(c.after)
		got, err := b.GetDrop(t.Context(), &dropv1.GetDropRequest{ProductId: shoe})
		if err != nil || got.State != c.state {
			t.Errorf("after %s: %v, %v; want %s", c.after, got, err, c.state)
		}
		b.clock = early.clock
	}
	b.clock = b.clock.Add(time.Hour)
	_, err := b.GetDrop(t.Context(), &dropv1.GetDropRequest{ProductId: shoe})
	wantCode(t, err, errs.KindNotFound, "drop_not_found")
	list, err := b.ListDrops(t.Context(), nil)
	if err != nil || len(list.Drops) != 1 || list.Drops[0].State != "ended" || list.Drops[0].Rate != 0 {
		t.Fatalf("listed %v, %v", list, err)
	}
	// Its time is over: there may be a next one, which begins at once and ends by hand.
	next := b.announce(t, &dropv1.Drop{})
	if next.State != "open" || next.EndsAt != 0 || next.StartsAt != b.clock.UnixMicro() || next.DropId == made.DropId {
		t.Fatalf("next %v", next)
	}
}

func TestAProductHasOneDropAtATime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.announce(t, &dropv1.Drop{StartsAt: b.micros(time.Hour)})
	_, err := b.CreateDrop(t.Context(), &dropv1.CreateDropRequest{Drop: &dropv1.Drop{ProductId: shoe}})
	wantCode(t, err, errs.KindConflict, "drop_exists")
	for range 2 { // ending twice is ending once
		ended, err := b.EndDrop(t.Context(), &dropv1.EndDropRequest{ProductId: shoe})
		if err != nil || ended.State != "ended" {
			t.Fatalf("ended %v, %v", ended, err)
		}
	}
	b.announce(t, &dropv1.Drop{})
	_, err = b.EndDrop(t.Context(), &dropv1.EndDropRequest{ProductId: 99})
	wantCode(t, err, errs.KindNotFound, "drop_not_found")
}

func TestADropIsChangedUntilItEndsAndItsStartUntilItCame(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made := b.announce(t, &dropv1.Drop{StartsAt: b.micros(time.Minute), LimitPerBuyer: 2})
	change := &dropv1.Drop{ProductId: shoe, DropId: made.DropId, StartsAt: b.micros(2 * time.Minute), EndsAt: b.micros(time.Hour), LimitPerBuyer: 1, WaitingRoom: true}
	for range 2 {
		got, err := b.UpdateDrop(t.Context(), &dropv1.UpdateDropRequest{Drop: change})
		if err != nil || got.StartsAt != change.StartsAt || got.EndsAt != change.EndsAt || got.LimitPerBuyer != 1 || !got.WaitingRoom || got.DropId != made.DropId {
			t.Fatalf("changed to %v, %v", got, err)
		}
	}
	b.clock = b.clock.Add(2 * time.Minute)
	change.LimitPerBuyer, change.StartsAt = 5, 0
	got, err := b.UpdateDrop(t.Context(), &dropv1.UpdateDropRequest{Drop: change})
	if err != nil || got.LimitPerBuyer != 5 || got.StartsAt != b.clock.UnixMicro() {
		t.Fatalf("changed to %v, %v", got, err)
	}
	change.StartsAt = b.micros(time.Second)
	_, err = b.UpdateDrop(t.Context(), &dropv1.UpdateDropRequest{Drop: change})
	wantCode(t, err, errs.KindConflict, "drop_open")
	change.StartsAt, change.DropId = 0, made.DropId+1
	_, err = b.UpdateDrop(t.Context(), &dropv1.UpdateDropRequest{Drop: change})
	wantCode(t, err, errs.KindNotFound, "drop_not_found")
	b.clock = b.clock.Add(time.Hour)
	change.DropId = 0
	_, err = b.UpdateDrop(t.Context(), &dropv1.UpdateDropRequest{Drop: change})
	wantCode(t, err, errs.KindNotFound, "drop_not_found")
	_, err = b.UpdateDrop(t.Context(), nil)
	wantCode(t, err, errs.KindNotFound, "drop_not_found")
}

func TestDropsThatCannotBeAreRefusedFieldByField(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.CreateDrop(t.Context(), nil)
	wantFields(t, err, "product_id")
	_, err = b.CreateDrop(t.Context(), &dropv1.CreateDropRequest{Drop: &dropv1.Drop{ProductId: -1, StartsAt: -1, EndsAt: -1, LimitPerBuyer: -1}})
	wantFields(t, err, "product_id", "starts_at", "ends_at", "limit_per_buyer")
	for _, d := range []*dropv1.Drop{
		{StartsAt: math.MaxInt64}, {EndsAt: math.MaxInt64}, {StartsAt: 5, EndsAt: 6}, {EndsAt: b.micros(0)}, {LimitPerBuyer: 1000}, {LimitPerBuyer: math.MaxInt64},
	} {
		d.ProductId = shoe
		_, err := b.CreateDrop(t.Context(), &dropv1.CreateDropRequest{Drop: d})
		wantCode(t, err, errs.KindInvalid, "validation")
	}
	if list, err := b.ListDrops(t.Context(), nil); err != nil || len(list.Drops) != 0 {
		t.Fatalf("a refused drop left a trace: %v, %v", list, err)
	}
}

func TestARestartKnowsTheDropsBeforeAnythingElse(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.announce(t, &dropv1.Drop{StartsAt: b.micros(time.Minute), LimitPerBuyer: 1})
	b.Service = b.another(t, drop.Config{}, rand.Reader)
	wantCode(t, b.admit(t, user, ""), errs.KindConflict, "drop_not_open")
}
