package storefront

import (
	"bytes"
	"maps"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/door"
	"rialto/internal/page"
)

// typed is a page that was sent a form.
func typed(t *testing.T, fields url.Values) *page.Page {
	t.Helper()
	r := httptest.NewRequest("POST", "/addresses", strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return &page.Page{Visit: &door.Visit{R: r}}
}

func TestAnAddressIsReadAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	all := url.Values{
		"name": {"  Ada "}, "line1": {"1 Pike St"}, "line2": {"Flat 7"}, "city": {"Seattle"}, "region": {"washington"},
		"postal_code": {"98101"}, "country": {"us"},
	}
	want := commerce.Address{Name: "Ada", Line1: "1 Pike St", Line2: "Flat 7", City: "Seattle", Region: "WA", PostalCode: "98101", Country: "US"}
	if got := ReadAddress(typed(t, all)); got != want {
		t.Errorf("read %+v", got)
	}
	if got := ReadAddress(typed(t, url.Values{"region": {"wa"}})); got != (commerce.Address{Region: "WA", Country: "US"}) {
		t.Errorf("without a country: %+v", got)
	}
	if AddressProto(want).GetPostalCode() != "98101" || commerce.AddressOf(AddressProto(want)) != want {
		t.Errorf("rooms are told %v", AddressProto(want))
	}
}

func TestProblemsOfAnAddressAreSentencesAtItsFields(t *testing.T) {
	t.Parallel()
	got := AddressProblems(commerce.Address{Country: "US"})
	want := map[string]string{
		"name": "The name is required.", "line1": "The street and number is required.", "city": "The town is required.",
		"region": "The state or region is required.",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	var order []string
	for _, l := range ProblemLinks(got, AddressFieldNames...) {
		order = append(order, l.Href)
	}
	if !slices.Equal(order, []string{"#name", "#line1", "#city", "#region"}) {
		t.Errorf("the problems lead to %v", order)
	}
	if len(ProblemLinks(nil, AddressFieldNames...)) != 0 {
		t.Error("links without problems")
	}
}

func TestAnAddressIsWrittenAsOnAParcel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		to   commerce.Address
		want string
	}{
		{commerce.Address{Name: "Ada", Line1: "1 Pike St", City: "Seattle", Region: "WA", PostalCode: "98101", Country: "US"}, "Ada|1 Pike St|Seattle, WA, 98101|United States"},
		{commerce.Address{Name: "Bo", Line1: "Storgata 1", Line2: "H0201", City: "Oslo", Country: "NO"}, "Bo|Storgata 1|H0201|Oslo|Norway"},
		{commerce.Address{Country: "ZZ"}, "ZZ"},
		{commerce.Address{}, ""},
	} {
		if got := strings.Join(AddressLines(c.to), "|"); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestTheFormShowsWhatWasTypedEscaped(t *testing.T) {
	t.Parallel()
	const hostile = `"><script>alert(1)</script>`
	f := AddressForm{
		To:       commerce.Address{Name: hostile, Line1: hostile, Line2: hostile, City: hostile, Region: hostile, PostalCode: hostile, Country: hostile},
		Problems: map[string]string{},
	}
	for _, name := range AddressFieldNames {
		f.Problems[name] = "Odd: " + hostile
	}
	var out bytes.Buffer
	if err := AddressFields(f).Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "<script>") {
		t.Error("hostile text became part of the page")
	}
	for _, name := range AddressFieldNames {
		if !strings.Contains(out.String(), `id="`+name+`-error"`) {
			t.Errorf("nothing is said at %s", name)
		}
	}
}

func TestFieldsThatBrowsersAskForAreMarked(t *testing.T) {
	t.Parallel()
	for required, want := range map[bool]int{true: 4, false: 0} {
		var out bytes.Buffer
		if err := AddressFields(AddressForm{Required: required}).Render(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(out.String(), " required"); n != want {
			t.Errorf("%d fields are required, want %d", n, want)
		}
	}
}

func TestAFieldIsCalledAsOnThePage(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"address.city": "The town is odd.", "email": "The e-mail address is odd.", "gift_note": "The gift note is odd.",
	} {
		if got := FieldSentence(field, "is odd"); got != want {
			t.Errorf("%s: %q", field, got)
		}
	}
}

func TestANoticeIsAddedToAPath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/account": "/account?notice=welcome", "/p/7?colour=red": "/p/7?colour=red&notice=welcome", "/c/a%2Fb": "/c/a%2Fb?notice=welcome",
		"/x?notice=old": "/x?notice=welcome", "/%zz": "/%zz",
	} {
		if got := WithNotice(path, "welcome"); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
}
