package door

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/ids"
)

// recording runs a recorder in a bubble until the test is done with it.
func recording(t *testing.T, s *people) *Recorder {
	t.Helper()
	source, err := ids.New(time.Now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	return newRecorder(s, Deps{Now: time.Now, IDs: source, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
}

func activitiesOf(t *testing.T, e *busv1.Event) []*analyticsv1.Activity {
	t.Helper()
	var batch analyticsv1.ActivityBatch
	if err := bus.Payload(e, &batch); err != nil {
		t.Fatal(err)
	}
	return batch.GetActivities()
}

func TestActivityIsToldOnceASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &people{}
		r := recording(t, s)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- r.run(ctx) }()
		r.View(11, 101)
		r.Search(11, "lamp")
		r.AddToCart(12, 101)
		synctest.Wait()
		if events, _ := s.told(); len(events) != 0 {
			t.Fatal("told at once")
		}
		time.Sleep(1100 * time.Millisecond) // in the bubble's time
		synctest.Wait()
		events, calls := s.told()
		if len(events) != 2 || calls != 1 {
			t.Fatalf("%d events in %d calls, want one event a user in one call", len(events), calls)
		}
		for _, e := range events {
			if e.GetTopic() != bus.UserActivity || e.GetEventId() != "user-activity/"+e.GetAggregate()+"/1" {
				t.Errorf("event %v", e)
			}
			if e.GetUserId() == 11 {
				if e.GetKey() != "11" {
					t.Errorf("key %q", e.GetKey())
				}
				if did := activitiesOf(t, e); len(did) != 2 || did[0].GetKind() != "view" || did[0].GetProductId() != 101 || did[1].GetQuery() != "lamp" {
					t.Errorf("user 11 did %v", did)
				}
			}
		}
		if events[0].GetEventId() == events[1].GetEventId() {
			t.Error("two events share an id")
		}
		r.View(11, 102)
		stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if events, _ = s.told(); len(events) != 3 {
			t.Error("the last second was not told")
		}
	})
}

func TestActivityIsBounded(t *testing.T) {
	t.Parallel()
	s := &people{}
	r := recording(t, s)
	for range maxActivity + 10 {
		r.View(11, 101)
	}
	r.flush(t.Context())
	told := 0
	for _, e := range s.events {
		n := len(activitiesOf(t, e))
		told += n
		if n > maxBatch {
			t.Errorf("an event of %d activities", n)
		}
	}
	if told != maxActivity {
		t.Fatalf("%d told, want %d", told, maxActivity)
	}
}

func TestActivityThatCannotBeToldIsForgotten(t *testing.T) {
	t.Parallel()
	s := &people{}
	r := recording(t, s)
	s.broken = errors.New("no bus")
	r.View(11, 101)
	r.flush(t.Context())
	s.broken = nil
	r.flush(t.Context())
	if len(s.events) != 0 {
		t.Fatalf("told later: %v", s.events)
	}
}

func TestALongQueryIsCutAtACharacter(t *testing.T) {
	t.Parallel()
	got := cut(strings.Repeat("é", 150)+"x", maxQuery-1)
	if !utf8.ValidString(got) || len(got) != maxQuery-2 {
		t.Fatalf("%d bytes, valid %v", len(got), utf8.ValidString(got))
	}
}
