package flashsale

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// answerLimit is how long a buyer waits for one answer before the same request goes out again.
const answerLimit = 15 * time.Second

// patience is how long a buyer goes on asking in all.
const patience = 2 * time.Minute

// outcome is a buyer's final answer.
type outcome string

const (
	confirmed outcome = "confirmed"
	declined  outcome = "declined"
	soldOut   outcome = "sold out"
	refused   outcome = "refused" // any other answer that is final
	unclear   outcome = "no answer"
)

// said is what of an answer matters. Problems carry the order they belong to.
type said struct {
	OrderID string `json:"order_id"`
	Status  any    `json:"status"` // of an order, a word; of a problem, the number of its HTTP status
	Code    string `json:"code"`
	Order   *said  `json:"order"`
	Payment struct {
		Status string `json:"status"`
	} `json:"payment"`

	// of the waiting room
	Ticket     string `json:"ticket"`
	Admitted   bool   `json:"admitted"`
	SoldOut    bool   `json:"sold_out"`
	AskAgainMS int64  `json:"ask_again_ms"`
}

// reply is one HTTP answer.
type reply struct {
	status int
	after  time.Duration // Retry-After
	said
}

// buy waits for a buyer's moment and asks until there is a final answer: the same key after a lost answer or an overload, the
// order itself while it is pending.
func (s *Sale) buy(ctx context.Context, b *buyer, moment time.Time) error {
	if err := pause(ctx, moment.Sub(s.now())); err != nil {
		return err
	}
	b.outcome = unclear
	ticket := ""
	if s.opts.WaitingRoom {
		admitted, err := s.queue(ctx, b)
		if err != nil || b.outcome == soldOut {
			b.took = s.now().Sub(moment)
			return err
		}
		ticket, moment = admitted, s.now()
	}
	for s.now().Before(moment.Add(patience)) {
		sent := s.now()
		r, err := s.ask(ctx, b, ticket)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		b.asked, b.took = s.now().Sub(sent), s.now().Sub(moment)
		wait := r.after
		switch {
		case err != nil || r.status >= 500:
			b.failed(r, err)
		case r.status == http.StatusTooManyRequests:
		case b.hears(r):
			return nil
		}
		if err := pause(ctx, max(wait, 200*time.Millisecond)); err != nil {
			return err
		}
	}
	return nil
}

// ask places the order, or looks at it once it is known.
func (s *Sale) ask(ctx context.Context, b *buyer, ticket string) (reply, error) {
	if b.order != "" {
		return s.send(ctx, http.MethodGet, "/v1/orders/"+b.order, b, nil)
	}
	return s.send(ctx, http.MethodPost, "/v1/orders", b, map[string]any{
		"quote_token": b.quote, "ticket": ticket, "payment": map[string]string{"method": "card", "token": b.card},
	})
}

// failed counts an answer that was none.
func (b *buyer) failed(r reply, err error) {
	b.faults++
	b.fault = fmt.Sprintf("%d %s", r.status, r.Code)
	if err != nil {
		b.fault = err.Error()
	}
}

// hears takes an answer in and reports whether it is final.
func (b *buyer) hears(r reply) bool {
	if r.Order != nil {
		b.order = r.Order.OrderID
	} else if r.OrderID != "" {
		b.order = r.OrderID
	}
	switch {
	case r.Code == "out_of_stock":
		b.outcome = soldOut
	case r.Code == "payment_declined", r.Status == "canceled" && r.Payment.Status == "declined":
		b.outcome = declined
	case r.Status == "confirmed" || r.Status == "shipped" || r.Status == "delivered":
		b.outcome = confirmed
	case r.Status == "pending" || r.Code == "waiting_room":
		return false
	default:
		b.outcome = refused
	}
	return true
}

// send makes one request as the buyer and reads what matters of the answer.
func (s *Sale) send(ctx context.Context, method, path string, b *buyer, body any) (reply, error) {
	var in io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return reply{}, err
		}
		in = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, s.shop+path, in)
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("X-Cart-Token", b.cart)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", b.key)
	}
	res, err := s.client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	r := reply{status: res.StatusCode}
	if seconds, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil {
		r.after = time.Duration(seconds) * time.Second
	}
	text, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(text, &r.said); err != nil {
		return r, fmt.Errorf("%s %s answered %d without JSON: %w", method, path, res.StatusCode, err)
	}
	return r, nil
}
