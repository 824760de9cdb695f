package searchindex

import "slices"

// hit is a candidate for the list.
type hit struct {
	key         uint64
	slot, score uint32
}

// top keeps the best hits in a heap with the worst on top.
type top struct {
	limit int
	facts []fact
	heap  []hit
}

// less reports whether a ranks behind b.
func (t *top) less(a, b hit) bool {
	if a.key != b.key {
		return a.key < b.key
	}
	return t.facts[a.slot].product > t.facts[b.slot].product
}

func (t *top) offer(h hit) {
	if len(t.heap) < t.limit {
		t.heap = append(t.heap, h)
		t.up(len(t.heap) - 1)
	} else if t.limit > 0 && t.less(t.heap[0], h) {
		t.heap[0] = h
		t.down()
	}
}

func (t *top) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !t.less(t.heap[i], t.heap[parent]) {
			return
		}
		t.heap[i], t.heap[parent] = t.heap[parent], t.heap[i]
		i = parent
	}
}

func (t *top) down() {
	for i := 0; ; {
		child := 2*i + 1
		if child >= len(t.heap) {
			return
		}
		if right := child + 1; right < len(t.heap) && t.less(t.heap[right], t.heap[child]) {
			child = right
		}
		if !t.less(t.heap[child], t.heap[i]) {
			return
		}
		t.heap[i], t.heap[child] = t.heap[child], t.heap[i]
		i = child
	}
}

// ranked returns the hits, best first, and ends the heap's life.
func (t *top) ranked() []hit {
	slices.SortFunc(t.heap, func(a, b hit) int {
		if t.less(b, a) {
			return -1
		}
		return 1
	})
	return t.heap
}
