package searchindex

import "strings"

// pathSeparator is what search.JoinPath puts between the steps of a category path.
const pathSeparator = " > "

// names numbers strings; 0 is the empty one.
type names struct {
	ids    map[string]uint32
	list   []string
	folded []string // what filters and completions compare
	live   []int    // documents that carry the name now
}

func newNames() names {
	return names{ids: map[string]uint32{"": 0}, list: []string{""}, folded: []string{""}, live: []int{0}}
}

func (n *names) id(name string) uint32 {
	if id, ok := n.ids[name]; ok {
		return id
	}
	id := uint32(len(n.list))
	name = strings.Clone(name)
	n.ids[name] = id
	n.list = append(n.list, name)
	n.folded = append(n.folded, strings.ToLower(name))
	n.live = append(n.live, 0)
	return id
}
