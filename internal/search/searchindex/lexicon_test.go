package searchindex

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/search"
)

func TestCompletionsNameEachTermOnceByItsCommonForm(t *testing.T) {
	t.Parallel()
	e := openTest(t, "")
	for i, title := range []string{"chocolate", "Chocolates", "chocolate cake", "chocol", "chop", "chairs"} {
		d := search.Document{ProductID: commerce.ProductID(i + 1), Version: 1, Title: title, Description: "chihuahua"}
		_ = e.Upsert(context.Background(), []search.Document{d})
	}
	lex := &e.live.Load().lex
	if got := lex.completions("ch", 10); !slices.Equal(got, []string{"chocolate", "chairs", "chop"}) {
		t.Fatalf("completions %q", got)
	}
	if got := lex.completions("ch", 1); !slices.Equal(got, []string{"chocolate"}) {
		t.Fatalf("the best is %q", got)
	}
	_ = e.Delete(context.Background(), 6, 2)
	if got := lex.completions("cha", 10); len(got) != 0 {
		t.Fatalf("words of a deleted product are suggested: %q", got)
	}
}

func TestCompletionsSurviveTheTailBeingSorted(t *testing.T) {
	t.Parallel()
	e := openTest(t, "")
	var docs []search.Document
	for i := range 3 * maxTail {
		docs = append(docs, search.Document{ProductID: commerce.ProductID(i + 1), Version: 1, Title: fmt.Sprintf("word%dx", i)})
	}
	_ = e.Upsert(context.Background(), docs)
	lex := &e.live.Load().lex
	if !slices.IsSorted(lex.sorted) || len(lex.sorted)+len(lex.tail) != len(docs) || len(lex.sorted) < maxTail {
		t.Fatalf("%d sorted, %d in the tail", len(lex.sorted), len(lex.tail))
	}
	for _, i := range []int{0, maxTail, 3*maxTail - 1} {
		if got := lex.completions(fmt.Sprintf("word%dx", i), 5); len(got) != 1 {
			t.Errorf("word %d: %q", i, got)
		}
	}
}
