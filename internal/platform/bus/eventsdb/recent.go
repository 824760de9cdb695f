package eventsdb

import (
	"slices"
	"sync"

	busv1 "rialto/gen/rialto/bus/v1"
)

// maxRecent is how many of the newest events are kept in memory, a few megabytes.
const maxRecent = 4096

// recent is the end of the log in memory. Consumers that keep up, which is nearly all of them nearly always, are served from
// here without a statement; the others read the table.
//
// It holds every event after `from` up to `to` without a gap: a batch that does not join on starts it anew, and a reader
// whose cursor lies before `from` is not served. So it can be late, never wrong.
type recent struct {
	mu       sync.Mutex
	from, to int64
	events   []placed         // by position
	cursors  map[string]int64 // of groups that were acknowledged in this process
}

func newRecent() *recent { return &recent{cursors: map[string]int64{}} }

// add takes a batch that has just become durable: the positions after `before` up to `to`, of which repeats hold no event.
func (r *recent) add(before, to int64, events []placed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.to != before {
		if to <= r.to {
			return // its place has been passed: the table has it
		}
		r.events, r.from = nil, before
	}
	r.events, r.to = append(r.events, events...), to
	if surplus := len(r.events) - maxRecent; surplus > 0 {
		r.from = r.events[surplus-1].position
		r.events = slices.Delete(r.events, 0, surplus)
	}
}

// after returns up to limit events of the topics after the group's cursor, and where the cursor goes once they are done.
// ok is false when only the table knows.
func (r *recent) after(group string, topics []string, limit int) (events []*busv1.Event, position int64, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	cursor, known := r.cursors[group]
	if !known || cursor < r.from {
		return nil, 0, false
	}
	start, _ := slices.BinarySearchFunc(r.events, cursor+1, func(p placed, position int64) int { return int(p.position - position) })
	for _, p := range r.events[start:] {
		if !slices.Contains(topics, p.event.GetTopic()) {
			continue
		}
		events = append(events, p.event)
		if len(events) == limit {
			return events, p.position, true
		}
	}
	return events, max(cursor, r.to), true
}

// acknowledged notes a group's cursor.
func (r *recent) acknowledged(group string, position int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cursors[group] = max(r.cursors[group], position)
}
