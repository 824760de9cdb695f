// Package ids makes Snowflake ids: 41 bits of milliseconds since 1990-01-01 UTC, 10 bits of node, 12 bits of sequence.
//
// The epoch lies before 2000 so that testing/synctest, whose clock starts there, gets positive ids. Ids of one node grow;
// when the clock steps back the source goes on from the highest millisecond it used, so an id is never made twice.
// The caller gives each process its own node (the target's row in the module table, or a lease).
package ids

import (
	"fmt"
	"strconv"
	"sync"
	"time"
)

const (
	nodeBits = 10
	seqBits  = 12
	// MaxNode is the highest node number.
	MaxNode = 1<<nodeBits - 1
	maxSeq  = 1<<seqBits - 1
)

var epoch = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()

// Source makes ids for one node. Safe for concurrent use.
type Source struct {
	now  func() time.Time
	node int64

	mu   sync.Mutex
	last int64 // ms since epoch of the newest id
	seq  int64
}

// New returns a source for a node in 0..MaxNode. highest is the largest millisecond (UTC Unix) known to be used by this
// node before, 0 if none: the source starts after it.
func New(now func() time.Time, node int, highest int64) (*Source, error) {
	if node < 0 || node > MaxNode {
		return nil, fmt.Errorf("id node %d is not in 0..%d", node, MaxNode)
	}
	s := &Source{now: now, node: int64(node)}
	if highest > epoch {
		s.last, s.seq = highest-epoch, maxSeq
	}
	return s, nil
}

// Next returns a new id, always positive and larger than the one before. A millisecond that is full borrows from the next.
func (s *Source) Next() int64 {
	ms := s.now().UnixMilli() - epoch
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case ms > s.last:
		s.last, s.seq = ms, 0
	case s.seq < maxSeq:
		s.seq++
	default:
		s.last, s.seq = s.last+1, 0
	}
	return s.last<<(nodeBits+seqBits) | s.node<<seqBits | s.seq
}

// Text returns a new id as decimal text, at most 20 characters.
func (s *Source) Text() string { return strconv.FormatInt(s.Next(), 10) }

// Highest returns the newest millisecond used, as UTC Unix milliseconds, to be remembered across restarts.
func (s *Source) Highest() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last + epoch
}

// Time returns when an id was made.
func Time(id int64) time.Time {
	return time.UnixMilli(id>>(nodeBits+seqBits) + epoch).UTC()
}
