package httpkit

import (
	"encoding/json"
	"net/http"

	"rialto/internal/platform/errs"
)

// Problem is an RFC 9457 answer. Code is stable and meant for programs; Detail is for people.
type Problem struct {
	Type   string            `json:"type"`
	Title  string            `json:"title"`
	Status int               `json:"status"`
	Code   string            `json:"code"`
	Detail string            `json:"detail"`
	Errors []FieldProblem    `json:"errors,omitempty"`
	Meta   map[string]string `json:"meta,omitempty"`
}

// FieldProblem is one bad field.
type FieldProblem struct {
	Field   string `json:"field"`
	Problem string `json:"problem"`
}

var statuses = map[errs.Kind]int{
	errs.KindInvalid: http.StatusUnprocessableEntity, errs.KindUnauthenticated: http.StatusUnauthorized,
	errs.KindForbidden: http.StatusForbidden, errs.KindNotFound: http.StatusNotFound,
	errs.KindConflict: http.StatusConflict, errs.KindPayment: http.StatusPaymentRequired,
	errs.KindTooMany: http.StatusTooManyRequests, errs.KindUnavailable: http.StatusServiceUnavailable,
	errs.KindUnknown: http.StatusServiceUnavailable, errs.KindInternal: http.StatusInternalServerError,
}

// Status returns the HTTP status of a kind.
func Status(kind errs.Kind) int {
	if s, ok := statuses[kind]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// ProblemOf turns any error into a problem. Errors that are not ours give the neutral sentence of errs.Internal.
func ProblemOf(err error) Problem {
	e := errs.As(err)
	if e == nil {
		e = errs.Internal(err)
	}
	status := Status(e.Kind)
	p := Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: e.Code, Detail: e.Message, Meta: e.Meta,
	}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, FieldProblem{Field: f.Name, Problem: f.Problem})
	}
	return p
}

// WriteProblem answers with a problem; "try later" kinds carry Retry-After.
func WriteProblem(w http.ResponseWriter, p Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	if p.Status == http.StatusServiceUnavailable || p.Status == http.StatusTooManyRequests {
		if w.Header().Get("Retry-After") == "" {
			w.Header().Set("Retry-After", "2")
		}
	}
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}
