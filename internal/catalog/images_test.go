package catalog_test

import (
	"slices"
	"strings"
	"testing"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/catalog"
)

func TestPicturesOfThisShopAreKeptAsPaths(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	row := lamp("a")
	row.ImageUrls = []string{
		"/media/" + strings.Repeat("0f", 32), "/drawn/lamps/floor-lamp_2.brass.svg", "/drawn/" + strings.Repeat("x", 189) + ".svg",
		"https://img.test/1.jpg",
	}
	id := b.put(row)[0].GetProductId()
	if got := b.get(id).GetImageUrls(); !slices.Equal(got, row.GetImageUrls()) {
		t.Errorf("got %q", got)
	}
	resp, err := b.PatchProduct(b.ctx, &catalogv1.PatchProductRequest{ProductId: id, ImageUrls: row.GetImageUrls()[1:2]})
	b.must(err)
	if got := resp.GetProduct().GetImageUrls(); !slices.Equal(got, row.GetImageUrls()[1:2]) {
		t.Errorf("after a patch: %q", got)
	}
	offers, err := b.GetOffers(b.ctx, &catalogv1.GetOffersRequest{Keys: []*catalogv1.OfferKey{{ProductId: id}}})
	b.must(err)
	if got := offers.GetOffers()[0].GetImageUrl(); got != row.GetImageUrls()[1] {
		t.Errorf("in a cart: %q", got)
	}
}

func TestOtherPathsAreNoPictures(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	id := b.put(lamp("a"))[0].GetProductId()
	const own, any = "where it is a path of this shop", "must be an http or https address, or a path of this shop"
	for image, want := range map[string]string{
		"/media/" + strings.Repeat("0F", 32):         own,
		"/media/" + strings.Repeat("0", 63):          own,
		"/media/" + strings.Repeat("0", 65):          own,
		"/media/" + strings.Repeat("0", 64) + "/":    own,
		"/media/" + strings.Repeat("0", 64) + "?w=1": own,
		"/drawn/.svg":             own,
		"/drawn/a.png":            own,
		"/drawn/a.svg#x":          own,
		"/drawn/A.svg":            own,
		"/drawn/../v1/me.svg":     own,
		"/drawn//evil.test/a.svg": own,
		"/drawn/%2e%2e/a.svg":     own,
		"/v1/sessions/current":    own,
		"/":                       own,
		"/drawn/" + strings.Repeat("x", 190) + ".svg": "must be at most 200 bytes as a path of this shop, not 201",
		"//evil.test/drawn/a.svg":                     any,
		"drawn/a.svg":                                 any,
		"data:image/svg+xml,x":                        any,
		"javascript:/drawn/a.svg":                     any,
	} {
		row := lamp("a")
		row.ImageUrls = []string{"https://img.test/1.jpg", image}
		if r := b.put(row)[0]; r.GetOutcome() != "refused" || !strings.Contains(r.GetProblem(), "image_urls number 2 ") || !strings.Contains(r.GetProblem(), want) {
			t.Errorf("%s: %v", image, r)
		}
		_, err := b.PatchProduct(b.ctx, &catalogv1.PatchProductRequest{ProductId: id, ImageUrls: []string{image}})
		wantField(t, err, "image_urls", want)
	}
}
