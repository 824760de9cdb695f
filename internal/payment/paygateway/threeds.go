package paygateway

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"rialto/internal/commerce"
	"rialto/internal/payment"
)

//go:embed threeds.html
var pageText string

//go:embed threeds.css
var style string

// page is the bank's only page, with a style sheet of its own that the policy names by its hash: the bank is another
// company and shares nothing with the shop. It needs no script; the two buttons post back to where it came from.
var page = template.Must(template.New("3ds").Funcs(template.FuncMap{
	"style": func() template.CSS { return template.CSS(style) },
}).Parse(pageText))

var policy = fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
	styleHash())

func styleHash() string {
	sum := sha256.Sum256([]byte(style))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// view is what the page shows: a question where Amount is set, else what is Said.
type view struct {
	Title  string
	ID     string
	Order  commerce.OrderID
	Amount string
	Said   string
	Return string // where in the shop the buyer came from; "" = nobody knows
}

// maxForm bounds the body of a decision.
const maxForm = 4 << 10

// Handler serves the page where the buyer approves a tok_3ds payment:
//
//	GET  /sandbox/3ds/{id}                     two buttons
//	POST /sandbox/3ds/{id}/{approve|decline}   the decision, once; 409 when it fell before, 404 for an unknown id
//
// Both take return=/orders/…, a page of the shop to which the decision leads back (303).
func (s *Sandbox) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sandbox/3ds/{id}", s.showApproval)
	mux.HandleFunc("POST /sandbox/3ds/{id}/approve", func(w http.ResponseWriter, r *http.Request) {
		s.takeDecision(w, r, payment.ChargeAuthorized, "", view{Title: "Payment approved", Said: "You can go back to the shop now."})
	})
	mux.HandleFunc("POST /sandbox/3ds/{id}/decline", func(w http.ResponseWriter, r *http.Request) {
		s.takeDecision(w, r, payment.ChargeDeclined, "authentication_failed",
			view{Title: "Payment declined", Said: "Nothing was charged. You can go back to the shop now."})
	})
	return http.MaxBytesHandler(mux, maxForm)
}

func (s *Sandbox) showApproval(w http.ResponseWriter, r *http.Request) {
	c, ok := s.chargeOf(w, r)
	switch {
	case !ok:
	case c.State != payment.ChargeRequiresAction:
		s.decidedBefore(w, r)
	default:
		s.render(w, r, http.StatusOK, view{Title: "Approve the payment", ID: c.ID, Order: c.OrderID, Amount: c.Amount.String()})
	}
}

// takeDecision sends the buyer back to the shop, or says done where nobody knows the way back.
func (s *Sandbox) takeDecision(w http.ResponseWriter, r *http.Request, to payment.ChargeState, decline string, done view) {
	c, ok := s.chargeOf(w, r)
	if !ok {
		return
	}
	decided, err := s.decide(r.Context(), c.OrderID, c.ID, payment.ChargeRequiresAction, to, decline)
	switch {
	case err != nil:
		s.failed(w, r, err)
	case !decided:
		s.decidedBefore(w, r)
	case wayBack(r) != "":
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, wayBack(r), http.StatusSeeOther)
	default:
		s.render(w, r, http.StatusOK, done)
	}
}

func (s *Sandbox) decidedBefore(w http.ResponseWriter, r *http.Request) {
	s.render(w, r, http.StatusConflict, view{Title: "Nothing to decide", Said: "This payment is no longer waiting for you."})
}

// wayBack returns the page of the shop that the request names; "" for anything that is not plainly a path below /orders/,
// because a bank that sends people anywhere is a gift to thieves.
func wayBack(r *http.Request) string {
	path := r.FormValue("return")
	below, ok := strings.CutPrefix(path, "/orders/")
	if !ok || below == "" || len(path) > 200 || strings.Contains(path, "//") || strings.ContainsFunc(below, notInPath) {
		return ""
	}
	return path
}

func notInPath(r rune) bool {
	plain := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '/' || r == '_' || r == '-'
	return !plain
}

// chargeOf finds the charge of the path. The id carries a random part, so knowing an order does not open its page.
func (s *Sandbox) chargeOf(w http.ResponseWriter, r *http.Request) (charge, bool) {
	id := r.PathValue("id")
	c, err := s.findByID(r.Context(), orderOf(id), id)
	switch {
	case err != nil:
		s.failed(w, r, err)
	case c.State == payment.ChargeMissing:
		s.render(w, r, http.StatusNotFound, view{Title: "No such payment", Said: "Nothing here waits for your approval."})
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

func (s *Sandbox) failed(w http.ResponseWriter, r *http.Request, err error) {
	s.deps.Log.Error("sandbox approval page", "error", err)
	s.render(w, r, http.StatusServiceUnavailable, view{Title: "Please try again", Said: "The bank cannot be reached at the moment."})
}

func (s *Sandbox) render(w http.ResponseWriter, r *http.Request, status int, v view) {
	v.Return = wayBack(r)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := page.Execute(w, v); err != nil {
		s.deps.Log.Warn("write the approval page", "error", err)
	}
}
