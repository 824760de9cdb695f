package searchindex

import (
	"context"
	"sync"

	"rialto/internal/search"
)

// Search implements search.Index.
func (e *Embedded) Search(ctx context.Context, q search.Query) (search.Result, error) {
	return e.live.Load().search(ctx, q)
}

func (c *core) search(ctx context.Context, q search.Query) (search.Result, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	f, err := c.filter(&q)
	if err != nil {
		return search.Result{}, err
	}
	groups := c.groups(search.QueryWords(q.Text))
	found, err := c.collect(ctx, &q, f, groups, false)
	anyWord := err == nil && found.matched == 0 && len(groups) > 1
	if anyWord {
		found, err = c.collect(ctx, &q, f, groups, true)
	}
	if err != nil {
		return search.Result{}, err
	}
	return search.Result{
		Total: found.total, Hits: c.hits(found, q.Explain), Facets: c.facets(found, q.Filter.Category),
		AnyWord: anyWord && found.matched > 0, Changes: c.changes,
	}, nil
}

// groups resolves words to terms. Two forms of one term are one group; a word that no document has is an empty one.
func (c *core) groups(words []string) []group {
	var groups []group
	seen := map[uint32]bool{}
	for _, w := range words {
		term, ok := c.lex.find(w)
		switch {
		case !ok || c.lex.df[term] == 0:
			groups = append(groups, group{})
		case !seen[term]:
			seen[term] = true
			groups = append(groups, c.group(term))
		}
	}
	return groups
}

// collect makes one pass over the documents with every group, or with any.
func (c *core) collect(ctx context.Context, q *search.Query, f *filter, groups []group, anyWord bool) (*collector, error) {
	found := newCollector(c, q, f)
	m := matcher{owner: c.table.owner, out: newBlock(found.add)}
	if len(groups) == 0 {
		m.everything()
	}
	sums := windows.Get().(*[window]uint32)
	defer windows.Put(sums)
	for _, s := range c.segs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		switch {
		case len(groups) == 0:
		case anyWord:
			m.any(s, groups, sums)
		default:
			m.all(s, groups)
		}
	}
	m.out.flush()
	found.collapse()
	return found, nil
}

// hits turns the best slots into answers.
func (c *core) hits(found *collector, explain bool) []search.Hit {
	ranked := found.top.ranked()
	hits := make([]search.Hit, len(ranked))
	for i, h := range ranked {
		score := found.relevance(&c.table.rows[h.slot], h.score)
		hits[i] = search.Hit{ProductID: c.table.facts[h.slot].product, Score: float64(score)}
		if explain {
			hits[i].Terms = c.explain(h)
		}
	}
	return hits
}

// explain works the terms of one score out again.
func (c *core) explain(h hit) *search.Terms {
	terms := c.table.terms(c.cfg, h.slot)
	terms.BM25 = float64(h.score) / scoreUnit
	terms.Text = c.cfg.Ranking.TextTerm(terms.BM25)
	return &terms
}

// windows are all zeros between queries.
var windows = sync.Pool{New: func() any { return new([window]uint32) }}
