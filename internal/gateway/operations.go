package gateway

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"rialto/internal/door"
	"rialto/internal/platform/errs"
)

func (g *Gateway) operationRoutes() {
	route(g, huma.Operation{
		OperationID: "health", Method: http.MethodGet, Path: "/healthz", Tags: []string{"operations"},
		Summary: "The process runs",
	}, rule{access: door.Unasked}, g.health)
	route(g, huma.Operation{
		OperationID: "ready", Method: http.MethodGet, Path: "/readyz", Tags: []string{"operations"},
		Summary:   "The process can serve; 503 says what is missing",
		Responses: map[string]*huma.Response{"503": problemResponse("not_ready")},
	}, rule{access: door.Unasked}, g.ready)
	g.page("/openapi.yaml", "openapi", "This document", http.HandlerFunc(g.openapiYAML))
	g.page("/docs", "docs", "This document, for people", http.HandlerFunc(g.docs))
	if g.deps.Metrics != nil {
		g.page("/metrics", "metrics", "Counters for Prometheus", g.deps.Metrics)
	}
}

// page serves and documents what is not JSON.
func (g *Gateway) page(path, name, summary string, h http.Handler) {
	g.mux.Handle("GET "+path, h)
	op := &huma.Operation{
		OperationID: name, Method: http.MethodGet, Path: path, Summary: summary, Tags: []string{"operations"},
		Responses: map[string]*huma.Response{"200": {Description: "OK"}},
	}
	g.document(op, rule{access: door.Unasked})
	g.api.OpenAPI().AddOperation(op)
}

type status struct {
	Status string `json:"status" enum:"ok"`
}

// health is for restarting a process that hangs, so it depends on nothing.
func (g *Gateway) health(context.Context, *door.Visit, *nothing) (*output[status], error) {
	return &output[status]{status{"ok"}}, nil
}

const notReady = "not_ready"

// ready is for sending traffic elsewhere meanwhile.
func (g *Gateway) ready(ctx context.Context, _ *door.Visit, _ *nothing) (*output[status], error) {
	if err := g.deps.Ready(ctx); err != nil {
		return nil, errs.Unavailable(notReady, "Not ready yet: %v", err)
	}
	return &output[status]{status{"ok"}}, nil
}

func (g *Gateway) openapiYAML(w http.ResponseWriter, r *http.Request) {
	text, err := g.spec()
	if err != nil {
		g.problemOf(&door.Visit{W: w, R: r}, err).write(w)
		return
	}
	w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	w.Write(text)
}
