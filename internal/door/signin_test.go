package door

import (
	"testing"

	"rialto/internal/platform/errs"
)

func TestSigningOutEndsTheSessionAndItsCookie(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v, w := request("POST", "Cookie: rialto_session=ann; rialto_cart=anon")
	if err := d.SignOut(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	if set := w.Result().Cookies(); len(set) != 1 || set[0].Name != "rialto_session" || set[0].MaxAge >= 0 {
		t.Errorf("cookies %v", set)
	}
	v, _ = request("GET", "Authorization: Bearer ann")
	if err := d.Enter(t.Context(), v, Shopper, ""); !errs.Is(err, errs.KindUnauthenticated) {
		t.Errorf("the session is still good: %v", err)
	}
}

func TestThereIsNotAlwaysASessionToEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		headers []string
		kind    errs.Kind
	}{
		"nobody":                 {nil, errs.KindUnauthenticated},
		"a guest keeps the cart": {[]string{"Cookie: rialto_cart=anon"}, errs.KindUnauthenticated},
		"an unknown session":     {[]string{"Authorization: Bearer gone"}, ""},
		"what cannot be a token": {[]string{"Authorization: Bearer a b"}, ""},
	} {
		v, w := request("POST", c.headers...)
		if err := opened(t).SignOut(t.Context(), v); errs.KindOf(err) != c.kind || len(w.Result().Cookies()) != 0 {
			t.Errorf("%s: %v, cookies %v", name, err, w.Result().Cookies())
		}
	}
}

func TestRegisteringUsesTheGuestsTokenUp(t *testing.T) {
	t.Parallel()
	v, w := request("POST", "Cookie: rialto_cart=anon")
	if id, err := opened(t).Register(t.Context(), v, "new@example.org", "long enough", "New"); err != nil || id != 31 {
		t.Fatalf("%d, %v", id, err)
	}
	if set := w.Result().Cookies(); len(set) != 1 || set[0].Name != "rialto_cart" || set[0].MaxAge >= 0 {
		t.Errorf("cookies %v", set)
	}
	v, w = request("POST")
	if _, err := opened(t).Register(t.Context(), v, "new@example.org", "long enough", "New"); err != nil || len(w.Result().Cookies()) != 0 {
		t.Errorf("%v, cookies %v", err, w.Result().Cookies())
	}
}

func TestAWrongPasswordOpensNothing(t *testing.T) {
	t.Parallel()
	v, w := request("POST", "Cookie: rialto_cart=anon")
	if _, err := opened(t).SignIn(t.Context(), v, "ann", "wrong"); !errs.Is(err, errs.KindUnauthenticated) || len(w.Result().Cookies()) != 0 {
		t.Errorf("%v, cookies %v", err, w.Result().Cookies())
	}
}
