package goods

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"google.golang.org/protobuf/proto"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/demo/draw"
)

// whole is the catalogue of a shop in its real size, made once for all tests, which only read it.
var whole = sync.OnceValues(func() (*Catalogue, error) { return Generate(1, 22_000) })

func wholeCatalogue(t *testing.T) *Catalogue {
	t.Helper()
	c, err := whole()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func digest(t *testing.T, c *Catalogue) string {
	t.Helper()
	h := sha256.New()
	for _, p := range c.Products {
		for _, in := range []*catalogv1.ProductInput{p.Input, p.Rival} {
			text, err := proto.MarshalOptions{Deterministic: true}.Marshal(in)
			if err != nil {
				t.Fatal(err)
			}
			h.Write(text)
		}
		fmt.Fprint(h, p.Stock, p.Leaf, p.Appeal, p.Dollars)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func TestASeedMakesTheSameShopEachTime(t *testing.T) {
	t.Parallel()
	again, err := Generate(1, 22_000)
	if err != nil {
		t.Fatal(err)
	}
	if digest(t, wholeCatalogue(t)) != digest(t, again) {
		t.Error("two runs differ")
	}
	other, err := Generate(2, 500)
	if err != nil {
		t.Fatal(err)
	}
	if small, _ := Generate(1, 500); digest(t, small) == digest(t, other) {
		t.Error("two seeds make the same shop")
	}
}

func TestASmallShopIsTheBeginningOfALargeOne(t *testing.T) {
	t.Parallel()
	large := map[string]string{}
	for _, p := range wholeCatalogue(t).Products {
		large[p.Input.GetExternalId()] = p.Input.GetTitle()
	}
	small, err := Generate(1, 500)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(small.Products); n < 500 || n > 2500 {
		t.Errorf("%d products where 500 were asked for", n)
	}
	for _, p := range small.Products {
		if large[p.Input.GetExternalId()] != p.Input.GetTitle() {
			t.Errorf("%s is %q here and %q there", p.Input.GetExternalId(), p.Input.GetTitle(), large[p.Input.GetExternalId()])
		}
	}
}

func TestTheShopIsAsLargeAsPromised(t *testing.T) {
	t.Parallel()
	c := wholeCatalogue(t)
	sellers, brands, families, kinds := map[string]bool{}, map[string]bool{}, map[string]int{}, map[string]bool{}
	gone, low, rivals, unrated := 0, 0, 0, 0
	for _, p := range c.Products {
		sellers[p.Input.GetSeller()], brands[p.Input.GetBrand()] = true, true
		families[p.Input.GetFamily()]++
		kinds[strings.Split(p.Input.GetImageUrls()[0], "/")[2]] = true
		switch {
		case p.Stock == 0:
			gone++
		case p.Stock < 6:
			low++
		}
		if p.Rival != nil {
			rivals++
		}
		if p.Input.GetRating() == nil {
			unrated++
		}
	}
	for _, n := range []struct {
		what             string
		have, from, upTo int
	}{
		{"products", len(c.Products), 21_000, 24_000}, {"leaves", len(c.Leaves), 150, 250}, {"sellers", len(sellers), 40, 1000},
		{"brands", len(brands), 140, 200}, {"families", len(families), 3000, 12_000}, {"kinds of picture", len(kinds), 100, 200},
		{"sold out", gone, 300, 2000}, {"nearly sold out", low, 500, 3000}, {"with a rival", rivals, 1000, 4000},
		{"without opinions", unrated, 1000, 6000},
	} {
		if n.have < n.from || n.have > n.upTo {
			t.Errorf("%d %s, want %d to %d", n.have, n.what, n.from, n.upTo)
		}
	}
}

func TestEveryProductIsFitForSale(t *testing.T) {
	t.Parallel()
	c := wholeCatalogue(t)
	eans, titles, drawn := map[string]bool{}, map[string]string{}, map[string]bool{}
	for _, p := range c.Products {
		in := p.Input
		if eans[in.GetEan()] || !checks(in.GetEan()) {
			t.Errorf("%s: EAN %s is not its own or does not add up", in.GetTitle(), in.GetEan())
		}
		eans[in.GetEan()] = true
		if other, taken := titles[in.GetFamily()+in.GetTitle()]; taken {
			t.Errorf("%s and %s are both %q", other, in.GetExternalId(), in.GetTitle())
		}
		titles[in.GetFamily()+in.GetTitle()] = in.GetExternalId()
		checkMoney(t, in)
		checkWords(t, in)
		if picture := in.GetImageUrls()[0]; !drawn[picture] {
			name := strings.TrimSuffix(strings.TrimPrefix(picture, "/drawn/"), ".svg")
			if _, drawn[picture] = draw.SVG(name); !drawn[picture] || draw.Path(name) != picture {
				t.Errorf("%s has the picture %s", in.GetTitle(), picture)
			}
		}
		if r := in.GetRating(); r != nil && (r.GetAverage() < 2.6 || r.GetAverage() > 4.9 || r.GetCount() < 1) {
			t.Errorf("%s is rated %v", in.GetTitle(), r)
		}
	}
}

// checks reports that the weighted digits of an EAN-13 sum to a multiple of ten.
func checks(ean string) bool {
	sum := 0
	for i, d := range ean {
		sum += int(d-'0') * []int{1, 3}[i%2]
	}
	return len(ean) == 13 && sum%10 == 0
}

func checkMoney(t *testing.T, in *catalogv1.ProductInput) {
	t.Helper()
	usd, eur := in.GetPrice(), in.GetMorePrices()[0]
	if usd.GetCurrency() != "USD" || eur.GetCurrency() != "EUR" || usd.GetAmount() < 100 || usd.GetAmount() > 500_000 {
		t.Errorf("%s costs %v and %v", in.GetTitle(), usd, eur)
	}
	if ratio := float64(eur.GetAmount()) / float64(usd.GetAmount()); ratio < 0.4 || ratio > 1.6 {
		t.Errorf("%s costs %v and %v", in.GetTitle(), usd, eur)
	}
}

func checkWords(t *testing.T, in *catalogv1.ProductInput) {
	t.Helper()
	if len(in.GetCategoryPath()) != 3 || in.GetSeller() == "" || in.GetBrand() == "" {
		t.Errorf("%s is at %q, of %q by %q", in.GetTitle(), in.GetCategoryPath(), in.GetBrand(), in.GetSeller())
	}
	for _, text := range []string{in.GetTitle(), in.GetDescription()} {
		if strings.ContainsAny(text, "{}") || strings.Contains(text, "  ") || strings.Contains(text, "..") || len(text) < 8 {
			t.Errorf("%s says %q", in.GetExternalId(), text)
		}
	}
	if n := strings.Count(in.GetDescription()+" ", ". "); n < 2 || n > 6 {
		t.Errorf("%q has %d sentences", in.GetDescription(), n)
	}
	if len(in.GetAttributes()) == 0 {
		t.Errorf("nothing is told of %s", in.GetTitle())
	}
	names := map[string]bool{}
	for _, a := range in.GetAttributes() {
		if names[a.GetName()] || a.GetKind() == "text" && a.GetText() == "" {
			t.Errorf("%s: attribute %v", in.GetTitle(), a)
		}
		names[a.GetName()] = true
	}
}

func TestVariantsOfAFamilyDifferInTheirOptionsAndInNothingElse(t *testing.T) {
	t.Parallel()
	families := map[string][]*catalogv1.ProductInput{}
	for _, p := range wholeCatalogue(t).Products {
		families[p.Input.GetFamily()] = append(families[p.Input.GetFamily()], p.Input)
	}
	for id, list := range families {
		if len(list) > mostVariants {
			t.Errorf("family %s has %d variants", id, len(list))
		}
		for i, a := range list {
			for _, b := range list[:i] {
				if maps.Equal(a.GetOptions(), b.GetOptions()) {
					t.Errorf("%s and %s have the options %v", a.GetExternalId(), b.GetExternalId(), a.GetOptions())
				}
				if a.GetBrand() != b.GetBrand() || a.GetDescription() != b.GetDescription() || len(a.GetOptions()) != len(b.GetOptions()) {
					t.Errorf("%s and %s are no family", a.GetExternalId(), b.GetExternalId())
				}
			}
		}
	}
}
