// Package bustest holds the suite that every event log passes, and a log in memory for tests of consumers.
package bustest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
)

// TestBus runs the suite: one case per sentence of the contract in api/proto/rialto/bus/v1/bus.proto. open gives a fresh
// log.
func TestBus(t *testing.T, open func(t *testing.T) bus.Bus) {
	for name, run := range map[string]func(*testing.T, bus.Bus){
		"an unknown group starts at the oldest event":  oldestFirst,
		"an event id is stored once":                   storedOnce,
		"without Ack the same events come again":       againWithoutAck,
		"groups do not see each other's cursors":       groupsApart,
		"Fetch gives only the topics asked for":        topicsOnly,
		"a cursor never moves back":                    cursorForward,
		"Fetch waits for the first event":              waits,
		"concurrent publishers lose and skip nothing":  concurrent,
		"Consume repeats a failed batch":               consumeRepeats,
		"Read pages through everything":                readPages,
		"Read gives the events of one key":             readKey,
		"Read goes backwards from the end":             readNewest,
		"Read says when it is through":                 readThrough,
		"Groups shows how far behind each group is":    lag,
		"a request without group or topics is refused": refused,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, open(t))
		})
	}
}

// Sample returns an event of a topic with the given version of aggregate "a".
func Sample(topic string, version int64) *busv1.Event {
	return &busv1.Event{
		EventId: fmt.Sprintf("%s/a/%d", topic, version), Topic: topic, Key: "a", Type: "test.happened", Schema: 1,
		Aggregate: "a", Version: version, OccurredAt: version, Payload: `{}`,
	}
}

func publish(t *testing.T, b bus.Bus, events ...*busv1.Event) {
	t.Helper()
	if _, err := b.Publish(context.Background(), &busv1.PublishRequest{Events: events}); err != nil {
		t.Fatalf("publish: %v", err)
	}
}

func fetch(t *testing.T, b bus.Bus, group string, max int32, topics ...string) *busv1.FetchResponse {
	t.Helper()
	got, err := b.Fetch(context.Background(), &busv1.FetchRequest{Group: group, Topics: topics, Max: max})
	if err != nil {
		t.Fatalf("fetch: %v", err)
	}
	return got
}

func ack(t *testing.T, b bus.Bus, group string, position int64) {
	t.Helper()
	if _, err := b.Ack(context.Background(), &busv1.AckRequest{Group: group, Position: position}); err != nil {
		t.Fatalf("ack: %v", err)
	}
}

func wantVersions(t *testing.T, events []*busv1.Event, want ...int64) {
	t.Helper()
	var got []int64
	for _, e := range events {
		got = append(got, e.GetVersion())
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("versions %v, want %v", got, want)
	}
}

func oldestFirst(t *testing.T, b bus.Bus) {
	publish(t, b, Sample("x", 1), Sample("x", 2))
	publish(t, b, Sample("x", 3))
	wantVersions(t, fetch(t, b, "g", 10, "x").GetEvents(), 1, 2, 3)
}

func storedOnce(t *testing.T, b bus.Bus) {
	publish(t, b, Sample("x", 1))
	publish(t, b, Sample("x", 1), Sample("x", 2))
	wantVersions(t, fetch(t, b, "g", 10, "x").GetEvents(), 1, 2)
}

func againWithoutAck(t *testing.T, b bus.Bus) {
	publish(t, b, Sample("x", 1), Sample("x", 2))
	first := fetch(t, b, "g", 1, "x")
	wantVersions(t, first.GetEvents(), 1)
	wantVersions(t, fetch(t, b, "g", 1, "x").GetEvents(), 1)
	ack(t, b, "g", first.GetPosition())
	wantVersions(t, fetch(t, b, "g", 1, "x").GetEvents(), 2)
}

func groupsApart(t *testing.T, b bus.Bus) {
	publish(t, b, Sample("x", 1))
	ack(t, b, "one", fetch(t, b, "one", 1, "x").GetPosition())
	wantVersions(t, fetch(t, b, "one", 1, "x").GetEvents())
	wantVersions(t, fetch(t, b, "two", 1, "x").GetEvents(), 1)
}

func topicsOnly(t *testing.T, b bus.Bus) {
	publish(t, b, Sample("x", 1), Sample("y", 2), Sample("z", 3), Sample("x", 4))
	wantVersions(t, fetch(t, b, "g", 10, "x", "z").GetEvents(), 1, 3, 4)
	wantVersions(t, fetch(t, b, "h", 10, "y").GetEvents(), 2)
}

func cursorForward(t *testing.T, b bus.Bus) {
	publish(t, b, Sample("x", 1), Sample("x", 2))
	first := fetch(t, b, "g", 1, "x").GetPosition()
	ack(t, b, "g", fetch(t, b, "g", 10, "x").GetPosition())
	ack(t, b, "g", first)
	wantVersions(t, fetch(t, b, "g", 10, "x").GetEvents())
}

func waits(t *testing.T, b bus.Bus) {
	got := make(chan *busv1.FetchResponse)
	go func() {
		r, _ := b.Fetch(context.Background(), &busv1.FetchRequest{Group: "g", Topics: []string{"x"}, WaitMs: 30_000})
		got <- r
	}()
	publish(t, b, Sample("y", 1))
	publish(t, b, Sample("x", 2))
	wantVersions(t, (<-got).GetEvents(), 2)
}

func concurrent(t *testing.T, b bus.Bus) {
	const publishers, each = 8, 50
	for p := range publishers {
		go func() {
			for i := range each {
				publish(t, b, Sample(fmt.Sprintf("p%d", p), int64(i+1)))
			}
		}()
	}
	var topics []string
	for p := range publishers {
		topics = append(topics, fmt.Sprintf("p%d", p))
	}
	last := map[string]int64{}
	for seen := 0; seen < publishers*each; {
		r, err := b.Fetch(context.Background(), &busv1.FetchRequest{Group: "g", Topics: topics, Max: 37, WaitMs: 30_000})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range r.GetEvents() {
			if e.GetVersion() != last[e.GetTopic()]+1 {
				t.Fatalf("%s after version %d", e.GetEventId(), last[e.GetTopic()])
			}
			last[e.GetTopic()]++
			seen++
		}
		ack(t, b, "g", r.GetPosition())
	}
}

func consumeRepeats(t *testing.T, b bus.Bus) {
	publish(t, b, Sample("x", 1), Sample("x", 2))
	ctx, cancel := context.WithCancel(context.Background())
	tries := make(chan int, 10)
	handle := func(_ context.Context, events []*busv1.Event) error {
		tries <- len(events)
		if len(tries) == 1 {
			return errors.New("not today")
		}
		cancel()
		return nil
	}
	bus.Consume(ctx, b, bus.Subscription{Group: "g", Topics: []string{"x"}, Handle: handle}, slog.New(slog.DiscardHandler))
	if a, b := <-tries, <-tries; a != 2 || b != 2 {
		t.Fatalf("batches of %d and %d, want the same two events twice", a, b)
	}
}

func readPages(t *testing.T, b bus.Bus) {
	publish(t, b, Sample("x", 1), Sample("y", 2), Sample("x", 3))
	first, err := b.Read(context.Background(), &busv1.ReadRequest{Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	wantVersions(t, first.GetEvents(), 1, 2)
	rest, _ := b.Read(context.Background(), &busv1.ReadRequest{After: first.GetNextAfter(), Limit: 2})
	wantVersions(t, rest.GetEvents(), 3)
	if rest.GetNextAfter() != 0 {
		t.Fatal("the end must say so")
	}
	only, _ := b.Read(context.Background(), &busv1.ReadRequest{Topic: "x"})
	wantVersions(t, only.GetEvents(), 1, 3)
}

// read walks all pages and returns the versions, page by page.
func read(t *testing.T, b bus.Bus, req *busv1.ReadRequest) (pages [][]int64) {
	t.Helper()
	for {
		got, err := b.Read(context.Background(), req)
		if err != nil {
			t.Fatal(err)
		}
		var page []int64
		for _, e := range got.GetEvents() {
			page = append(page, e.GetVersion())
		}
		pages = append(pages, page)
		if req.After = got.GetNextAfter(); req.After == 0 {
			return pages
		}
	}
}

func wantPages(t *testing.T, b bus.Bus, req *busv1.ReadRequest, want string) {
	t.Helper()
	text := fmt.Sprint(req)
	if got := fmt.Sprint(read(t, b, req)); got != want {
		t.Errorf("%s: pages %s, want %s", text, got, want)
	}
}

// keyed publishes x/a 1, x/b 2, y/a 3, x/a 4, x/a 5 and y/a 6.
func keyed(t *testing.T, b bus.Bus) {
	t.Helper()
	events := []*busv1.Event{Sample("x", 1), Sample("x", 2), Sample("y", 3), Sample("x", 4), Sample("x", 5), Sample("y", 6)}
	events[1].Key = "b"
	publish(t, b, events...)
}

func readKey(t *testing.T, b bus.Bus) {
	keyed(t, b)
	wantPages(t, b, &busv1.ReadRequest{Topic: "x", Key: "a"}, "[[1 4 5]]")
	wantPages(t, b, &busv1.ReadRequest{Topic: "x", Key: "a", Limit: 2}, "[[1 4] [5]]")
	wantPages(t, b, &busv1.ReadRequest{Topic: "y", Key: "b"}, "[[]]")
	wantPages(t, b, &busv1.ReadRequest{Topic: "x", Key: "a", Limit: 2, NewestFirst: true}, "[[5 4] [1]]")
}

func readNewest(t *testing.T, b bus.Bus) {
	keyed(t, b)
	wantPages(t, b, &busv1.ReadRequest{NewestFirst: true}, "[[6 5 4 3 2 1]]")
	wantPages(t, b, &busv1.ReadRequest{NewestFirst: true, Limit: 4}, "[[6 5 4 3] [2 1]]")
	wantPages(t, b, &busv1.ReadRequest{NewestFirst: true, Topic: "x", Limit: 3}, "[[5 4 2] [1]]")
	first, err := b.Read(context.Background(), &busv1.ReadRequest{NewestFirst: true, Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	publish(t, b, Sample("x", 7)) // news do not shift the pages
	wantPages(t, b, &busv1.ReadRequest{NewestFirst: true, Limit: 3, After: first.GetNextAfter()}, "[[4 3 2] [1]]")
}

func readThrough(t *testing.T, b bus.Bus) {
	wantPages(t, b, &busv1.ReadRequest{}, "[[]]")
	wantPages(t, b, &busv1.ReadRequest{NewestFirst: true}, "[[]]")
	keyed(t, b)
	wantPages(t, b, &busv1.ReadRequest{Limit: 3}, "[[1 2 3] [4 5 6]]")
	wantPages(t, b, &busv1.ReadRequest{Limit: 3, NewestFirst: true}, "[[6 5 4] [3 2 1]]")
	wantPages(t, b, &busv1.ReadRequest{After: 1 << 40}, "[[]]")
	wantPages(t, b, &busv1.ReadRequest{After: 1 << 40, Topic: "y", NewestFirst: true}, "[[6 3]]")
}

func lag(t *testing.T, b bus.Bus) {
	publish(t, b, Sample("x", 1), Sample("x", 2), Sample("x", 3))
	ack(t, b, "g", fetch(t, b, "g", 1, "x").GetPosition())
	got, err := b.Groups(context.Background(), &busv1.GroupsRequest{})
	if err != nil || len(got.GetGroups()) != 1 || got.GetGroups()[0].GetLag() != 2 {
		t.Fatalf("groups %v, %v; want one with a lag of 2", got.GetGroups(), err)
	}
}

func refused(t *testing.T, b bus.Bus) {
	if _, err := b.Fetch(context.Background(), &busv1.FetchRequest{Topics: []string{"x"}}); err == nil {
		t.Error("no group was accepted")
	}
	if _, err := b.Fetch(context.Background(), &busv1.FetchRequest{Group: "g"}); err == nil {
		t.Error("no topics were accepted")
	}
	if _, err := b.Publish(context.Background(), &busv1.PublishRequest{Events: []*busv1.Event{{Topic: "x"}}}); err == nil {
		t.Error("an event without id was accepted")
	}
	if _, err := b.Read(context.Background(), &busv1.ReadRequest{Key: "a"}); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("a key without its topic: %v", err)
	}
}
