package shelf

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	browsev1 "rialto/gen/rialto/browse/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/ui"
)

// family makes products of "id colour size", with "!" behind what is sold out; "-" is no option at all.
func family(texts ...string) []*browsev1.Card {
	var out []*browsev1.Card
	for _, text := range texts {
		p, inStock := &catalogv1.Product{Title: text, FamilyId: 1}, !strings.HasSuffix(text, "!")
		f := strings.Fields(strings.TrimSuffix(text, "!"))
		fmt.Sscan(f[0], &p.ProductId)
		if len(f) > 2 {
			p.Options = map[string]string{"colour": f[1], "size": f[2]}
		}
		out = append(out, &browsev1.Card{Product: p, InStock: &inStock})
	}
	return out
}

func written(groups []ui.OptionGroup) string {
	var b strings.Builder
	for _, g := range groups {
		b.WriteString(g.Name + ":")
		for _, v := range g.Values {
			mark := ""
			if v.Selected {
				mark += "*"
			}
			if v.Unavailable {
				mark += "!"
			}
			b.WriteString(" " + mark + v.Text + "=" + strings.TrimPrefix(v.Href, "/p/"))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestOptionsLeadToTheProductThatDiffersInOne(t *testing.T) {
	t.Parallel()
	all := family("1 red S", "2 red M!", "3 blue S", "4 blue M")
	groups, rest := options(all[0].GetProduct(), all)
	if got, want := written(groups), "Colour: *red=1 blue=3\nSize: *S=1 !M=2\n"; got != want || rest != nil {
		t.Errorf("got %q and %v, want %q", got, rest, want)
	}
}

func TestACombinationThatDoesNotExistIsMarkedAndTheFamilyListed(t *testing.T) {
	t.Parallel()
	all := family("1 red S", "4 blue M", "5 green S")
	groups, rest := options(all[0].GetProduct(), all)
	if got, want := written(groups), "Colour: *red=1 blue= green=5\nSize: *S=1 M=\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(rest) != 2 || rest[0] != (ui.Link{Text: "blue, M", Href: "/p/4"}) || rest[1].Href != "/p/5" {
		t.Errorf("others %v", rest)
	}
}

func TestAFamilyWithoutOptionsIsListedByTitle(t *testing.T) {
	t.Parallel()
	all := family("1 Lamp", "2 Lamp")
	if groups, rest := options(all[0].GetProduct(), all); len(groups) > 0 || len(rest) != 1 || rest[0].Text != "2 Lamp" {
		t.Errorf("got %v and %v", groups, rest)
	}
	if groups, rest := options(lamp(), nil); groups != nil || rest != nil {
		t.Errorf("a product alone has %v and %v", groups, rest)
	}
}

func TestVariantsAreLinksOnThePage(t *testing.T) {
	t.Parallel()
	b := selling(t, func(p *catalogv1.Product, page *browsev1.ProductPageResponse) {
		p.FamilyId, p.Options = 1, map[string]string{"colour": "teal", "size": "S"}
		page.Variants = append(family("5 navy S!", "6 navy M"), &browsev1.Card{Product: proto.Clone(p).(*catalogv1.Product), InStock: proto.Bool(true)})
	})
	has(t, b.get("/p/7"), http.StatusOK, `href="/p/5"`, ", sold out", "variant-none", "All 3 variants", `href="/p/6"`, `aria-current="true"`)
}
