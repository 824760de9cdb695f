package paygateway

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"rialto/internal/commerce"
	"rialto/internal/payment"
)

func (b *bench) visit(method, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

func TestBuyerDecidesOnce(t *testing.T) {
	t.Parallel()
	for choice, want := range map[string]payment.Charge{
		"approve": {State: payment.ChargeAuthorized},
		"decline": {State: payment.ChargeDeclined, DeclineCode: "authentication_failed"},
	} {
		t.Run(choice, func(t *testing.T) {
			t.Parallel()
			b := onSQLite(t)
			c, err := b.authorize(t.Context(), "7", "tok_3ds")
			if err != nil {
				t.Fatal(err)
			}
			page := b.visit(http.MethodGet, c.ActionURL)
			if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "10.00 USD") ||
				!strings.Contains(page.Body.String(), c.ActionURL+"/"+choice) {
				t.Fatalf("page %d: %s", page.Code, page.Body)
			}
			if got := b.lookup(t, "7"); got.State != payment.ChargeRequiresAction {
				t.Fatalf("looking at the page decided: %s", got.State)
			}
			if w := b.visit(http.MethodPost, c.ActionURL+"/"+choice); w.Code != http.StatusOK {
				t.Fatalf("decision: %d", w.Code)
			}
			if got := b.lookup(t, "7"); got.State != want.State || got.DeclineCode != want.DeclineCode {
				t.Fatalf("charge %+v", got)
			}
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				path := c.ActionURL
				if method == http.MethodPost {
					path += "/approve"
				}
				if w := b.visit(method, path); w.Code != http.StatusConflict {
					t.Errorf("%s after the decision: %d", method, w.Code)
				}
			}
			b.mustTurn(t)
			if len(b.delivered) != 1 {
				t.Fatalf("webhooks %q", b.delivered)
			}
		})
	}
}

// ask sends the form of a decision with a way back.
func (b *bench) ask(path, back string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(url.Values{"return": {back}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, r)
	return w
}

func TestADecisionLeadsBackToTheOrder(t *testing.T) {
	t.Parallel()
	for choice, want := range map[string]payment.ChargeState{"approve": payment.ChargeAuthorized, "decline": payment.ChargeDeclined} {
		t.Run(choice, func(t *testing.T) {
			t.Parallel()
			b := onSQLite(t)
			c, err := b.authorize(t.Context(), "7", "tok_3ds")
			if err != nil {
				t.Fatal(err)
			}
			asked := b.visit(http.MethodGet, c.ActionURL+"?return=%2Forders%2F7").Body.String()
			if n := strings.Count(asked, `<input type="hidden" name="return" value="/orders/7">`); n != 2 {
				t.Fatalf("%d of 2 forms carry the way back:\n%s", n, asked)
			}
			w := b.ask(c.ActionURL+"/"+choice, "/orders/7")
			if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/orders/7" || w.Header().Get("Cache-Control") != "no-store" {
				t.Fatalf("%d %v", w.Code, w.Header())
			}
			if got := b.lookup(t, "7"); got.State != want {
				t.Fatalf("charge %s", got.State)
			}
			w = b.ask(c.ActionURL+"/"+choice, "/orders/7")
			if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), `href="/orders/7"`) {
				t.Fatalf("once more: %d %s", w.Code, w.Body)
			}
		})
	}
}

func TestNobodyIsSentAnywhereElse(t *testing.T) {
	t.Parallel()
	b := onSQLite(t)
	for i, back := range []string{
		"", "/", "/orders", "/orders/", "//orders/7", "///orders/7", "/orders//evil.example", "https://evil.example/orders/7",
		"//evil.example/orders/7", `/\evil.example/orders/7`, `/orders/\evil.example`, "/orders/7?next=//evil.example", "/orders/7#x",
		"/orders/../admin", "/orders/7/..", "/orders/%2e%2e", "/orders/7\r\nSet-Cookie: a=b", "/orders/7 ", " /orders/7", "/orders/7\x00",
		"javascript:alert(1)", "/ORDERS/7", "/admin/orders/7", "orders/7", "/orders/é", `/orders/"><script>`, "/orders/" + strings.Repeat("7", 200),
	} {
		order := commerce.OrderID(strconv.Itoa(i + 1))
		c, err := b.authorize(t.Context(), order, "tok_3ds")
		if err != nil {
			t.Fatal(err)
		}
		asked := b.visit(http.MethodGet, c.ActionURL+"?return="+url.QueryEscape(back))
		if body := asked.Body.String(); asked.Code != http.StatusOK || strings.Contains(body, "evil") || strings.Contains(body, `name="return"`) {
			t.Errorf("%q is carried on: %d %s", back, asked.Code, body)
		}
		w := b.ask(c.ActionURL+"/approve", back)
		if w.Code != http.StatusOK || w.Header().Get("Location") != "" || !strings.Contains(w.Body.String(), `href="/orders">Back to the shop</a>`) {
			t.Errorf("%q leads away: %d %v %s", back, w.Code, w.Header(), w.Body)
		}
		if w.Header().Get("Set-Cookie") != "" || strings.Contains(w.Body.String(), "evil") {
			t.Errorf("%q leaves a trace: %v %s", back, w.Header(), w.Body)
		}
	}
}

func TestAnEndlessFormDecidesWithoutAWayBack(t *testing.T) {
	t.Parallel()
	b := onSQLite(t)
	c, err := b.authorize(t.Context(), "7", "tok_3ds")
	if err != nil {
		t.Fatal(err)
	}
	if w := b.ask(c.ActionURL+"/approve", "/orders/"+strings.Repeat("7", 1<<20)); w.Code != http.StatusOK || w.Header().Get("Location") != "" {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
}

func TestThePageIsForEverybody(t *testing.T) {
	t.Parallel()
	b := onSQLite(t)
	c, err := b.authorize(t.Context(), "7", "tok_3ds")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{c.ActionURL, "/sandbox/3ds/ch_7_0000"} {
		w := b.visit(http.MethodGet, path)
		body := w.Body.String()
		for _, part := range []string{`<html lang="en">`, "width=device-width", "<title>", "<main>", "<h1>", "color-scheme: light dark"} {
			if !strings.Contains(body, part) {
				t.Errorf("%s has no %s", path, part)
			}
		}
		_, rest, _ := strings.Cut(body, "<style>")
		sheet, _, _ := strings.Cut(rest, "</style>")
		sum := sha256.Sum256([]byte(sheet))
		csp := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(csp, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: the policy does not name the style sheet that was sent: %s", path, csp)
		}
		if strings.Contains(body, " style=") || strings.Contains(body, "<script") {
			t.Errorf("%s has what its policy forbids", path)
		}
	}
}

func TestApprovalPageIsStrict(t *testing.T) {
	t.Parallel()
	b := onSQLite(t)
	c, err := b.authorize(t.Context(), "7", "tok_3ds")
	if err != nil {
		t.Fatal(err)
	}
	h := b.visit(http.MethodGet, c.ActionURL).Header()
	if !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("Cache-Control") != "no-store" ||
		h.Get("X-Content-Type-Options") != "nosniff" {
		t.Fatalf("headers %v", h)
	}
	for _, path := range []string{
		"/sandbox/3ds/ch_7_0000", "/sandbox/3ds/7", "/sandbox/3ds/%00", "/sandbox/3ds/%3Cscript%3E", "/sandbox/3ds/ch__",
	} {
		w := b.visit(http.MethodGet, path)
		if w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "<script") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	for _, wrong := range []struct{ method, path string }{
		{http.MethodGet, c.ActionURL + "/approve"}, {http.MethodPost, c.ActionURL}, {http.MethodPost, c.ActionURL + "/maybe"},
	} {
		if w := b.visit(wrong.method, wrong.path); w.Code < 400 {
			t.Errorf("%s %s: %d", wrong.method, wrong.path, w.Code)
		}
	}
	if got := b.lookup(t, "7"); got.State != payment.ChargeRequiresAction {
		t.Fatalf("a wrong request decided: %s", got.State)
	}
}

func TestAVoidedPaymentCannotBeApproved(t *testing.T) {
	t.Parallel()
	b := onSQLite(t)
	c, err := b.authorize(t.Context(), "7", "tok_3ds")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Void(t.Context(), c.Key, "v"); err != nil {
		t.Fatal(err)
	}
	if w := b.visit(http.MethodPost, c.ActionURL+"/approve"); w.Code != http.StatusConflict {
		t.Fatalf("approved after the void: %d", w.Code)
	}
}
