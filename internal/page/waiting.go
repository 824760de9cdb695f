package page

import (
	"maps"
	"slices"
	"strings"

	"rialto/internal/ui"
)

// MostWaiting is how many fields a form may have that waits for its sender to sign in; ours have a tenth of it.
const MostWaiting = 200

// Waiting are the fields of a form that waits while its sender signs in, for hidden fields of the sign-in form; those of that
// form itself begin with prefix and are left out. They are sorted, so that the page is the same each time.
func (p *Page) Waiting(prefix string) []ui.Hidden {
	var fields []ui.Hidden
	for _, name := range slices.Sorted(maps.Keys(p.R.PostForm)) {
		if strings.HasPrefix(name, prefix) {
			continue
		}
		for _, value := range p.R.PostForm[name] {
			fields = append(fields, ui.Hidden{Name: name, Value: value})
		}
	}
	return fields[:min(len(fields), MostWaiting)]
}
