package gateway

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"rialto/internal/door"
	"rialto/internal/platform/errs"
)

// rule is what stands before an operation.
type rule struct {
	access door.Access
	class  door.Class // the budget it draws on; "" = none
	body   body       // filled in by route
}

type visitKey struct{}

// route registers an operation: its rule is checked, its documentation completed and every error made a problem.
func route[I, O any](g *Gateway, op huma.Operation, r rule, handle func(context.Context, *door.Visit, *I) (*O, error)) {
	r.body = bodyOf(reflect.TypeFor[I]())
	g.document(&op, r)
	op.MaxBodyBytes = -1 // admit has read and measured the body
	op.BodyReadTimeout = -1
	op.SkipValidateBody = r.body == rawBody
	op.Middlewares = huma.Middlewares{g.admit(r)}
	huma.Register(g.api, op, func(ctx context.Context, in *I) (*O, error) {
		v := ctx.Value(visitKey{}).(*door.Visit)
		out, err := handle(ctx, v, in)
		if err != nil {
			return nil, g.problemOf(v, err)
		}
		return out, nil
	})
}

// admit lets a request in that keeps the rule, with a deadline and the visit in its context.
func (g *Gateway) admit(rule rule) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(hc)
		ctx, cancel := context.WithTimeout(r.Context(), g.cfg.Timeout)
		defer cancel()
		v := &door.Visit{W: w, R: r}
		if err := g.enter(ctx, v, rule); err != nil {
			g.problemOf(v, err).write(w)
			return
		}
		next(huma.WithContext(hc, context.WithValue(ctx, visitKey{}, v)))
	}
}

// enter is the order of checks: cheap ones that need nobody's help first, the body last.
func (g *Gateway) enter(ctx context.Context, v *door.Visit, rule rule) error {
	if err := checkAddress(v.R.URL); err != nil {
		return err
	}
	if err := g.door.Enter(ctx, v, rule.access, rule.class); err != nil {
		return err
	}
	return readBody(v.R, rule.body)
}

// nowhere answers what no route matches: 405 with the methods that exist for the path, else 404.
func (g *Gateway) nowhere(w http.ResponseWriter, r *http.Request) {
	allow := ""
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := g.mux.Handler(other); pattern != "/" {
			allow += ", " + method
		}
	}
	v := &door.Visit{W: w, R: r}
	if allow == "" {
		g.problemOf(v, errs.NotFound("route_not_found", "There is nothing at %.200s. See /docs.", r.URL.Path)).write(w)
		return
	}
	w.Header().Set("Allow", allow[2:])
	p := g.problemOf(v, errs.Invalid("method_not_allowed", "%.20s is not possible here. Possible: %s.", r.Method, allow[2:]))
	p.withStatus(http.StatusMethodNotAllowed).write(w)
}

// crossOrigin refuses what net/http.CrossOriginProtection found.
func (g *Gateway) crossOrigin(w http.ResponseWriter, r *http.Request) {
	g.problemOf(&door.Visit{W: w, R: r}, errs.New(errs.KindForbidden, "cross_origin",
		"A page of another site may not change anything here.")).write(w)
}
