package searchindex

import (
	"context"
	"slices"
	"testing"
)

func TestMergesKeepFewSegmentsAndDropTheDead(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e := openTest(t, "")
	docs := catalogue(600, 9)
	for i := range docs {
		_ = e.Upsert(ctx, docs[i:i+1])
	}
	for i := range docs[:550] {
		_ = e.Delete(ctx, docs[i].ProductID, 2)
	}
	_ = e.Upsert(ctx, catalogue(601, 9)[600:]) // a change lets merging look again
	e.background.Wait()
	c := e.live.Load()
	var slots, postings, dead int
	for _, s := range c.segs {
		slots, dead, postings = slots+len(s.slots), dead+s.dead, postings+len(s.docs)
		if !s.sound(len(c.table.rows), len(c.lex.df)) {
			t.Fatalf("segment %d is not in order", s.id)
		}
	}
	if len(c.segs) > 4*mergeAt || slots-dead != 51 || slots > 110 {
		t.Fatalf("%d segments hold %d documents, %d dead", len(c.segs), slots, dead)
	}
}

func TestDocumentFrequenciesCountLiveDocumentsOnly(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e := openTest(t, "")
	docs := catalogue(50, 2)
	_ = e.Upsert(ctx, docs)
	for i := range docs {
		docs[i].Version, docs[i].Title, docs[i].Description = 2, "plain", ""
	}
	_ = e.Upsert(ctx, docs[:40])
	for i := range docs[40:] {
		_ = e.Delete(ctx, docs[40+i].ProductID, 2)
	}
	c := e.live.Load()
	term, _ := c.lex.find("plain")
	if n := c.lex.df[term]; n != 40 {
		t.Fatalf("plain is in %d documents, want 40", n)
	}
	if i := slices.IndexFunc(c.lex.df, func(n int32) bool { return n < 0 || n > 40 }); i >= 0 {
		t.Fatalf("term %d is in %d documents", i, c.lex.df[i])
	}
	for _, id := range docs[:40] {
		_ = e.Delete(ctx, id.ProductID, 3)
	}
	if i := slices.IndexFunc(c.lex.df, func(n int32) bool { return n != 0 }); i >= 0 {
		t.Fatalf("term %d is in %d documents of none", i, c.lex.df[i])
	}
}
