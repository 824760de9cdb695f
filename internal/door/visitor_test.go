package door

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rialto/internal/platform/errs"
)

// request is a visit by a method with headers such as "Cookie: rialto_session=ann".
func request(method string, headers ...string) (*Visit, *httptest.ResponseRecorder) {
	r, w := httptest.NewRequest(method, "/", nil), httptest.NewRecorder()
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	return &Visit{W: w, R: r}, w
}

func TestWhoIsLetIn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		access  Access
		headers []string
		kind    errs.Kind // "" = let in
		user    int64
	}{
		{"nobody looks around", Open, nil, "", 0},
		{"nobody has nothing of their own", Shopper, nil, errs.KindUnauthenticated, 0},
		{"nobody is no operator", Operator, nil, errs.KindUnauthenticated, 0},
		{"a customer by cookie", Shopper, []string{"Cookie: rialto_session=ann"}, "", 11},
		{"a customer by token", Shopper, []string{"Authorization: Bearer ann"}, "", 11},
		{"a guest by cookie", Shopper, []string{"Cookie: rialto_cart=anon"}, "", 21},
		{"a guest by header", Shopper, []string{"X-Cart-Token: anon"}, "", 21},
		{"a customer is no operator", Operator, []string{"Authorization: Bearer ann"}, errs.KindForbidden, 11},
		{"an operator", Operator, []string{"Authorization: Bearer boss"}, "", 1},
		{"an operator by the shop's cookie is a shopper", Operator, []string{"Cookie: rialto_session=boss"}, errs.KindUnauthenticated, 1},
		{"a session that is over", Shopper, []string{"Cookie: rialto_session=gone"}, errs.KindUnauthenticated, 0},
		{"a token before a cookie", Open, []string{"Authorization: Bearer boss", "Cookie: rialto_session=ann"}, "", 1},
		{"a session before a cart", Open, []string{"Cookie: rialto_cart=anon", "Cookie: rialto_session=ann"}, "", 11},
		{"a bad token is told so, also where anybody may come in", Open, []string{"Authorization: Bearer gone"}, errs.KindUnauthenticated, 0},
		{"another scheme", Open, []string{"Authorization: Basic YTpi"}, errs.KindUnauthenticated, 0},
		{"a token that cannot be one", Shopper, []string{"Authorization: Bearer " + strings.Repeat("x", 600)}, errs.KindUnauthenticated, 0},
		{"who is not asked is not known", Unasked, []string{"Cookie: rialto_session=ann"}, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, w := request("GET", c.headers...)
			if err := opened(t).Enter(t.Context(), v, c.access, ""); errs.KindOf(err) != c.kind {
				t.Errorf("got %v", err)
			}
			if v.Who.UserID() != c.user || v.Who.Known() != (c.user != 0) {
				t.Errorf("it is %v", v.Who.User)
			}
			personal := c.access != Open || c.user != 0
			if kept := w.Header().Get("Cache-Control") == "no-store"; personal && !kept {
				t.Error("a personal answer may be cached")
			}
		})
	}
}

func TestACookieThatIsOverIsTakenBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, method, cookie string
		kind                 errs.Kind
	}{
		{"reading goes on as nobody", "GET", "rialto_session=gone", ""},
		{"changing something does not", "POST", "rialto_session=gone", errs.KindUnauthenticated},
		{"a cart that is gone is begun anew", "POST", "rialto_cart=gone", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, w := request(c.method, "Cookie: "+c.cookie)
			if err := opened(t).Enter(t.Context(), v, Open, ""); errs.KindOf(err) != c.kind || v.Who.Known() {
				t.Errorf("got %v, %v", err, v.Who.User)
			}
			set := w.Result().Cookies()
			if len(set) != 1 || set[0].MaxAge >= 0 || set[0].Name+"=gone" != c.cookie {
				t.Errorf("cookies %v", set)
			}
		})
	}
}

func TestACartNeedsAGuest(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v, w := request("POST")
	first, err := d.Guest(t.Context(), v)
	if err != nil || first != 501 || v.Who.UserID() != 501 {
		t.Fatalf("guest %d, %v", first, err)
	}
	set := w.Result().Cookies()
	if len(set) != 1 || set[0].Name != "rialto_cart" || !set[0].HttpOnly || set[0].SameSite != http.SameSiteLaxMode || w.Header().Get(CartTokenHeader) != set[0].Value {
		t.Errorf("cookies %v, headers %v", set, w.Header())
	}
	if again, err := d.Guest(t.Context(), v); err != nil || again != first {
		t.Errorf("a second guest %d in one visit, %v", again, err)
	}
}

func TestCookiesAreBoundToTheHostWhereThereIsHTTPS(t *testing.T) {
	t.Parallel()
	d := opened(t, func(c *Config) { c.PublicURL = "https://shop.test" })
	v, w := request("POST")
	if _, err := d.Guest(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	if set := w.Result().Cookies(); len(set) != 1 || set[0].Name != "__Host-rialto_cart" || !set[0].Secure || set[0].Path != "/" || set[0].Domain != "" {
		t.Errorf("cookies %v", set)
	}
	v, _ = request("GET", "Cookie: rialto_session=ann")
	if err := d.Enter(t.Context(), v, Open, ""); err != nil || v.Who.Known() {
		t.Errorf("a cookie that another host could have set counts: %v, %v", v.Who.User, err)
	}
}

func TestABudgetIsOfWhoItIs(t *testing.T) {
	t.Parallel()
	d := opened(t, func(c *Config) {
		c.RateLimits, c.Limits.Personal = PresetStandard, Limit{1, time.Hour}
	})
	enter := func(headers ...string) error {
		v, _ := request("GET", headers...)
		return d.Enter(t.Context(), v, Open, Personal)
	}
	if err := enter("Cookie: rialto_session=ann"); err != nil {
		t.Fatal(err)
	}
	if err := enter("Cookie: rialto_session=ann"); !errs.Is(err, errs.KindTooMany) {
		t.Errorf("a second time: %v", err)
	}
	if err := enter("Cookie: rialto_session=boss"); err != nil {
		t.Errorf("another user at the same address: %v", err)
	}
	if err := enter(); err != nil {
		t.Errorf("nobody at the same address: %v", err)
	}
	v, w := request("GET", "Cookie: rialto_session=ann")
	if err := d.Enter(t.Context(), v, Open, Personal); err == nil || w.Header().Get("Retry-After") == "" {
		t.Errorf("got %v, %v", err, w.Header())
	}
}
