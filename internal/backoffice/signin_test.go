package backoffice_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"rialto/internal/backoffice"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/backoffice/goods"
	"rialto/internal/platform/errs"
)

func open(t *testing.T, town *backofficetest.Town, options ...backofficetest.Option) *backofficetest.Desk {
	t.Helper()
	return backofficetest.Open(t, town, func(o *backoffice.Office) { goods.Routes(o) }, options...)
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestAnOperatorComesInAndGoes(t *testing.T) {
	t.Parallel()
	desk := open(t, backofficetest.NewTown())
	desk.Session = ""
	desk.Get("/admin/signin").Has(http.StatusOK, "Sign in to the back office", "noindex", "!Sign out")
	came := desk.Post("/admin/signin", form("staff_email", "olga@example.org", "staff_password", "right"))
	came.Leads("/admin")
	cookie := came.Header.Get("Set-Cookie")
	for _, part := range []string{"rialto_staff=" + backofficetest.Operator, "HttpOnly", "SameSite=Strict", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the session's cookie %q lacks %s", cookie, part)
		}
	}
	desk.Session = backofficetest.Operator
	desk.Get("/admin/coupons").Has(http.StatusOK, "Sign out", "Olga")
	gone := desk.Post("/admin/signout", form())
	gone.Leads("/admin/signin")
	if !strings.Contains(gone.Header.Get("Set-Cookie"), "rialto_staff=; ") {
		t.Errorf("the cookie stays: %q", gone.Header.Get("Set-Cookie"))
	}
	desk.Get("/admin/coupons").Leads("/admin/signin?next=%2Fadmin%2Fcoupons") // the session is over, not only the cookie
}

func TestSignOutTwiceIsNoError(t *testing.T) {
	t.Parallel()
	desk := open(t, backofficetest.NewTown())
	desk.Post("/admin/signout", form())
	desk.Post("/admin/signout", form()).Leads("/admin/signin?next=%2Fadmin")
}

func TestNobodyButAnOperatorComesIn(t *testing.T) {
	t.Parallel()
	for _, s := range []struct{ name, email, password string }{
		{"a wrong password", "olga@example.org", "wrong"},
		{"nobody", "nobody@example.org", "right"},
		{"a customer, though the password is right", "ann@example.org", "right"},
		{"nothing", "", ""},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			town := backofficetest.NewTown()
			desk := open(t, town)
			desk.Session = ""
			got := desk.Post("/admin/signin", form("staff_email", s.email, "staff_password", s.password, "staff_next", "/admin/orders"))
			got.Has(http.StatusUnprocessableEntity, "E-mail or password is wrong.", `value="`+s.email+`"`, `value="/admin/orders"`)
			if s.password != "" && strings.Contains(got.Body, `value="`+s.password+`"`) {
				t.Error("the password comes back")
			}
			if got.Header.Get("Set-Cookie") != "" {
				t.Errorf("a cookie: %q", got.Header.Get("Set-Cookie"))
			}
		})
	}
}

func TestACustomerWhoTriesHasNoSessionLeftBehind(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	desk.Post("/admin/signin", form("staff_email", "ann@example.org", "staff_password", "right"))
	if town.Users[backofficetest.Customer] != nil {
		t.Error("the session that sign-in opened is still good")
	}
}

// TestNoOtherCredentialOpensTheOffice: the office has a cookie of its own, and looks at nothing else.
func TestNoOtherCredentialOpensTheOffice(t *testing.T) {
	t.Parallel()
	desk := open(t, backofficetest.NewTown())
	desk.Session = ""
	for _, cookie := range []string{
		"rialto_session=" + backofficetest.Operator, "rialto_session=" + backofficetest.Customer, "rialto_cart=" + backofficetest.Guest,
		"__Host-rialto_staff=" + backofficetest.Operator, "rialto_staff=unknown",
	} {
		desk.Cookies = []string{cookie}
		desk.Get("/admin/coupons").Leads("/admin/signin?next=%2Fadmin%2Fcoupons")
	}
	desk.Cookies = nil
	desk.Send("GET", "/admin/coupons", nil, "Authorization: Bearer "+backofficetest.Operator).Leads("/admin/signin?next=%2Fadmin%2Fcoupons")
	for _, token := range []string{backofficetest.Customer, backofficetest.Guest} {
		desk.Session = token
		desk.Get("/admin/coupons").Has(http.StatusForbidden, "Only operators may do this.", "!New coupon")
	}
}

func TestTheWayBackIsWithinTheSite(t *testing.T) {
	t.Parallel()
	desk := open(t, backofficetest.NewTown())
	desk.Session = ""
	desk.Get("/admin/products?q=lamp&page=2").Leads("/admin/signin?next=" + url.QueryEscape("/admin/products?q=lamp&page=2"))
	for next, to := range map[string]string{
		"/admin/products?q=lamp&page=2": "/admin/products?q=lamp&page=2", "https://evil.example/": "/admin", "//evil.example": "/admin", "": "/admin",
	} {
		if got := desk.Get("/admin/signin?next=" + url.QueryEscape(next)).Hidden("staff_next"); got != to {
			t.Errorf("%q becomes %q, want %q", next, got, to)
		}
		desk.Post("/admin/signin", form("staff_email", "olga@example.org", "staff_password", "right", "staff_next", next)).Leads(to)
	}
}

// TestAFormThatOutlivedItsSessionIsNotLost: it waits in the sign-in form, also through a wrong password, and is sent again.
func TestAFormThatOutlivedItsSessionIsNotLost(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	desk.Session = "over"
	typed := form("code", "SPRING25", "kind", "percent", "currency", "USD", "percent", `25"><b>`)
	ask := desk.Post("/admin/coupons", typed)
	ask.Has(http.StatusUnauthorized, "What you were about to send waits", `name="code" value="SPRING25"`, "25&#34;&gt;&lt;b&gt;", "!<b>")
	if got := ask.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q", got)
	}
	for name, value := range map[string]string{"staff_next": ask.Hidden("staff_next"), "staff_again": ask.Hidden("staff_again"), "staff_email": "olga@example.org"} {
		typed.Set(name, value)
	}
	typed.Set("staff_password", "wrong")
	desk.Post("/admin/signin", typed).Has(http.StatusUnprocessableEntity, "is wrong", `name="code" value="SPRING25"`, "waits")
	typed.Set("staff_password", "right")
	came := desk.Post("/admin/signin", typed)
	if came.Code != http.StatusTemporaryRedirect || came.Header.Get("Location") != "/admin/coupons" {
		t.Fatalf("%d to %q", came.Code, came.Header.Get("Location"))
	}
	if town.Calls["CreateCoupon"] != 0 {
		t.Error("the form was sent before its sender was known")
	}
	desk.Session = backofficetest.Operator
	typed.Set("percent", "25")
	desk.Post("/admin/coupons", typed).Leads("/admin/coupons?notice=coupon-made") // what the browser sends again carries both forms
}

func TestAPictureThatOutlivedItsSessionLeadsBackToItsProduct(t *testing.T) {
	t.Parallel()
	desk := open(t, backofficetest.NewTown())
	desk.Session = ""
	desk.Upload("/admin/products/101/pictures", "picture", []byte("JPEG")).Leads("/admin/signin?next=" + url.QueryEscape("/admin/products/101"))
	desk.Send("POST", "/admin/coupons", nil, "Referer: https://evil.example/admin/x").Leads("/admin/signin?next=%2Fadmin")
}

func TestAFormOfTooManyFieldsDoesNotWait(t *testing.T) {
	t.Parallel()
	desk := open(t, backofficetest.NewTown())
	desk.Session = ""
	many := url.Values{}
	for n := range 300 {
		many.Set(strings.Repeat("x", n+1), "1")
	}
	desk.Post("/admin/coupons", many).Leads("/admin/signin?next=%2Fadmin")
}

func TestAnotherSiteCannotSendOurForms(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	got := desk.Send("POST", "/admin/coupons", strings.NewReader("code=FREE&kind=percent&percent=100"),
		"Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: cross-site")
	got.Has(http.StatusForbidden, "another site")
	if len(town.Coupons) != 0 {
		t.Error("a coupon was made")
	}
}

func TestSignInSaysWhenItCannotBeAsked(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	wait := errs.New(errs.KindTooMany, "rate_limited", "Too many tries. Wait a minute.")
	for status, down := range map[int]error{503: errs.Unavailable("identity_down", "Nobody can sign in right now."), 429: wait} {
		town.Down["sessions"] = down
		desk.Post("/admin/signin", form("staff_email", "olga@example.org", "staff_password", "right")).Has(status, errs.As(down).Message, `value="olga@example.org"`)
	}
	town.Down["sessions"] = errs.Unavailable("identity_down", "Nobody can sign in right now.")
	desk.Get("/admin/coupons").Has(http.StatusServiceUnavailable, "Nobody can sign in right now.", "!SPRING")
}

func TestADemoTellsItsLogin(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	open(t, town).Get("/admin/signin").Has(http.StatusOK, "!demo login")
	desk := open(t, town, backofficetest.Demo("olga@example.org", "right"))
	desk.Get("/admin/signin").Has(http.StatusOK, "olga@example.org", "<strong>right</strong>")
	desk.Post("/admin/signin", form("staff_demo", "yes", "staff_next", "/admin/orders")).
		Has(http.StatusOK, `value="olga@example.org"`, `value="right"`, `value="/admin/orders"`)
}
