package chrome_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rialto/internal/platform/sqldb/sqldbtest"
	"rialto/test/browser/chrome"
)

// The pages of a small site that does one thing well, or one thing wrong, each.
var pages = map[string]string{
	"/": `<title>Home</title><h1>Hello</h1><a href="/form">Go
		to the form</a><button disabled>Later</button><p hidden>secret</p>
		<script nonce="good">document.body.append(' by script')</script>`,
	"/form": `<form action="/sent"><label for="n">Name</label><input id="n" name="n" value="old">
		<label>Colour <select name="c"><option value="r">Red</option><option value="g">Green</option></select></label>
		<label><input type="checkbox" name="yes" value="1">I agree</label>
		<div style="height:3000px"></div><button>Send</button></form>`,
	"/sent":      `<h1>Thank you</h1>`,
	"/covered":   `<button>Under</button><div id="over" style="position:fixed;inset:0">x</div>`,
	"/inline":    `<p onclick="x()">a</p><script>document.title = 'ran'</script>`,
	"/styled":    `<p style="color:red">a</p>`,
	"/throws":    `<script nonce="good">throw new Error('a mistake')</script>`,
	"/rejects":   `<script nonce="good">Promise.reject(new Error('a mistake'))</script>`,
	"/says":      `<script nonce="good">console.error('a mistake', 7)</script>`,
	"/lacks":     `<img src="/missing.png" alt="">`,
	"/refused":   `<script nonce="good" src="http://127.0.0.1:1/x.js"></script>`,
	"/elsewhere": `<img src="http://192.0.2.1/x.png" alt="">`,
	"/jumps": `<div id="a"></div><p style="margin:0">text that is pushed down</p><script nonce="good">
		requestAnimationFrame(() => requestAnimationFrame(() => { a.style.height = '400px'; document.title = 'jumped' }))</script>`,
}

func site(t *testing.T) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		style := "'unsafe-inline'"
		if r.URL.Path == "/styled" {
			style = "'none'"
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; img-src 'self' data:; "+
			"script-src 'nonce-good' http://127.0.0.1:1; style-src "+style)
		fmt.Fprint(w, `<!doctype html><html lang="en"><link rel="icon" href="data:,">`+body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestTabs(t *testing.T) {
	t.Parallel()
	browser, err := chrome.Start()
	if err != nil {
		sqldbtest.Missing(t, "chromium", err)
	}
	t.Cleanup(browser.Close)
	url := site(t)
	run := func(name string, check func(*testing.T, *chrome.Tab, string)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab, err := browser.Open(chrome.View{})
			must(t, err)
			t.Cleanup(tab.Close)
			check(t, tab, url)
		})
	}
	run("a person presses, fills, chooses and reads", person)
	run("scripts may be switched off", unscripted)
	run("what is covered is not pressed", covered)
	run("the window has a size and colours", looks)
	run("a jump is measured", jump)
	run("each tab has cookies of its own", cookies)
	run("an expected status is no trouble", expected)
	run("what comes over the wire is counted", fetched)
	for path, want := range map[string]string{
		"/inline": "policy: script-src", "/styled": "policy: style-src", "/throws": "exception: Uncaught Error: a mistake",
		"/rejects": "exception: Uncaught (in promise) Error: a mistake", "/says": `console: "a mistake" 7`,
		"/lacks": "status: 404 of", "/refused": "request: net::ERR_UNSAFE_PORT", "/elsewhere": "policy: img-src",
	} {
		run("trouble is noticed on "+path, func(t *testing.T, tab *chrome.Tab, url string) {
			must(t, tab.Go(url+path))
			if got := strings.Join(tab.Troubles(), "\n"); !strings.Contains(got, want) {
				t.Errorf("troubles: %q, want %q in it", got, want)
			}
		})
	}
}

func person(t *testing.T, tab *chrome.Tab, url string) {
	must(t, tab.Go(url), tab.Sees("by script"), tab.Press("Go to the form", ""), tab.At("/form"),
		tab.Fill("Name", "né & <b>", "form"), tab.Choose("Colour", "Green", ""), tab.Press("I agree", ""), tab.Press("Send", ""),
		tab.At("/sent?"), tab.Sees("Thank you"))
	got, err := chrome.Eval[string](tab, "location.search")
	if want := "?n=n%C3%A9+%26+%3Cb%3E&c=g&yes=1"; err != nil || got != want {
		t.Errorf("sent %q, %v; want %q", got, err, want)
	}
	if troubles := tab.Troubles(); len(troubles) != 0 {
		t.Errorf("troubles: %q", troubles)
	}
}

func unscripted(t *testing.T, tab *chrome.Tab, url string) {
	must(t, tab.See(chrome.View{NoScript: true}), tab.Go(url), tab.Sees("Hello"))
	got, err := chrome.Eval[string](tab, "document.body.innerText")
	if err != nil || strings.Contains(got, "by script") || strings.Contains(got, "secret") {
		t.Errorf("%q, %v", got, err)
	}
	must(t, tab.Press("Go to the form", ""), tab.At("/form"), tab.Fill("Name", "x", ""), tab.Press("Send", ""), tab.At("/sent?n=x"))
}

func covered(t *testing.T, tab *chrome.Tab, url string) {
	must(t, tab.Go(url+"/covered"))
	uncover := "setTimeout(() => document.querySelector('button').addEventListener('click', e => document.title = e.detail), 0)," +
		"setTimeout(() => over.remove(), 200), 0"
	_, err := chrome.Eval[int](tab, uncover)
	must(t, err, tab.Press("Under", ""), tab.Wait("the click", "document.title === '1'"))
}

func looks(t *testing.T, tab *chrome.Tab, url string) {
	const seen = "[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches, matchMedia('(prefers-reduced-motion: reduce)').matches].join()"
	must(t, tab.Go(url))
	for _, c := range []struct {
		view chrome.View
		want string
	}{{chrome.View{}, "1440,false,false"}, {chrome.View{Width: 360, Height: 800, Dark: true, Calm: true}, "360,true,true"}} {
		must(t, tab.See(c.view))
		if got, err := chrome.Eval[string](tab, seen); err != nil || got != c.want {
			t.Errorf("%+v: %q, %v; want %q", c.view, got, err, c.want)
		}
	}
	if picture, err := tab.Picture(80); err != nil || !bytes.HasPrefix(picture, []byte("RIFF")) {
		t.Errorf("picture of %d bytes, %v", len(picture), err)
	}
}

func jump(t *testing.T, tab *chrome.Tab, url string) {
	must(t, tab.Go(url))
	still, err := tab.Measured()
	must(t, err)
	if still.Shift != 0 || still.Largest <= 0 || !strings.Contains(still.What, "Hello") {
		t.Errorf("a page that lies still: %+v", still)
	}
	must(t, tab.Go(url+"/jumps"), tab.Wait("the jump", "document.title === 'jumped'"))
	moved, err := tab.Measured()
	must(t, err)
	if moved.Shift <= 0 || len(moved.Moved) == 0 || !strings.Contains(moved.Moved[0], "pushed down") {
		t.Errorf("a page that jumps: %+v", moved)
	}
}

func cookies(t *testing.T, tab *chrome.Tab, url string) {
	must(t, tab.Go(url))
	got, err := chrome.Eval[string](tab, "(c => { document.cookie = 'who=me'; return c })(document.cookie)")
	if err != nil || got != "" {
		t.Errorf("a new person has %q, %v", got, err)
	}
	must(t, tab.Reload(), tab.Wait("the cookie", "document.cookie === 'who=me'"), tab.ForgetCookies(), tab.Reload())
	if got, err := chrome.Eval[string](tab, "document.cookie"); err != nil || got != "" {
		t.Errorf("after forgetting there is %q, %v", got, err)
	}
}

func expected(t *testing.T, tab *chrome.Tab, url string) {
	tab.Expect(404)
	must(t, tab.Go(url+"/lacks"))
	if troubles := tab.Troubles(); len(troubles) != 0 {
		t.Errorf("troubles: %q", troubles)
	}
}

func fetched(t *testing.T, tab *chrome.Tab, url string) {
	must(t, tab.Go(url+"/sent"))
	got := tab.Fetched()
	if len(got) == 0 || got[0].URL != url+"/sent" || got[0].Bytes < float64(len(pages["/sent"])) {
		t.Errorf("fetched: %+v", got)
	}
	if again := tab.Fetched(); len(again) != 0 {
		t.Errorf("counted twice: %+v", again)
	}
}

func must(t *testing.T, all ...error) {
	t.Helper()
	if err := errors.Join(all...); err != nil {
		t.Fatal(err)
	}
}
