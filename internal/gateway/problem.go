package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"rialto/internal/door"
	"rialto/internal/platform/errs"
	"rialto/internal/platform/httpkit"
)

// problem is an RFC 9457 answer. Where an order did not come to be, it carries the order, with price_changed the differences
// and the token of a fresh quote, and with gift_card_short what the card could pay.
type problem struct {
	httpkit.Problem
	Order      *Order   `json:"order,omitempty"`
	Changed    []change `json:"changed,omitempty"`
	QuoteToken string   `json:"quote_token,omitempty"`
	Available  *money   `json:"available,omitempty"`
}

var (
	_ huma.StatusError       = (*problem)(nil)
	_ huma.ContentTypeFilter = (*problem)(nil)
)

// GetStatus, Error and ContentType make Huma answer with the problem as it is.
func (p *problem) GetStatus() int            { return p.Status }
func (p *problem) Error() string             { return p.Detail }
func (p *problem) ContentType(string) string { return "application/problem+json" }

func (p *problem) withStatus(status int) *problem {
	p.Status, p.Title = status, http.StatusText(status)
	return p
}

// write answers outside of Huma.
func (p *problem) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p) // the client may be gone; there is nobody else to tell
}

// statusError gives an error a status that its kind does not have (400, 405, 413, 415): HTTP's own affairs.
type statusError struct {
	error
	status int
}

func (e *statusError) Unwrap() error { return e.error }

func withStatus(status int, err error) error { return &statusError{err, status} }

// problemOf turns any error into a problem, sets the headers that go with it and logs what is our fault.
func (g *Gateway) problemOf(v *door.Visit, err error) *problem {
	var ready *problem
	if errors.As(err, &ready) {
		return ready
	}
	if errs.As(err) == nil && (errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)) {
		err = errs.New(errs.KindUnknown, "timeout", "This took too long. Look whether it happened, or ask again with the same key.").Because(err)
	}
	p := &problem{Problem: httpkit.ProblemOf(err)}
	var own *statusError
	if errors.As(err, &own) {
		p.withStatus(own.status)
	}
	h := v.W.Header()
	h.Set("Cache-Control", "no-store")
	switch p.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="rialto"`)
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		if h.Get("Retry-After") == "" {
			h.Set("Retry-After", "2")
		}
	}
	g.log(v.R, p, err)
	return p
}

// log tells operators about what is not the client's doing. A client that went away is.
func (g *Gateway) log(r *http.Request, p *problem, err error) {
	level := slog.LevelError
	switch {
	case p.Status < 500 || r.Context().Err() != nil || p.Code == notReady: // who asks whether it is ready is told, not the log
		return
	case p.Status == http.StatusServiceUnavailable:
		level = slog.LevelWarn
	}
	g.deps.Log.Log(r.Context(), level, "request failed", "method", r.Method, "route", r.Pattern, "code", p.Code, "error", err)
}

// humaProblems is the transformer that gives Huma's own refusals our form. They carry the offending value, which may be
// a password: it is left out.
func humaProblems(_ huma.Context, _ string, v any) (any, error) {
	e, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p := &problem{Problem: httpkit.Problem{
		Type: "about:blank", Title: http.StatusText(e.Status), Status: e.Status, Code: "internal",
		Detail: "Something went wrong on our side.",
	}}
	switch {
	case e.Status == http.StatusBadRequest:
		p.Code, p.Detail = "malformed_json", "The body is not JSON."
		if len(e.Errors) > 0 {
			p.Detail = "The body is not JSON: " + e.Errors[0].Message + "."
		}
	case e.Status < 500:
		refused := httpkit.ProblemOf(errs.InvalidFields(fieldsOf(e.Errors)...))
		p.Code, p.Detail, p.Errors = refused.Code, refused.Detail, refused.Errors
	}
	return p, nil
}
