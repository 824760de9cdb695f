package gateway

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"rialto/internal/platform/errs"
)

// access says who may call an operation.
type access string

const (
	unasked  access = "unasked"  // anyone; credentials are not looked at (sign-in, signed webhooks, health)
	open     access = "open"     // anyone; who it is counts where it is known
	shopper  access = "shopper"  // an account, or a guest by their cart token
	operator access = "operator" // staff
)

// rule is what stands before an operation.
type rule struct {
	access access
	class  class // the budget it draws on; "" = none
	body   body  // filled in by route
}

// visit is one request on its way through the gateway. It ends with the request.
type visit struct {
	w   http.ResponseWriter
	r   *http.Request
	who principal
}

type visitKey struct{}

// route registers an operation: its rule is checked, its documentation completed and every error made a problem.
func route[I, O any](g *Gateway, op huma.Operation, r rule, handle func(context.Context, *visit, *I) (*O, error)) {
	r.body = bodyOf(reflect.TypeFor[I]())
	g.document(&op, r)
	op.MaxBodyBytes = -1 // admit has read and measured the body
	op.BodyReadTimeout = -1
	op.SkipValidateBody = r.body == rawBody
	op.Middlewares = huma.Middlewares{g.admit(r)}
	huma.Register(g.api, op, func(ctx context.Context, in *I) (*O, error) {
		v := ctx.Value(visitKey{}).(*visit)
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
		v := &visit{w: w, r: r}
		if err := g.enter(ctx, v, rule); err != nil {
			g.problemOf(v, err).write(w)
			return
		}
		next(huma.WithContext(hc, context.WithValue(ctx, visitKey{}, v)))
	}
}

// enter is the order of checks: cheap ones that need nobody's help first, the body last.
func (g *Gateway) enter(ctx context.Context, v *visit, rule rule) error {
	if err := checkAddress(v.r.URL); err != nil {
		return err
	}
	if rule.access == unasked {
		noStore(v.w)
		if err := g.spend(v, rule.class); err != nil {
			return err
		}
		return readBody(v.r, rule.body)
	}
	if err := g.authenticate(ctx, v, rule.access); err != nil {
		return err
	}
	if rule.access != open || v.who.known() {
		noStore(v.w)
	}
	if err := v.who.allowed(rule.access); err != nil {
		return err
	}
	if err := g.spend(v, rule.class); err != nil {
		return err
	}
	return readBody(v.r, rule.body)
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
	v := &visit{w: w, r: r}
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
	g.problemOf(&visit{w: w, r: r}, errs.New(errs.KindForbidden, "cross_origin",
		"A page of another site may not change anything here.")).write(w)
}
