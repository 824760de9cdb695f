package bustest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
)

// Memory returns a log in memory: it passes the suite, works under synctest and forgets everything.
func Memory(testing.TB) bus.Bus {
	return &memory{ids: map[string]bool{}, cursors: map[string]int64{}, grown: make(chan struct{})}
}

type memory struct {
	mu      sync.Mutex
	events  []*busv1.Event // position = index + 1
	ids     map[string]bool
	cursors map[string]int64
	grown   chan struct{}
}

// Publish implements bus.Bus.
func (m *memory) Publish(_ context.Context, req *busv1.PublishRequest) (*busv1.PublishResponse, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range req.GetEvents() {
		if e.GetEventId() == "" || e.GetTopic() == "" {
			return nil, errs.Invalid("bad_event", "An event needs an event_id and a topic.")
		}
	}
	for _, e := range req.GetEvents() {
		if !m.ids[e.GetEventId()] {
			m.ids[e.GetEventId()] = true
			m.events = append(m.events, proto.CloneOf(e))
		}
	}
	close(m.grown)
	m.grown = make(chan struct{})
	return &busv1.PublishResponse{}, nil
}

// Fetch implements bus.Bus.
func (m *memory) Fetch(ctx context.Context, req *busv1.FetchRequest) (*busv1.FetchResponse, error) {
	if req.GetGroup() == "" || len(req.GetTopics()) == 0 {
		return nil, errs.Invalid("bad_fetch", "A fetch needs a group and topics.")
	}
	timer := time.NewTimer(time.Duration(req.GetWaitMs()) * time.Millisecond)
	defer timer.Stop()
	for {
		got, grown := m.look(req)
		if len(got.GetEvents()) > 0 {
			return got, nil
		}
		select {
		case <-grown:
		case <-timer.C:
			return got, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (m *memory) look(req *busv1.FetchRequest) (*busv1.FetchResponse, <-chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	limit := int(req.GetMax())
	if limit <= 0 {
		limit = 100
	}
	out := &busv1.FetchResponse{Position: int64(len(m.events))}
	for i := m.cursors[req.GetGroup()]; i < int64(len(m.events)); i++ {
		if !slices.Contains(req.GetTopics(), m.events[i].GetTopic()) {
			continue
		}
		out.Events = append(out.Events, proto.CloneOf(m.events[i]))
		if len(out.Events) == limit {
			out.Position = i + 1
			break
		}
	}
	return out, m.grown
}

// Ack implements bus.Bus.
func (m *memory) Ack(_ context.Context, req *busv1.AckRequest) (*busv1.AckResponse, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cursors[req.GetGroup()] = max(m.cursors[req.GetGroup()], req.GetPosition())
	return &busv1.AckResponse{}, nil
}

// Groups implements bus.Bus.
func (m *memory) Groups(context.Context, *busv1.GroupsRequest) (*busv1.GroupsResponse, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := &busv1.GroupsResponse{}
	for name, position := range m.cursors {
		out.Groups = append(out.Groups, &busv1.Group{Name: name, Position: position, Lag: int64(len(m.events)) - position})
	}
	return out, nil
}

// Read implements bus.Bus.
func (m *memory) Read(_ context.Context, req *busv1.ReadRequest) (*busv1.ReadResponse, error) {
	if req.GetKey() != "" && req.GetTopic() == "" {
		return nil, errs.Invalid("bad_read", "A key needs the topic that it is of.")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	limit := int(req.GetLimit())
	if limit <= 0 {
		limit = 100
	}
	position, step := max(req.GetAfter(), 0)+1, int64(1)
	if req.GetNewestFirst() {
		position, step = int64(len(m.events)), -1
		if req.GetAfter() > 0 {
			position = min(position, req.GetAfter()-1)
		}
	}
	out := &busv1.ReadResponse{}
	var last int64
	for ; position >= 1 && position <= int64(len(m.events)); position += step {
		e := m.events[position-1]
		if req.GetTopic() != "" && e.GetTopic() != req.GetTopic() || req.GetKey() != "" && e.GetKey() != req.GetKey() {
			continue
		}
		if len(out.Events) == limit {
			out.NextAfter = last
			break
		}
		out.Events, last = append(out.Events, proto.CloneOf(e)), position
	}
	return out, nil
}
