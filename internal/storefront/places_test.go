package storefront

import (
	"encoding/csv"
	"os"
	"slices"
	"testing"
)

func TestEveryPlaceThatShippingKnowsIsOfferedAndNoOther(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../shipping/centroids.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var theirs, ours []string
	for _, row := range rows[1:] {
		theirs = append(theirs, row[0]+"-"+row[1])
	}
	for _, p := range places() {
		ours = append(ours, p.country+"-"+p.region)
		if p.name == "" {
			t.Errorf("%s has no name", p.country+p.region)
		}
	}
	slices.Sort(theirs)
	slices.Sort(ours)
	if !slices.Equal(theirs, ours) {
		t.Errorf("shipping knows %d places, the form %d:\n%v\n%v", len(theirs), len(ours), theirs, ours)
	}
}

func TestAStateIsReadByNameAndCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ country, text, want string }{
		{"US", "Washington", "WA"}, {"US", "wa", "WA"}, {"US", "new york", "NY"}, {"US", "Cascadia", "Cascadia"}, {"US", "", ""},
		{"DE", "wa", "wa"},
	} {
		if got := StateCode(c.country, c.text); got != c.want {
			t.Errorf("%s %q is %q, want %q", c.country, c.text, got, c.want)
		}
	}
	if countryName("NO") != "Norway" || countryName("ZZ") != "ZZ" {
		t.Error("names of countries are wrong")
	}
}

func TestOneCountryIsAlwaysChosen(t *testing.T) {
	t.Parallel()
	for chosen, want := range map[string]string{"": "US", "NO": "NO"} {
		var got []string
		for _, o := range countries(chosen) {
			if o.Selected {
				got = append(got, o.Value)
			}
		}
		if !slices.Equal(got, []string{want}) {
			t.Errorf("with %q chosen, %v is", chosen, got)
		}
	}
}
