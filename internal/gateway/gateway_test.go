package gateway

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rialto/internal/door"
	"rialto/internal/platform/ids"
)

// bundle is one gateway over its own shop.
type bundle struct {
	gateway *Gateway
	shop    *shop
	clock   time.Time
}

// setup makes a gateway without rate limits; change adjusts its configuration.
func setup(t testing.TB, change ...func(*settings)) *bundle {
	t.Helper()
	cfg := settings{door: door.Config{RateLimits: door.PresetOff}}
	for _, c := range change {
		c(&cfg)
	}
	b := &bundle{shop: newShop(), clock: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	now := func() time.Time { return b.clock }
	source, err := ids.New(now, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	cfg.door.PublicURL = cfg.PublicURL
	in, err := door.New(cfg.door, door.Needs{Identity: fakeIdentity{b.shop}, Cart: fakeCart{b.shop}, Bus: fakeBus{b.shop}},
		door.Deps{Now: now, IDs: source, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	b.gateway, err = New(cfg.Config, in, b.shop.needs(), Deps{
		Now: now, IDs: source, Log: log,
		Ready:   func(context.Context) error { return nil },
		Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "requests_total 1\n") }),
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// settings are those of the gateway and of the door before it.
type settings struct {
	Config
	door door.Config
}

// tell lets the door tell the activity so far: its last second, as when a process ends.
func (b *bundle) tell(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := b.gateway.door.Run(ctx); err != nil {
		t.Fatal(err)
	}
}

// request is one call of a scenario: "POST /v1/orders", who, headers ("Name: value") and body.
type request struct {
	line    string
	as      string
	headers []string
	body    string
}

func (b *bundle) do(r request) *httptest.ResponseRecorder {
	method, target, _ := strings.Cut(r.line, " ")
	req := httptest.NewRequest(method, target, strings.NewReader(r.body))
	if r.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.as != "" {
		req.Header.Set("Authorization", "Bearer "+r.as)
	}
	for _, h := range r.headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	b.gateway.Handler().ServeHTTP(w, req)
	return w
}

// scenario is one request and what its answer must be.
type scenario struct {
	name    string
	request request
	status  int
	has     []string          // parts of the body
	lacks   []string          // parts that the body must not have
	headers map[string]string // exact values
	asked   string            // the neighbour's method that must have been called, "!Method" for must not
	with    string            // what its request must hold, as prototext
	fail    map[string]error  // what the neighbours answer
}

func run(t *testing.T, scenarios []scenario, change ...func(*settings)) {
	t.Helper()
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, change...)
			b.shop.fail = s.fail
			s.check(t, b, b.do(s.request))
		})
	}
}

func (s scenario) check(t *testing.T, b *bundle, w *httptest.ResponseRecorder) {
	t.Helper()
	body := w.Body.String()
	if w.Code != s.status {
		t.Fatalf("status %d, want %d: %s", w.Code, s.status, body)
	}
	for _, part := range s.has {
		if !strings.Contains(body, part) {
			t.Errorf("the body lacks %s:\n%s", part, body)
		}
	}
	for _, part := range s.lacks {
		if strings.Contains(body, part) {
			t.Errorf("the body has %s:\n%s", part, body)
		}
	}
	for name, want := range s.headers {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if w.Code >= 400 {
		checkProblem(t, w)
	}
	s.checkAsked(t, b)
}

func (s scenario) checkAsked(t *testing.T, b *bundle) {
	t.Helper()
	if method, not := strings.CutPrefix(s.asked, "!"); not {
		if b.shop.calls[method] != 0 {
			t.Errorf("%s was called: %v", method, b.shop.asked[method])
		}
		return
	}
	if s.asked == "" {
		return
	}
	req := b.shop.asked[s.asked]
	if req == nil {
		t.Fatalf("%s was not called", s.asked)
	}
	text, err := json.Marshal(req)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), s.with) {
		t.Errorf("%s was asked %s, want %s in it", s.asked, text, s.with)
	}
}

// checkProblem holds for every refusal: RFC 9457 with a code, never a 500.
func checkProblem(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type of a problem is %q", got)
	}
	var p problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("not a problem: %v: %s", err, w.Body)
	}
	if p.Status != w.Code || p.Code == "" || p.Detail == "" || p.Title != http.StatusText(w.Code) {
		t.Errorf("incomplete problem %+v", p.Problem)
	}
	if w.Code == http.StatusInternalServerError {
		t.Errorf("500: %s", w.Body)
	}
}
