package catalog_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/catalog"
)

// facts are one attribute of each kind.
func facts() []*catalogv1.Attribute {
	return []*catalogv1.Attribute{
		{Name: "Material", Kind: "text", Text: "Brass & glass"},
		{Name: "Height", Kind: "number", Number: 27.5, Unit: "cm"},
		{Name: "Bulbs", Kind: "number"},
		{Name: "Dimmable", Kind: "yes_no", Yes: true},
	}
}

func wantFacts(t *testing.T, got, want []*catalogv1.Attribute) {
	t.Helper()
	if !proto.Equal(&catalogv1.Product{Attributes: got}, &catalogv1.Product{Attributes: want}) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestAttributesComeBackInTheirOrder(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	row := lamp("a")
	row.Attributes = facts()
	row.Attributes[0].Name, row.Attributes[0].Text = "  Material ", "Brass\n& glass"
	id := b.put(row)[0].GetProductId()
	wantFacts(t, b.get(id).GetAttributes(), facts())
	exported, err := b.Export(b.ctx, &catalogv1.ExportRequest{})
	b.must(err)
	wantFacts(t, exported.GetProducts()[0].GetAttributes(), facts())
}

func TestOnlyTheValueOfTheKindCounts(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	row := lamp("a")
	row.Attributes = facts()
	id := b.put(row)[0].GetProductId()
	row.Attributes = []*catalogv1.Attribute{
		{Name: "Material", Kind: "text", Text: "Brass & glass", Number: math.NaN(), Yes: true, Unit: "kg"},
		{Name: "Height", Kind: "number", Text: "tall", Number: 27.5, Yes: true, Unit: "cm"},
		{Name: "Bulbs", Kind: "number", Text: "none"},
		{Name: "Dimmable", Kind: "yes_no", Text: "no", Number: 7, Yes: true, Unit: "lm"},
	}
	if r := b.put(row)[0]; r.GetOutcome() != "unchanged" {
		t.Errorf("the same values beside others: %v", r)
	}
	wantFacts(t, b.get(id).GetAttributes(), facts())
}

func TestAttributesAreReplacedWholeAndKeptWhereNoneAreGiven(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	row := lamp("a")
	row.Attributes = facts()
	id := b.put(row)[0].GetProductId()
	if r := b.put(lamp("a"))[0]; r.GetOutcome() != "unchanged" {
		t.Errorf("a row without attributes: %v", r)
	}
	row.Attributes = facts()[:2]
	if r := b.put(row)[0]; r.GetOutcome() != "updated" {
		t.Errorf("fewer attributes: %v", r)
	}
	if p := b.get(id); p.GetVersion() != 2 || p.GetFeatured().GetVersion() != 1 || len(b.store.Events()) != 2 {
		t.Errorf("version %d, offer %d, %d events", p.GetVersion(), p.GetFeatured().GetVersion(), len(b.store.Events()))
	}
	for range 2 {
		_, err := b.PatchProduct(b.ctx, &catalogv1.PatchProductRequest{ProductId: id, Attributes: facts()[1:]})
		b.must(err)
	}
	_, err := b.PatchProduct(b.ctx, &catalogv1.PatchProductRequest{ProductId: id, Title: proto.String("Lamp a")})
	b.must(err)
	p := b.get(id)
	wantFacts(t, p.GetAttributes(), facts()[1:])
	if p.GetVersion() != 3 || len(b.store.Events()) != 3 {
		t.Errorf("version %d, %d events", p.GetVersion(), len(b.store.Events()))
	}
}

func TestACallerCannotChangeCachedAttributes(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	row := lamp("a")
	row.Attributes = facts()
	id := b.put(row)[0].GetProductId()
	row.Attributes[0].Text = "spoilt"
	b.get(id).Attributes[0].Text = "spoilt"
	wantFacts(t, b.get(id).GetAttributes(), facts())
}

func TestAttributesThatCannotBe(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	row := lamp("a")
	row.Attributes = facts()
	id := b.put(row)[0].GetProductId()
	many := make([]*catalogv1.Attribute, 51)
	for i := range many {
		many[i] = &catalogv1.Attribute{Name: fmt.Sprint("n", i), Kind: "yes_no"}
	}
	for want, bad := range map[string][]*catalogv1.Attribute{
		"must be at most 50, not 51":                                         many,
		"number 1: name must not be empty":                                   {nil},
		"number 2: name must be at most 60 characters, not 61":               {facts()[0], {Name: strings.Repeat("ü", 61), Kind: "text", Text: "x"}},
		"number 1: name must not have control characters":                    {{Name: "a\x00", Kind: "text", Text: "x"}},
		"number 1: name must be UTF-8 text":                                  {{Name: "a\xff", Kind: "text", Text: "x"}},
		`number 1: kind of "Size" must be text, number or yes_no, not "big"`: {{Name: "Size", Kind: "big", Text: "x"}},
		`number 1: kind of "Size" must be text, number or yes_no, not ""`:    {{Name: "Size", Text: "x"}},
		`number 1: text of "Size" must not be empty`:                         {{Name: "Size", Kind: "text", Text: " "}},
		`number 1: text of "Size" must be at most 500 characters, not 501`:   {{Name: "Size", Kind: "text", Text: strings.Repeat("x", 501)}},
		`number 1: number of "Size" must be finite, not NaN`:                 {{Name: "Size", Kind: "number", Number: math.NaN()}},
		`number 1: number of "Size" must be finite, not -Inf`:                {{Name: "Size", Kind: "number", Number: math.Inf(-1)}},
		`number 1: unit of "Size" must be at most 20 characters, not 21`:     {{Name: "Size", Kind: "number", Unit: strings.Repeat("m", 21)}},
		`number 1: unit of "Size" must not have control characters`:          {{Name: "Size", Kind: "number", Unit: "c\x01m"}},
		`number 3: name "Material" is there twice`:                           append(facts()[:2], &catalogv1.Attribute{Name: " Material", Kind: "yes_no"}),
	} {
		row.Attributes = bad
		if r := b.put(row)[0]; r.GetOutcome() != "refused" || r.GetProblem() != "attributes "+want {
			t.Errorf("got %q, want %q", r.GetProblem(), want)
		}
		_, err := b.PatchProduct(b.ctx, &catalogv1.PatchProductRequest{ProductId: id, Attributes: bad})
		wantField(t, err, "attributes", want)
	}
	wantFacts(t, b.get(id).GetAttributes(), facts())
	row.Attributes = append(many[:47], &catalogv1.Attribute{Name: strings.Repeat("ü", 60), Kind: "text", Text: strings.Repeat("月", 500)},
		&catalogv1.Attribute{Name: "least", Kind: "number", Number: math.SmallestNonzeroFloat64, Unit: strings.Repeat("µ", 20)},
		&catalogv1.Attribute{Name: "most", Kind: "number", Number: -math.MaxFloat64})
	if r := b.put(row)[0]; r.GetOutcome() != "updated" {
		t.Errorf("all that fits: %v", r)
	}
	wantFacts(t, b.get(id).GetAttributes(), row.GetAttributes())
}
