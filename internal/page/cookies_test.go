package page_test

import (
	"net/http"
	"strings"
	"testing"

	"rialto/internal/door"
	"rialto/internal/page"
)

func TestChoicesAreKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Handle("GET /choose", page.Rule{Access: door.Open}, func(p *page.Page) error {
		p.ChooseCurrency(p.Query("currency"))
		p.ChooseTheme(p.Query("theme"))
		return p.Redirect("/")
	})
	for query, want := range map[string]map[string]string{
		"currency=EUR&theme=dark":         {"rialto_currency": "EUR", "rialto_theme": "dark"},
		"currency=XXX&theme=light":        {"rialto_theme": "light"},
		"theme=%3Cscript%3E":              {"rialto_theme": ""},
		"currency=USD%0d%0aSet-Cookie:+x": {"rialto_theme": ""},
	} {
		got := b.do(t, "GET", "/choose?"+query, nil).Result().Cookies()
		if len(got) != len(want) {
			t.Errorf("%s sets %v", query, got)
		}
		for _, c := range got {
			if value, set := want[c.Name]; !set || c.Value != value || (value == "") != (c.MaxAge < 0) || c.SameSite != http.SameSiteLaxMode {
				t.Errorf("%s sets %v", query, c)
			}
		}
	}
}

func TestAThemeIsOnThePage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Handle("GET /hello", page.Rule{Access: door.Open}, hello)
	for cookie, want := range map[string]string{"dark": `data-theme="dark"`, "light": `data-theme="light"`, "pink": `data-theme=""`} {
		if body := b.do(t, "GET", "/hello", nil, "Cookie: rialto_theme="+cookie).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s gives a page without %s", cookie, want)
		}
	}
}

func TestTheDemosLoginsAreKnownToItsPages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if got := b.Logins(); got != (page.Logins{}) {
		t.Errorf("a shop that is none tells %v", got)
	}
	in, err := door.New(door.Config{}, door.Needs{}, door.Deps{})
	if err != nil {
		t.Fatal(err)
	}
	want := page.Logins{Shopper: "s@rialto.test", Operator: "o@rialto.test", Password: "known"}
	if got := page.New(page.Config{Logins: want}, in, page.Deps{}).Logins(); got != want {
		t.Errorf("got %v", got)
	}
}

func TestNoticesAreChosenByName(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Handle("GET /hello", page.Rule{Access: door.Open}, hello)
	if body := b.do(t, "GET", "/hello?notice=welcome", nil).Body.String(); !strings.Contains(body, "Welcome!") {
		t.Error("nothing is said")
	}
	if body := b.do(t, "GET", "/hello?notice=Call+0900+now", nil).Body.String(); strings.Contains(body, "0900") {
		t.Error("a text of somebody else's is shown as ours")
	}
}

func TestAHeadHasNoBody(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Handle("GET /hello", page.Rule{Access: door.Open}, hello)
	if w := b.do(t, http.MethodHead, "/hello", nil); w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "0" {
		t.Errorf("%d, %d bytes, %v", w.Code, w.Body.Len(), w.Header())
	}
}

func TestAFragmentIsNoWholePage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Handle("GET /part", page.Rule{Access: door.Open}, func(p *page.Page) error { return p.Fragment(text("<li>one</li>")) })
	w := b.do(t, "GET", "/part", nil)
	if w.Body.String() != "<li>one</li>" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		t.Errorf("%q %v", w.Body, w.Header())
	}
}

func TestAFormOfAnUnknownSenderIsReadForLater(t *testing.T) {
	t.Parallel()
	var waiting []string
	b := setup(t, func(d *page.Deps, _ *door.Config) {
		d.SignIn = func(p *page.Page) error {
			waiting = append(waiting, p.R.PostForm.Get("a"))
			return p.Redirect("/signin")
		}
	})
	b.Handle("POST /mine", page.Rule{Access: door.Shopper}, func(p *page.Page) error { return p.Redirect("/done") })
	for _, typed := range []string{"b", strings.Repeat("b", 70<<10)} {
		if w := b.do(t, "POST", "/mine", map[string][]string{"a": {typed}}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/signin" {
			t.Errorf("%d %v", w.Code, w.Header())
		}
	}
	if len(waiting) != 2 || waiting[0] != "b" || waiting[1] != "" {
		t.Errorf("%d forms wait, the first %.10q", len(waiting), waiting)
	}
}

func TestTheBackOfficeComesInByItsOwnCookie(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Handle("GET /office", page.Rule{Staff: true}, hello)
	b.Handle("GET /office/in", page.Rule{Staff: true, Access: door.Unasked}, hello)
	for _, c := range []struct {
		path, cookie string
		want         int
	}{
		{"/office", "rialto_session=ann", 401}, {"/office", "rialto_staff=ann", 403}, {"/office/in", "", 200},
	} {
		if w := b.do(t, "GET", c.path, nil, "Cookie: "+c.cookie); w.Code != c.want {
			t.Errorf("%s with %q: %d, want %d", c.path, c.cookie, w.Code, c.want)
		}
	}
}

func TestAnErrorPageLeadsOn(t *testing.T) {
	t.Parallel()
	b := setup(t, func(d *page.Deps, _ *door.Config) { d.Home = "/admin" })
	w := b.do(t, "GET", "/nowhere?a=b", nil, "Referer: http://shop.test/")
	for _, want := range []string{`href="/admin"`, `href="/nowhere?a=b"`, "There is nothing here"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s", want)
		}
	}
	if w.Code != 404 || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := b.do(t, "DELETE", "/nowhere", nil); w.Code != 404 {
		t.Errorf("another method: %d", w.Code)
	}
}
