package journey

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// reader is somebody at the shop's pages with a browser that runs no scripts: links, forms, cookies.
type reader struct {
	t    *testing.T
	url  string
	http *http.Client
}

func (s *shop) reader(t *testing.T) *reader {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &reader{t: t, url: s.pages, http: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// answered is a page, or where it leads.
type answered struct {
	status   int
	location string
	body     string
}

func (r *reader) open(path string) answered { return r.took(r.http.Get(r.url + path)) }

func (r *reader) send(path string, fields ...string) answered {
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return r.took(r.http.PostForm(r.url+path, form))
}

func (r *reader) took(resp *http.Response, err error) answered {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answered{resp.StatusCode, resp.Header.Get("Location"), string(body)}
}

func (a answered) want(t *testing.T, status int, has ...string) answered {
	t.Helper()
	for _, part := range has {
		if !strings.Contains(a.body, part) && !strings.Contains(a.location, part) {
			t.Fatalf("%d %s lacks %q:\n%s", a.status, a.location, part, a.body)
		}
	}
	if a.status != status {
		t.Fatalf("got %d, want %d: %s", a.status, status, a.body)
	}
	return a
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)

// hidden returns the hidden field of a form.
func (a answered) hidden(name string) string {
	value := ""
	for _, m := range hidden.FindAllStringSubmatch(a.body, -1) {
		if m[1] == name {
			value = html.UnescapeString(m[2])
		}
	}
	return value
}

// formsBuy is a guest's purchase by the pages alone, without a script: the same form sent twice is one order, and another
// visitor does not see it.
func formsBuy(t *testing.T, s *shop) {
	product := s.product(t, "Reading <lamp> & shade", "30.00", 5)
	r := s.reader(t)
	r.open("/p/"+product).want(t, 200, "Reading &lt;lamp&gt; &amp; shade", "$30.00", "Add to cart")
	r.send("/cart/items", "product_id", product, "quantity", "2").want(t, 303, "/cart")
	r.open("/cart").want(t, 200, "Reading &lt;lamp&gt;", "$60.00")
	to := []string{
		"email", "grace@example.test", "address", "new", "name", "Grace Hopper", "line1", "1 Navy Way", "city", "Seattle", "region", "WA",
		"postal_code", "98101", "country", "US", "delivery", "standard", "card", "tok_approve",
	}
	r.send("/checkout/quote", append(to, "email", "no address")...).want(t, 422, "Grace Hopper", "Please give an e-mail address")
	quoted := r.send("/checkout/quote", to...).want(t, 200, "Grace Hopper")
	place := append(to, "quote_token", quoted.hidden("quote_token"), "asked", quoted.hidden("asked"), "key", quoted.hidden("key"))
	first := r.send("/checkout/place", place...).want(t, 303, "/orders/")
	second := r.send("/checkout/place", place...).want(t, 303, "/orders/")
	order, _, _ := strings.Cut(first.location, "?")
	if again, _, _ := strings.Cut(second.location, "?"); again != order {
		t.Errorf("the same form made %s and %s", order, again)
	}
	r.open(order).want(t, 200, "Grace Hopper", "Reading &lt;lamp&gt;")
	eventually(t, "an empty cart", func() bool { return !strings.Contains(r.open("/cart").body, "Reading &lt;lamp&gt;") })
	stranger := s.reader(t)
	other := s.product(t, "Something else", "1.00", 5)
	stranger.send("/cart/items", "product_id", other, "quantity", "1").want(t, 303)
	stranger.open(order).want(t, 404)
}
