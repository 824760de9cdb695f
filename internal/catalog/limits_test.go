package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/catalog"
)

func repeat(n int, text string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = text
	}
	return out
}

func options(n int) map[string]string {
	out := map[string]string{}
	for i := range n {
		out[fmt.Sprint(i)] = "v"
	}
	return out
}

func TestEveryLimitIsSaidInWords(t *testing.T) {
	t.Parallel()
	b := setup(t, catalog.Config{})
	const image = "https://img.test/"
	for name, tc := range map[string]struct {
		fits, not *catalogv1.ProductInput
		want      string
	}{
		"title":           {&catalogv1.ProductInput{Title: strings.Repeat("x", 500)}, &catalogv1.ProductInput{Title: strings.Repeat("ü", 251)}, "title must be at most 500 bytes, not 502"},
		"title's bytes":   {&catalogv1.ProductInput{Title: "ünïcödé"}, &catalogv1.ProductInput{Title: "\xff\xfe"}, "title must be UTF-8 text"},
		"title's signs":   {&catalogv1.ProductInput{Title: "a\tb"}, &catalogv1.ProductInput{Title: "a\x00b"}, "title must not have control characters"},
		"description":     {&catalogv1.ProductInput{Description: strings.Repeat("x", 20_000)}, &catalogv1.ProductInput{Description: strings.Repeat("x", 20_001)}, "description must be at most 20000 bytes"},
		"brand":           {&catalogv1.ProductInput{Brand: strings.Repeat("x", 200)}, &catalogv1.ProductInput{Brand: strings.Repeat("x", 201)}, "brand must be at most 200 bytes"},
		"ean":             {&catalogv1.ProductInput{Ean: "12345678"}, &catalogv1.ProductInput{Ean: "1234567x"}, `ean must be 8 to 14 digits, not "1234567x"`},
		"category depth":  {&catalogv1.ProductInput{CategoryPath: repeat(10, "c")}, &catalogv1.ProductInput{CategoryPath: repeat(11, "c")}, "category_path must be at most 10 levels deep, not 11"},
		"category name":   {&catalogv1.ProductInput{CategoryPath: []string{"<10 W", "A>B"}}, &catalogv1.ProductInput{CategoryPath: []string{"A", "B > C"}}, `level 2 must not contain " > "`},
		"category length": {&catalogv1.ProductInput{CategoryPath: repeat(10, strings.Repeat("c", 200))}, &catalogv1.ProductInput{CategoryPath: []string{strings.Repeat("c", 201)}}, "level 1 must be at most 200 bytes"},
		"images":          {&catalogv1.ProductInput{ImageUrls: repeat(10, image)}, &catalogv1.ProductInput{ImageUrls: repeat(11, image)}, "image_urls must be at most 10, not 11"},
		"image scheme":    {&catalogv1.ProductInput{ImageUrls: []string{"http://img.test/a"}}, &catalogv1.ProductInput{ImageUrls: []string{image, "javascript:alert(1)"}}, "number 2 must be an http or https address"},
		"image length":    {&catalogv1.ProductInput{ImageUrls: []string{image + strings.Repeat("x", 1900)}}, &catalogv1.ProductInput{ImageUrls: []string{image + strings.Repeat("x", 2000)}}, "number 1 must be at most 2000 bytes"},
		"options":         {&catalogv1.ProductInput{Options: options(10)}, &catalogv1.ProductInput{Options: options(11)}, "options must be at most 10, not 11"},
		"option name":     {&catalogv1.ProductInput{Options: map[string]string{strings.Repeat("n", 100): "v"}}, &catalogv1.ProductInput{Options: map[string]string{" ": "v"}}, `name "" must not be empty`},
		"option value":    {&catalogv1.ProductInput{Options: map[string]string{"size": strings.Repeat("v", 100)}}, &catalogv1.ProductInput{Options: map[string]string{"size": strings.Repeat("v", 101)}}, `value of "size" must be at most 100 bytes`},
		"price":           {&catalogv1.ProductInput{Price: usd(1_000_000_000_000)}, &catalogv1.ProductInput{Price: usd(1_000_000_000_001)}, "price is not possible"},
	} {
		for _, row := range []*catalogv1.ProductInput{tc.fits, tc.not} {
			row.ExternalId = name
			if row.GetTitle() == "" {
				row.Title = "Lamp"
			}
		}
		results := b.put(tc.fits, tc.not)
		if results[0].GetOutcome() != "created" {
			t.Errorf("%s that fits: %v", name, results[0])
		}
		if results[1].GetOutcome() != "refused" || !strings.Contains(results[1].GetProblem(), tc.want) {
			t.Errorf("%s: got %q, want %q", name, results[1].GetProblem(), tc.want)
		}
	}
}
