package paygateway

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
