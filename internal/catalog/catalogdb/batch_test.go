package catalogdb

import (
	"slices"
	"testing"
)

func TestPiecesAreFewLengthsAndLoseNothing(t *testing.T) {
	t.Parallel()
	for n, want := range map[int][]int{0: nil, 1: {1}, 7: {4, 2, 1}, 16: {16}, 39: {16, 16, 4, 2, 1}} {
		items := make([]int, n)
		for i := range items {
			items[i] = i
		}
		var lengths, all []int
		for piece := range pieces(items) {
			lengths = append(lengths, len(piece))
			all = append(all, piece...)
		}
		if !slices.Equal(lengths, want) || !slices.Equal(all, items) {
			t.Errorf("%d items: pieces of %v, want %v", n, lengths, want)
		}
	}
}

func TestInListsArePaddedToFewLengths(t *testing.T) {
	t.Parallel()
	list, args := in(2, []string{"a", "b", "c"}, "first")
	if list != "($2,$3,$4,$5)" || !slices.Equal(args, []any{"first", "a", "b", "c", "c"}) {
		t.Errorf("got %s of %v", list, args)
	}
	if list, args := in(1, []int{9}); list != "($1)" || !slices.Equal(args, []any{9}) {
		t.Errorf("one value: %s of %v", list, args)
	}
}

func TestRowsNumberTheirValues(t *testing.T) {
	t.Parallel()
	if got := rows(2, 3); got != "($1,$2,$3),($4,$5,$6)" {
		t.Errorf("got %s", got)
	}
}
