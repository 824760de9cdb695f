package door

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"rialto/internal/platform/errs"
)

func visiting(cookies ...string) (*Visit, *httptest.ResponseRecorder) {
	r, w := httptest.NewRequest("GET", "/admin", nil), httptest.NewRecorder()
	for _, c := range cookies {
		r.Header.Add("Cookie", c)
	}
	return &Visit{W: w, R: r}, w
}

func TestTheBackOfficeHasItsOwnCookie(t *testing.T) {
	t.Parallel()
	d := opened(t)
	for _, c := range []struct {
		name, cookie string
		kind         errs.Kind
		in           bool
	}{
		{name: "an operator", cookie: "rialto_staff=boss", in: true},
		{name: "an operator's session of the shop", cookie: "rialto_session=boss", kind: errs.KindUnauthenticated},
		{name: "a customer with the cookie's name", cookie: "rialto_staff=ann", kind: errs.KindForbidden},
		{name: "nobody", kind: errs.KindUnauthenticated},
		{name: "a session that is over", cookie: "rialto_staff=gone", kind: errs.KindUnauthenticated},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, w := visiting(c.cookie)
			err := d.EnterStaff(t.Context(), v)
			if c.in != (err == nil) || !c.in && !errs.Is(err, c.kind) {
				t.Errorf("got %v", err)
			}
			if w.Header().Get("Cache-Control") != "no-store" {
				t.Error("may be cached")
			}
		})
	}
}

func TestStaffSessionsAreOfNoUseInTheShop(t *testing.T) {
	t.Parallel()
	v, _ := visiting("rialto_staff=boss")
	if err := opened(t).Enter(t.Context(), v, Open, ""); err != nil || v.Who.Known() {
		t.Errorf("got %v, known %v", err, v.Who.Known())
	}
}

func TestSigningInToTheBackOffice(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v, w := visiting()
	if err := d.SignInStaff(t.Context(), v, "boss", "right"); err != nil {
		t.Fatal(err)
	}
	set := w.Result().Cookies()
	if len(set) != 1 || set[0].Name != "rialto_staff" || set[0].SameSite != http.SameSiteStrictMode || !set[0].HttpOnly {
		t.Errorf("cookies %v", set)
	}
	v, w = visiting()
	err := d.SignInStaff(t.Context(), v, "ann", "right")
	if !errs.Is(err, errs.KindUnauthenticated) || len(w.Result().Cookies()) != 0 {
		t.Errorf("a customer got %v, %v", err, w.Result().Cookies())
	}
	v, _ = visiting("rialto_session=ann")
	if err := d.Enter(t.Context(), v, Shopper, ""); !errs.Is(err, errs.KindUnauthenticated) {
		t.Errorf("the session that was opened to look at the account lives on: %v", err)
	}
}

func TestSigningInMovesTheGuestsCart(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v, w := visiting("rialto_cart=anon")
	got, err := d.SignIn(t.Context(), v, "ann", "right")
	if err != nil || got.GetUserId() != 11 {
		t.Fatal(got, err)
	}
	merged := d.needs.Cart.(*people).merged
	if len(merged) != 1 || merged[0].GetFromUserId() != 21 || merged[0].GetToUserId() != 11 {
		t.Errorf("merged %v", merged)
	}
	if set := w.Result().Cookies(); len(set) != 2 || set[0].MaxAge >= 0 || set[1].Value != "ann" {
		t.Errorf("cookies %v", set)
	}
}
