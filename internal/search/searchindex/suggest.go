package searchindex

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"rialto/internal/search"
)

const (
	maxCompletions = 12 // of the last word
	maxNamed       = 2  // brands, and likewise categories
	maxQueries     = 3
)

// Suggest implements search.Index. The last word is a prefix, the ones before it are complete.
func (e *Embedded) Suggest(ctx context.Context, prefix string, limit int) ([]search.Suggestion, error) {
	return e.live.Load().suggest(ctx, prefix, limit)
}

func (c *core) suggest(ctx context.Context, prefix string, limit int) ([]search.Suggestion, error) {
	words := search.Words(prefix)
	if len(words) == 0 || limit <= 0 {
		return nil, nil
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	last := words[len(words)-1]
	earlier := c.groups(words[:len(words)-1])
	completions := c.lex.completions(last, maxCompletions)

	typed := strings.Join(words, " ")
	found := c.queries(words, earlier, completions)
	found = append(found, c.named("brand", &c.table.brands, typed)...)
	found = append(found, c.named("category", &c.table.categories, typed)...)
	products, err := c.products(ctx, append(earlier, c.prefixGroup(last, completions)), max(limit-len(found), 1))
	if err != nil {
		return nil, err
	}
	found = found[:min(len(found), limit-min(limit, len(products)))]
	return append(found, products...), nil
}

// prefixGroup stands for every completion of a word, and for its own stem.
func (c *core) prefixGroup(last string, completions []string) group {
	var terms []uint32
	for _, w := range slices.Concat(completions, []string{last}) {
		if term, ok := c.lex.find(w); ok && c.lex.df[term] > 0 && !slices.Contains(terms, term) {
			terms = append(terms, term)
		}
	}
	if len(terms) == 0 {
		return group{}
	}
	return c.group(terms...)
}

// queries are the typed words with the last one completed, where products have them all.
func (c *core) queries(words []string, earlier []group, completions []string) []search.Suggestion {
	var found []search.Suggestion
	for _, w := range completions {
		if len(found) == maxQueries {
			break
		}
		if c.exists(append(earlier[:len(earlier):len(earlier)], c.group(c.lex.words[w].term))) {
			text := strings.Join(append(words[:len(words)-1:len(words)-1], w), " ")
			found = append(found, search.Suggestion{Text: text, Kind: "query"})
		}
	}
	return found
}

// exists reports whether any document has every group.
func (c *core) exists(groups []group) bool {
	found := false
	out := newBlock(func([]uint32, []uint32) { found = true })
	m := matcher{owner: c.table.owner, out: out}
	for _, s := range c.segs {
		m.all(s, groups)
		if out.flush(); found {
			return true
		}
	}
	return false
}

// named finds brands or categories of live documents with a word that starts as typed, the most frequent first.
func (c *core) named(kind string, n *names, typed string) []search.Suggestion {
	var ids []int
	for id := 1; id < len(n.list); id++ {
		if n.live[id] > 0 && startsWord(lastStep(n.folded[id]), typed) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b int) int {
		return cmp.Or(cmp.Compare(n.live[b], n.live[a]), strings.Compare(n.list[a], n.list[b]))
	})
	var found []search.Suggestion
	for _, id := range ids[:min(maxNamed, len(ids))] {
		found = append(found, search.Suggestion{Text: n.list[id], Kind: kind})
	}
	return found
}

// lastStep is the innermost name of a path; a brand is its own.
func lastStep(path string) string {
	if i := strings.LastIndex(path, pathSeparator); i >= 0 {
		return path[i+len(pathSeparator):]
	}
	return path
}

func startsWord(name, typed string) bool {
	return strings.HasPrefix(name, typed) || strings.Contains(name, " "+typed)
}

// products are the best hits for the words, by title.
func (c *core) products(ctx context.Context, groups []group, limit int) ([]search.Suggestion, error) {
	q := search.Query{Limit: limit}
	f, err := c.filter(&q)
	if err != nil {
		return nil, err
	}
	hits, err := c.collect(ctx, &q, f, groups, false)
	if err != nil {
		return nil, err
	}
	var found []search.Suggestion
	for _, h := range hits.top.ranked() {
		p := &c.table.facts[h.slot]
		found = append(found, search.Suggestion{Text: p.title, Kind: "product", ProductID: p.product})
	}
	return found, nil
}
