package httpkit

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"

	"connectrpc.com/connect"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/gen/rialto/bus/v1/busv1connect"
	"rialto/internal/platform/errs"
)

// room is a bus service whose Publish fails as told; other methods do not exist.
type room struct {
	busv1connect.UnimplementedBusServiceHandler
	err   error
	calls atomic.Int64
}

func (r *room) Publish(context.Context, *busv1.PublishRequest) (*busv1.PublishResponse, error) {
	r.calls.Add(1)
	return &busv1.PublishResponse{}, r.err
}

func (r *room) Groups(context.Context, *busv1.GroupsRequest) (*busv1.GroupsResponse, error) {
	return nil, r.err
}

func dial(t *testing.T, r *room, more ...connect.Interceptor) busv1connect.BusServiceClient {
	_, h := busv1connect.NewBusServiceHandler(r, connect.WithInterceptors(ServerErrors()))
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return busv1connect.NewBusServiceClient(srv.Client(), srv.URL,
		connect.WithInterceptors(append([]connect.Interceptor{ClientErrors()}, more...)...))
}

func TestAnErrorCrossesTheWireWhole(t *testing.T) {
	t.Parallel()
	sent := errs.Conflict("out_of_stock", "Sold out.").With("product_ids", "17")
	sent.Fields = []errs.Field{{Name: "lines[0]", Problem: "short by 2"}}
	_, err := dial(t, &room{err: sent}).Publish(context.Background(), &busv1.PublishRequest{})
	got := errs.As(err)
	if got == nil || got.Kind != errs.KindConflict || got.Code != "out_of_stock" || got.Message != "Sold out." ||
		got.Meta["product_ids"] != "17" || len(got.Fields) != 1 || got.Fields[0].Problem != "short by 2" {
		t.Fatalf("got %#v", got)
	}
}

func TestUnknownOutcomeStaysUnknown(t *testing.T) {
	t.Parallel()
	_, err := dial(t, &room{err: errs.UnknownOutcome(io.EOF, "commit")}).Publish(context.Background(), &busv1.PublishRequest{})
	if !errs.Is(err, errs.KindUnknown) {
		t.Fatalf("got %v", err)
	}
}

func TestForeignErrorsKeepTheirTextInside(t *testing.T) {
	t.Parallel()
	_, err := dial(t, &room{err: errors.New("password is hunter2")}).Publish(context.Background(), &busv1.PublishRequest{})
	if got := errs.As(err); got.Kind != errs.KindInternal || got.Message != errs.Internal(nil).Message {
		t.Fatalf("got %#v", got)
	}
}

func TestNoAnswerIsUnknownForChangesAndUnavailableForReads(t *testing.T) {
	t.Parallel()
	client := busv1connect.NewBusServiceClient(http.DefaultClient, "http://127.0.0.1:1", connect.WithInterceptors(ClientErrors()))
	if _, err := client.Publish(context.Background(), &busv1.PublishRequest{}); !errs.Is(err, errs.KindUnknown) {
		t.Errorf("a change: %v", err)
	}
	if _, err := client.Groups(context.Background(), &busv1.GroupsRequest{}); !errs.Is(err, errs.KindUnavailable) {
		t.Errorf("a read: %v", err)
	}
}

func TestTwiceSendsRepeatableCallsTwice(t *testing.T) {
	t.Parallel()
	r := &room{}
	if _, err := dial(t, r, Twice()).Publish(context.Background(), &busv1.PublishRequest{}); err != nil || r.calls.Load() != 2 {
		t.Fatalf("%d calls, %v", r.calls.Load(), err)
	}
}

func TestProblemSaysEnoughToAct(t *testing.T) {
	t.Parallel()
	for err, status := range map[error]int{
		errs.Invalid("bad", "Bad."): 422, errs.NotFound("none", "None."): 404, errs.Conflict("c", "C."): 409,
		errs.New(errs.KindPayment, "payment_declined", "Declined."): 402, errs.Unauthenticated("Who?"): 401,
		errs.Forbidden("No."): 403, errs.New(errs.KindTooMany, "slow", "Slow."): 429,
		errs.Unavailable("later", "Later."): 503, io.EOF: 500,
	} {
		rec := httptest.NewRecorder()
		WriteProblem(rec, ProblemOf(err))
		var p Problem
		if json.Unmarshal(rec.Body.Bytes(), &p) != nil || rec.Code != status || p.Status != status || p.Code == "" || p.Detail == "" {
			t.Errorf("%v: %d %s", err, rec.Code, rec.Body)
		}
		if (status == 503 || status == 429) != (rec.Header().Get("Retry-After") != "") {
			t.Errorf("%v: Retry-After %q", err, rec.Header().Get("Retry-After"))
		}
	}
}

func TestAPathWithAMissingPartIsNotTidiedIntoAnother(t *testing.T) {
	t.Parallel()
	h := PlainPaths(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }))
	for path, want := range map[string]int{
		"/": 204, "/v1/orders": 204, "/v1/orders/": 204, "/v1/orders//tracking": 404, "//": 404, "/v1/../admin": 404, "/v1/./x": 404,
	} {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, &http.Request{Method: "GET", URL: &url.URL{Path: path}})
		if rec.Code != want || want == 404 && rec.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		}
	}
}

func TestAPanicIsA500AndTheServerGoesOn(t *testing.T) {
	t.Parallel()
	h := Recover(slog.New(slog.DiscardHandler), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("secret") }))
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
	if rec.Code != 500 || json.Valid(rec.Body.Bytes()) == false {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
}

func TestEveryAnswerIsSecuredAndMayBeStricter(t *testing.T) {
	t.Parallel()
	for _, https := range []bool{false, true} {
		h := Secured(https, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/page" {
				w.Header().Set("Content-Security-Policy", "default-src 'self'")
			}
			http.NotFound(w, r)
		}))
		for path, policy := range map[string]string{"/page": "default-src 'self'", "/data": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"} {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, httptest.NewRequest("GET", path, nil))
			if rec.Header().Get("Content-Security-Policy") != policy || rec.Header().Get("X-Content-Type-Options") != "nosniff" ||
				(rec.Header().Get("Strict-Transport-Security") != "") != https {
				t.Errorf("https %v, %s: %v", https, path, rec.Header())
			}
		}
	}
}
