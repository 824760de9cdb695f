package paygateway

import (
	"html/template"
	"net/http"
	"strings"

	"rialto/internal/commerce"
	"rialto/internal/payment"
)

// page needs no script and no style: the two buttons post back to where it came from.
var page = template.Must(template.New("3ds").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Approve the payment</title></head><body>
<h1>Sandbox bank</h1>
{{if .Amount}}<p>Rialto asks for {{.Amount}}.</p>
<form method="post" action="/sandbox/3ds/{{.ID}}/approve"><button>Approve</button></form>
<form method="post" action="/sandbox/3ds/{{.ID}}/decline"><button>Decline</button></form>
{{else}}<p>{{.Said}}</p>{{end}}
</body></html>
`))

type pageData struct{ ID, Amount, Said string }

// Handler serves the page where the buyer approves a tok_3ds payment:
//
//	GET  /sandbox/3ds/{id}                     two buttons
//	POST /sandbox/3ds/{id}/{approve|decline}   the decision, once; 409 when it fell before, 404 for an unknown id
func (s *Sandbox) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sandbox/3ds/{id}", s.showApproval)
	mux.HandleFunc("POST /sandbox/3ds/{id}/approve", func(w http.ResponseWriter, r *http.Request) {
		s.takeDecision(w, r, payment.ChargeAuthorized, "", "Approved. You can go back to the shop.")
	})
	mux.HandleFunc("POST /sandbox/3ds/{id}/decline", func(w http.ResponseWriter, r *http.Request) {
		s.takeDecision(w, r, payment.ChargeDeclined, "authentication_failed", "Declined. You can go back to the shop.")
	})
	return mux
}

func (s *Sandbox) showApproval(w http.ResponseWriter, r *http.Request) {
	c, ok := s.chargeOf(w, r)
	switch {
	case !ok:
	case c.State != payment.ChargeRequiresAction:
		s.render(w, http.StatusConflict, pageData{Said: "This payment is no longer waiting for you."})
	default:
		s.render(w, http.StatusOK, pageData{ID: c.ID, Amount: c.Amount.String()})
	}
}

func (s *Sandbox) takeDecision(w http.ResponseWriter, r *http.Request, to payment.ChargeState, decline, said string) {
	c, ok := s.chargeOf(w, r)
	if !ok {
		return
	}
	decided, err := s.decide(r.Context(), c.OrderID, c.ID, payment.ChargeRequiresAction, to, decline)
	switch {
	case err != nil:
		s.failed(w, err)
	case !decided:
		s.render(w, http.StatusConflict, pageData{Said: "This payment is no longer waiting for you."})
	default:
		s.render(w, http.StatusOK, pageData{Said: said})
	}
}

// chargeOf finds the charge of the path. The id carries a random part, so knowing an order does not open its page.
func (s *Sandbox) chargeOf(w http.ResponseWriter, r *http.Request) (charge, bool) {
	id := r.PathValue("id")
	c, err := s.findByID(r.Context(), orderOf(id), id)
	switch {
	case err != nil:
		s.failed(w, err)
	case c.State == payment.ChargeMissing:
		s.render(w, http.StatusNotFound, pageData{Said: "There is no such payment."})
	default:
		return c, true
	}
	return charge{}, false
}

// orderOf reads the order out of "ch_ORDER_RANDOM"; an id of another form belongs to no order.
func orderOf(chargeID string) commerce.OrderID {
	if strings.ContainsFunc(chargeID, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ""
	}
	end := strings.LastIndexByte(chargeID, '_')
	if end < 0 {
		return ""
	}
	return commerce.OrderID(strings.TrimPrefix(chargeID[:end], "ch_"))
}

func (s *Sandbox) failed(w http.ResponseWriter, err error) {
	s.deps.Log.Error("sandbox approval page", "error", err)
	s.render(w, http.StatusServiceUnavailable, pageData{Said: "Please try again in a moment."})
}

func (s *Sandbox) render(w http.ResponseWriter, status int, data pageData) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := page.Execute(w, data); err != nil {
		s.deps.Log.Warn("write the approval page", "error", err)
	}
}
