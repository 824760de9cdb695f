package ui

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestPagesShowTheEndsAndTheNeighbours(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		page, last int
		want       []int
	}{
		{1, 1, []int{1}},
		{1, 3, []int{1, 2, 3}},
		{1, 9, []int{1, 2, 0, 9}},
		{5, 9, []int{1, 0, 4, 5, 6, 0, 9}},
		{9, 9, []int{1, 0, 8, 9}},
		{3, 5, []int{1, 2, 3, 4, 5}},
		{40, 9, []int{1, 0, 9}}, // beyond the end
	} {
		if got := (Pages{Page: c.page, Last: c.last}).numbers(); !slices.Equal(got, c.want) {
			t.Errorf("page %d of %d shows %v, want %v", c.page, c.last, got, c.want)
		}
	}
}

func TestPaginationLeadsToTheNeighbours(t *testing.T) {
	t.Parallel()
	href := func(n int) string { return "?page=" + strconv.Itoa(n) }
	html := rendered(t, Pagination(Pages{Page: 2, Last: 3, Href: href}))
	for _, want := range []string{`rel="prev" href="?page=1"`, `rel="next" href="?page=3"`, `href="?page=2" aria-current="page"`} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in %s", want, html)
		}
	}
	if html = rendered(t, Pagination(Pages{Page: 1, Last: 1, Href: href})); html != "" {
		t.Errorf("one page needs no pages: %s", html)
	}
	if html = rendered(t, MorePages("", "")); html != "" {
		t.Errorf("no cursor needs no pages: %s", html)
	}
}
