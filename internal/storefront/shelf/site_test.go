package shelf

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestPreferencesAreKeptAndLeadBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, s := range []struct {
		name   string
		form   url.Values
		to     string
		cookie string // "" = none
	}{
		{"a currency", url.Values{"currency": {"EUR"}, "next": {"/search?q=a&page=2"}}, "/search?q=a&page=2", "rialto_currency=EUR;"},
		{"a theme", url.Values{"theme": {"dark"}, "next": {"/p/7"}}, "/p/7", "rialto_theme=dark;"},
		{"as the system", url.Values{"theme": {""}}, "/", "rialto_theme=; Path=/; Max-Age=0"},
		{"a currency that the shop has not", url.Values{"currency": {"XXX"}, "next": {"/"}}, "/", ""},
		{"a theme that there is not", url.Values{"theme": {"pink"}}, "/", "rialto_theme=; Path=/; Max-Age=0"},
		{"nothing", url.Values{}, "/", ""},
		{"to another site", url.Values{"next": {"https://evil.example/"}}, "/", ""},
		{"to another site without a scheme", url.Values{"next": {"//evil.example/"}}, "/", ""},
	} {
		w := b.post("/preferences", s.form)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != s.to {
			t.Errorf("%s: %d to %q", s.name, w.Code, w.Header().Get("Location"))
		}
		if got := w.Header().Get("Set-Cookie"); !strings.HasPrefix(got, s.cookie) || s.cookie == "" && got != "" {
			t.Errorf("%s: cookie %q, want %q", s.name, got, s.cookie)
		}
	}
}

// TestAPreferenceIsNobodysInParticular: who is signed out meanwhile need not sign in for a darker page.
func TestAPreferenceIsNobodysInParticular(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := httptest.NewRequest(http.MethodPost, "/preferences", strings.NewReader("theme=dark&next=/p/7"))
	w := b.do(r, "Content-Type: application/x-www-form-urlencoded", "Cookie: rialto_session=gone")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/p/7" {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
}

func TestAnotherSiteCannotChangePreferences(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r, err := http.NewRequest(http.MethodPost, "/preferences", strings.NewReader("currency=EUR"))
	if err != nil {
		t.Fatal(err)
	}
	w := b.do(r, "Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: cross-site")
	has(t, w, http.StatusForbidden, "another site")
}

func TestAPageSaysWhereAPreferenceLeadsBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	has(t, b.get("/search?page=2&q=lamp&prime=true"), http.StatusOK, `name="next" value="/search?q=lamp&amp;prime=1&amp;page=2"`)
	has(t, b.get("/p/7?notice=added"), http.StatusOK, `name="next" value="/p/7"`)
}

func TestTheSmallFilesOfTheSite(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.get("/robots.txt")
	has(t, w, http.StatusOK, "User-agent: *", "Disallow: /checkout", "!Disallow: /p")
	if got := w.Header().Get("Content-Type"); got != "text/plain; charset=utf-8" {
		t.Errorf("robots.txt is %q", got)
	}
	w = b.get("/favicon.ico")
	if to := w.Header().Get("Location"); w.Code != http.StatusFound || !strings.HasSuffix(to, "/icon.svg") {
		t.Errorf("favicon: %d %q", w.Code, to)
	}
	has(t, b.get("/styleguide", signedIn), http.StatusOK, "Style guide", `nonce="`, "Ann", "noindex")
	for _, target := range []string{"/styleguide/", "/nowhere", "/p/7/", "/search/x"} {
		has(t, b.get(target), http.StatusNotFound, "There is no page at this address")
	}
}
