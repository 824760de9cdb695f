package door

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protojson"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/bus"
)

const (
	flushEvery  = time.Second
	flushLast   = 2 * time.Second // for the last second of activity when the process ends
	maxActivity = 20_000          // kept between two flushes; more is dropped, it is only statistics
	maxPublish  = 1_000           // events a call
	maxBatch    = 500             // activities an event
	maxQuery    = 200             // bytes of a query that are told
)

// Recorder collects what people do and tells it once a second, one event a user. A crash loses that second: a view is
// not worth a disk flush.
type Recorder struct {
	bus  Bus
	deps Deps

	mu      sync.Mutex
	users   map[int64][]*analyticsv1.Activity
	count   int
	dropped int
}

func newRecorder(b Bus, deps Deps) *Recorder {
	return &Recorder{bus: b, deps: deps, users: map[int64][]*analyticsv1.Activity{}}
}

func (r *Recorder) View(user, product int64) {
	r.add(user, &analyticsv1.Activity{Kind: "view", ProductId: product})
}

func (r *Recorder) AddToCart(user, product int64) {
	r.add(user, &analyticsv1.Activity{Kind: "add_to_cart", ProductId: product})
}

// search counts words that were looked for; leafing through everything is no wish.
func (r *Recorder) Search(user int64, query string) {
	if query == "" {
		return
	}
	r.add(user, &analyticsv1.Activity{Kind: "search", Query: cut(query, maxQuery)})
}

// cut shortens text to at most n bytes, at a character's boundary.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// add never blocks on the bus: a shopper does not wait for statistics.
func (r *Recorder) add(user int64, a *analyticsv1.Activity) {
	a.At = commerce.Micros(r.deps.Now())
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.count == maxActivity {
		r.dropped++
		return
	}
	r.count++
	r.users[user] = append(r.users[user], a)
}

// run tells until ctx ends, then once more.
func (r *Recorder) run(ctx context.Context) error {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			r.flush(ctx)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushLast)
			defer cancel()
			r.flush(last)
			return nil
		}
	}
}

// flush tells what there is. What cannot be told is forgotten: trying again would only pile up.
func (r *Recorder) flush(ctx context.Context) {
	r.mu.Lock()
	users, dropped := r.users, r.dropped
	r.users, r.count, r.dropped = map[int64][]*analyticsv1.Activity{}, 0, 0
	r.mu.Unlock()
	if dropped > 0 {
		r.deps.Log.Warn("more activity than is kept", "dropped", dropped)
	}
	events, err := r.events(users)
	for len(events) > 0 && err == nil {
		n := min(len(events), maxPublish)
		_, err = r.bus.Publish(ctx, &busv1.PublishRequest{Events: events[:n]})
		events = events[n:]
	}
	if err != nil {
		r.deps.Log.Warn("tell activity", "error", err, "users", len(users))
	}
}

// events makes one event a user, more where one did a lot. The aggregate is a fresh id, so that no event_id comes twice.
func (r *Recorder) events(users map[int64][]*analyticsv1.Activity) ([]*busv1.Event, error) {
	var out []*busv1.Event
	for user, did := range users {
		for len(did) > 0 {
			n := min(len(did), maxBatch)
			payload, err := protojson.Marshal(&analyticsv1.ActivityBatch{Activities: did[:n]})
			if err != nil {
				return nil, fmt.Errorf("encode activity: %w", err)
			}
			batch := r.deps.IDs.Text()
			out = append(out, &busv1.Event{
				EventId: bus.UserActivity + "/" + batch + "/1", Topic: bus.UserActivity, Key: strconv.FormatInt(user, 10),
				Type: "activity.batch", Schema: 1, Aggregate: batch, Version: 1, UserId: user,
				OccurredAt: did[n-1].GetAt(), Payload: string(payload),
			})
			did = did[n:]
		}
	}
	return out, nil
}
