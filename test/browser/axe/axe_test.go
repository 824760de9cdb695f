package axe_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"rialto/internal/platform/sqldb/sqldbtest"
	"rialto/test/browser/axe"
	"rialto/test/browser/chrome"
)

const (
	good = `<!doctype html><html lang="en"><title>Good</title><main><h1>Good</h1><img src="data:," alt="A lamp"></main></html>`
	bad  = `<!doctype html><html><title>Bad</title><main><h1>Bad</h1><img src="data:,"><p style="color:#aaa;background:#fff">pale</p></main></html>`
)

func TestPagesAreChecked(t *testing.T) {
	t.Parallel()
	checker, err := axe.Open(t.Context())
	if err != nil {
		sqldbtest.Missing(t, "axe-core", err)
	}
	browser, err := chrome.Start()
	if err != nil {
		sqldbtest.Missing(t, "chromium", err)
	}
	t.Cleanup(browser.Close)
	for name, c := range map[string]struct {
		page string
		want []string
	}{
		"nothing is wrong": {page: good},
		"what is wrong":    {page: bad, want: []string{"color-contrast", "html-has-lang", "image-alt"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Security-Policy", "script-src 'none'")
				fmt.Fprint(w, c.page)
			}))
			t.Cleanup(s.Close)
			tab, err := browser.Open(chrome.View{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(tab.Close)
			if err := tab.Go(s.URL); err != nil {
				t.Fatal(err)
			}
			found, err := checker.Check(tab)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range found {
				got = append(got, v.ID)
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("found %q, want %q:\n%v", got, c.want, found)
			}
		})
	}
}
