package main

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
)

func rows(t *testing.T, n int, seed uint64) [][]string {
	var b bytes.Buffer
	if err := writeProducts(&b, n, 100, seed); err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheMadeUpCatalogueIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	if !slices.EqualFunc(rows(t, 500, 1), rows(t, 500, 1), slices.Equal) {
		t.Error("one seed gave two files")
	}
	if slices.EqualFunc(rows(t, 500, 1), rows(t, 500, 2), slices.Equal) {
		t.Error("two seeds gave one file")
	}
}

func TestTitlesFollowZipf(t *testing.T) {
	t.Parallel()
	all := rows(t, 5_000, 1)
	if len(all) != 5_001 || strings.Join(all[0], ",") != "product_id,title,brand,category_path,price,currency,stock" {
		t.Fatalf("%d rows under %v", len(all), all[0])
	}
	in := map[string]int{}
	words := 0
	for _, r := range all[1:] {
		for _, w := range strings.Fields(r[1])[1:] {
			in[w]++
			words++
		}
	}
	counts := slices.Sorted(func(yield func(int) bool) {
		for _, n := range in {
			if !yield(n) {
				return
			}
		}
	})
	if most := counts[len(counts)-1]; most < words/50 || most > words/5 {
		t.Errorf("the most frequent word is %d of %d", most, words)
	}
	if counts[len(counts)/2] > 20 || len(in) < 2_000 {
		t.Errorf("%d different words, the middle one in %d titles", len(in), counts[len(counts)/2])
	}
}

func TestNamesOfAllKindsDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for kind := range uint64(8) {
		for n := range uint64(3_000) {
			w := name(n, kind)
			if seen[w] {
				t.Fatalf("%s is there twice", w)
			}
			seen[w] = true
		}
	}
}

func TestWordsOfACommandLine(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]string{
		"":                      nil,
		"products a.csv":        {"products", "a.csv"},
		" products   'a b.csv'": {"products", "a b.csv"},
		"products f --map 'title={brand} {type}' --set x=''": {"products", "f", "--map", "title={brand} {type}", "--set", "x="},
	} {
		if got := words(line); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}
