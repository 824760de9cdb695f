package ui

import "github.com/a-h/templ"

// Pages are the pages of a list. Href makes the address of one, from 1.
type Pages struct {
	Page, Last int
	Href       func(page int) string
	Label      string // default Pages; two on one page need two
	Attrs      templ.Attributes
}

// numbers are those that are shown: first, last, the present one and its neighbours; 0 stands for a gap.
func (p Pages) numbers() []int {
	var out []int
	for n := 1; n <= p.Last; n++ {
		near := n >= p.Page-1 && n <= p.Page+1
		if n == 1 || n == p.Last || near {
			out = append(out, n)
		} else if out[len(out)-1] != 0 {
			out = append(out, 0)
		}
	}
	return out
}
