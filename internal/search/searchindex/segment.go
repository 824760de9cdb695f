package searchindex

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// segment is the text of some documents, frozen. Postings of one term are ascending slots with a one-byte impact each.
// A posting counts only while the segment owns its slot.
type segment struct {
	id    uint32
	slots []uint32 // documents, ascending
	terms []uint32 // ascending
	ends  []uint32 // of each term's postings; they begin where the previous term's end

	docs    []uint32 // postings: slots …
	impacts []uint8  // … and BM25F impacts, 1..255

	// The terms of each document, for taking it out of the document frequencies: ascending, as deltas in uvarint.
	forward     []byte
	forwardEnds []uint32

	dead int // documents it no longer owns; guarded by the core's lock
}

// posting is one (term, slot) pair on its way into a segment.
type posting struct {
	key    uint64 // term<<32 | slot
	impact uint8
}

// newSegment freezes documents. slots must be ascending; forwards holds each one's terms, ascending.
func newSegment(slots []uint32, forwards [][]uint32, postings []posting) *segment {
	slices.SortFunc(postings, func(a, b posting) int { return cmp.Compare(a.key, b.key) })
	s := &segment{slots: slots, docs: make([]uint32, 0, len(postings)), impacts: make([]uint8, 0, len(postings))}
	for _, p := range postings {
		s.appendTerm(uint32(p.key >> 32))
		s.appendPosting(uint32(p.key), p.impact)
	}
	for _, terms := range forwards {
		s.appendForward(terms)
	}
	return s
}

func (s *segment) appendTerm(term uint32) {
	if n := len(s.terms); n == 0 || s.terms[n-1] != term {
		s.terms = append(s.terms, term)
		s.ends = append(s.ends, uint32(len(s.docs)))
	}
}

func (s *segment) appendPosting(slot uint32, impact uint8) {
	s.docs = append(s.docs, slot)
	s.impacts = append(s.impacts, impact)
	s.ends[len(s.ends)-1] = uint32(len(s.docs))
}

func (s *segment) appendForward(terms []uint32) {
	var last uint32
	for _, t := range terms {
		s.forward = binary.AppendUvarint(s.forward, uint64(t-last))
		last = t
	}
	s.forwardEnds = append(s.forwardEnds, uint32(len(s.forward)))
}

// postings returns a term's list; empty where no document has it.
func (s *segment) postings(term uint32) (slots []uint32, impacts []uint8) {
	i, ok := slices.BinarySearch(s.terms, term)
	if !ok {
		return nil, nil
	}
	return s.postingsAt(i)
}

func (s *segment) postingsAt(i int) (slots []uint32, impacts []uint8) {
	var start uint32
	if i > 0 {
		start = s.ends[i-1]
	}
	return s.docs[start:s.ends[i]], s.impacts[start:s.ends[i]]
}

// forwardAt returns the encoded terms of the i-th document.
func (s *segment) forwardAt(i int) []byte {
	var start uint32
	if i > 0 {
		start = s.forwardEnds[i-1]
	}
	return s.forward[start:s.forwardEnds[i]]
}

// count adds n to the document frequency of each of a document's terms.
func (s *segment) count(df []int32, i int, n int32) {
	var term uint64
	for rest := s.forwardAt(i); len(rest) > 0; {
		delta, size := binary.Uvarint(rest)
		term += delta
		df[term] += n
		rest = rest[size:]
	}
}

func (s *segment) bytes() int64 {
	return int64(cap(s.slots)+cap(s.terms)+cap(s.ends)+cap(s.docs)+cap(s.forwardEnds))*4 + int64(cap(s.impacts)+cap(s.forward))
}
