package importer

import (
	"fmt"
	"slices"
	"testing"

	commercev1 "rialto/gen/rialto/commerce/v1"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	catalogv1 "rialto/gen/rialto/catalog/v1"
)

// TestFoldingEqualsSendingEveryRow puts random rows row by row into one shop and folded, in windows, into another.
func TestFoldingEqualsSendingEveryRow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		each, folded := newShop(), newShop()
		f := newFold()
		flush := func() {
			for _, e := range f.cut() {
				folded.put("s/"+e.input.GetExternalId(), e.input)
			}
		}
		for range rapid.IntRange(1, 40).Draw(t, "rows") {
			e := drawEntry(t)
			each.put("s/"+e.input.GetExternalId(), proto.CloneOf(e.input))
			f.add(e)
			if rapid.IntRange(0, 9).Draw(t, "cut") == 0 {
				flush()
			}
		}
		flush()
		if folded.puts > each.puts {
			t.Fatalf("folding sends more rows: %d of %d", folded.puts, each.puts)
		}
		for id, want := range each.products {
			if got := folded.products[id]; !proto.Equal(got, want) {
				t.Fatalf("product %d:\nfolded %v\nby row %v", id, got, want)
			}
		}
	})
}

func drawEntry(t *rapid.T) *entry {
	maybe := func(label string) string { return rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, label) }
	in := &catalogv1.ProductInput{
		ExternalId: fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "id")), Title: "t" + maybe("title"), Brand: maybe("brand"),
		Seller: maybe("seller"), Family: maybe("family"),
	}
	if c := maybe("category"); c != "" {
		in.CategoryPath = []string{"top", c}
	}
	if o := maybe("option"); o != "" {
		in.Options = map[string]string{o: "x"}
	}
	if p := rapid.Int64Range(0, 3).Draw(t, "price"); p > 0 {
		in.Price = &commercev1.Money{Amount: p, Currency: "USD"}
	}
	return &entry{input: in}
}

func TestAWindowIsNotSentTwice(t *testing.T) {
	t.Parallel()
	f := newFold()
	row := func(title string, stock int64) *entry {
		return &entry{input: &catalogv1.ProductInput{ExternalId: "1", Title: title}, stock: stock, stocked: true}
	}
	var sent []int
	for _, e := range []*entry{row("a", 5), row("a", 5), row("b", 5), row("b", 6), row("b", 6), row("a", 5)} {
		f.add(e)
		sent = append(sent, len(f.cut()))
	}
	if want := []int{1, 0, 1, 1, 0, 1}; !slices.Equal(sent, want) || f.folded != 2 {
		t.Errorf("sent %v, want %v; %d folded", sent, want, f.folded)
	}
}
