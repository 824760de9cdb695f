package paymenttest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"rialto/internal/commerce"
	"rialto/internal/payment"
	"rialto/internal/platform/errs"
)

// Fault is what goes wrong with one call of the scripted gateway.
type Fault int

// A call is lost before or after it took effect; then the connection breaks at once, or the caller waits until it gives up.
const (
	None       Fault = iota
	FailBefore       // nothing happened, no answer
	FailAfter        // it happened, no answer
	HangBefore       // nothing happened, the caller waits
	HangAfter        // it happened, the caller waits
)

// Gateway is a payment.Gateway and payment.Ledger in memory. It knows tok_approve, tok_decline, tok_3ds and
// tok_late_webhook as the sandbox does, and tok_approve_NNNN for a card that ends in other digits; Script makes calls fail, Decide ends what waits.
type Gateway struct {
	mu      sync.Mutex
	charges map[payment.Key]*heldCharge
	script  map[string][]Fault
	calls   map[string]int
	at      int64
	now     func() time.Time
}

type heldCharge struct {
	payment.Charge
	token, captureID string
}

var (
	_ payment.Gateway = (*Gateway)(nil)
	_ payment.Ledger  = (*Gateway)(nil)
)

// NewGateway returns a gateway without charges.
func NewGateway() *Gateway {
	return &Gateway{charges: map[payment.Key]*heldCharge{}, script: map[string][]Fault{}, calls: map[string]int{}}
}

// Clock makes the times of charges those of a clock, UTC microseconds, always growing; without one they count from 1.
func (g *Gateway) Clock(now func() time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.now = now
}

// touch notes that a charge changed.
func (g *Gateway) touch(c *heldCharge) {
	g.at++
	if g.now != nil {
		g.at = max(g.at, g.now().UnixMicro())
	}
	c.At = g.at
}

// Script makes the next calls of a method (authorize, capture, void, refund, lookup) go wrong, one fault a call; after
// them the method works.
func (g *Gateway) Script(method string, faults ...Fault) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.script[method] = append(g.script[method], faults...)
}

// Calls returns how often a method was called.
func (g *Gateway) Calls(method string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.calls[method]
}

// Decide ends a charge that is processing or requires action.
func (g *Gateway) Decide(key payment.Key, to payment.ChargeState, decline string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if c := g.charges[key]; c != nil && (c.State == payment.ChargeProcessing || c.State == payment.ChargeRequiresAction) {
		c.State, c.DeclineCode = to, decline
		g.touch(c)
	}
}

// Put replaces the charge of an order, to play a gateway whose answers do not fit.
func (g *Gateway) Put(c payment.Charge, token string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.charges[c.Key] = &heldCharge{Charge: c, token: token}
}

// Notice returns the body of a webhook about an order.
func Notice(eventID string, key payment.Key) []byte {
	body, err := json.Marshal(map[string]any{
		"id": eventID, "type": "charge.changed",
		"charge": map[string]string{"order_id": string(key.OrderID), "user_id": commerce.FormatID(key.UserID)},
	})
	if err != nil {
		panic(err) // strings always marshal
	}
	return body
}

// call runs one method under the script.
func (g *Gateway) call(ctx context.Context, method string, key payment.Key, effect func(c *heldCharge) error) (payment.Charge, error) {
	g.mu.Lock()
	g.calls[method]++
	fault := None
	if len(g.script[method]) > 0 {
		fault, g.script[method] = g.script[method][0], g.script[method][1:]
	}
	out, err := payment.Charge{Key: key, State: payment.ChargeMissing}, error(nil)
	c := g.charges[key]
	if fault != FailBefore && fault != HangBefore {
		err = effect(c)
	}
	if c = g.charges[key]; c != nil {
		out = c.Charge
		out.Refunds = slices.Clone(c.Refunds)
	}
	g.mu.Unlock()
	if fault == HangBefore || fault == HangAfter {
		<-ctx.Done()
	}
	if fault != None {
		return payment.Charge{}, errs.UnknownOutcome(io.ErrUnexpectedEOF, method)
	}
	return out, err
}

// Authorize implements payment.Gateway.
func (g *Gateway) Authorize(ctx context.Context, a payment.Authorization) (payment.Charge, error) {
	return g.call(ctx, "authorize", a.Key, func(c *heldCharge) error {
		switch {
		case c == nil:
			c = opened(a)
			g.touch(c)
			g.charges[a.Key] = c
		case c.State == payment.ChargeVoided && c.Amount.IsZero():
		case c.Amount != a.Amount || c.token != a.Token:
			return errs.Conflict("key_reused", "This key was used before with other parameters.")
		}
		return nil
	})
}

func opened(a payment.Authorization) *heldCharge {
	c := &heldCharge{token: a.Token}
	c.Key, c.Amount, c.ID = a.Key, a.Amount, "ch_"+string(a.OrderID)
	name, once := strings.CutPrefix(a.Token, "tok_")
	if !once {
		name, _ = strings.CutPrefix(a.Token, "card_")
	}
	c.Brand, c.LastFour, c.Reusable = "visa", "4242", "card_"+name
	switch name {
	case "approve":
		c.State = payment.ChargeAuthorized
	case "3ds":
		c.State, c.ActionURL = payment.ChargeRequiresAction, "/sandbox/3ds/"+c.ID
	case "late_webhook":
		c.State = payment.ChargeProcessing
	case "decline":
		c.State, c.DeclineCode, c.Reusable = payment.ChargeDeclined, "card_declined", ""
	default:
		if number, ok := strings.CutPrefix(name, "approve_"); ok && len(number) == 4 {
			c.State, c.LastFour = payment.ChargeAuthorized, number
			return c
		}
		c.State, c.DeclineCode = payment.ChargeDeclined, "invalid_token"
		c.Brand, c.LastFour, c.Reusable = "", "", ""
	}
	return c
}

// Capture implements payment.Gateway.
func (g *Gateway) Capture(ctx context.Context, key payment.Key, captureID string, amount commerce.Money) (payment.Charge, error) {
	return g.call(ctx, "capture", key, func(c *heldCharge) error {
		switch {
		case c == nil:
		case c.captureID == captureID && c.Captured != amount.Amount:
			return errs.Conflict("key_reused", "This key was used before with other parameters.")
		case c.State == payment.ChargeAuthorized && c.Amount == amount:
			c.State, c.Captured, c.captureID = payment.ChargeCaptured, amount.Amount, captureID
			g.touch(c)
		}
		return nil
	})
}

// Void implements payment.Gateway.
func (g *Gateway) Void(ctx context.Context, key payment.Key, _ string) (payment.Charge, error) {
	return g.call(ctx, "void", key, func(c *heldCharge) error {
		switch {
		case c == nil:
			c = &heldCharge{}
			c.Key, c.State = key, payment.ChargeVoided
			g.touch(c)
			g.charges[key] = c
		case c.State != payment.ChargeCaptured && c.State != payment.ChargeDeclined && c.State != payment.ChargeVoided:
			c.State = payment.ChargeVoided
			g.touch(c)
		}
		return nil
	})
}

// Refund implements payment.Gateway.
func (g *Gateway) Refund(ctx context.Context, key payment.Key, refundID string, amount commerce.Money) (payment.Charge, error) {
	return g.call(ctx, "refund", key, func(c *heldCharge) error {
		if c == nil || c.Captured == 0 {
			return nil
		}
		for _, r := range c.Refunds {
			if r.ID == refundID {
				if r.Amount != amount.Amount {
					return errs.Conflict("key_reused", "This key was used before with other parameters.")
				}
				return nil
			}
		}
		r := payment.ChargeRefund{ID: refundID, Amount: amount.Amount}
		if r.Done = c.Refunded+r.Amount <= c.Captured && amount.Currency == c.Amount.Currency; r.Done {
			c.Refunded += r.Amount
			g.touch(c)
		}
		c.Refunds = append(c.Refunds, r)
		return nil
	})
}

// Lookup implements payment.Gateway.
func (g *Gateway) Lookup(ctx context.Context, key payment.Key) (payment.Charge, error) {
	return g.call(ctx, "lookup", key, func(*heldCharge) error { return nil })
}

// Charges implements payment.Ledger; the cursor is the last order id.
func (g *Gateway) Charges(_ context.Context, after string, limit int) (page []payment.Charge, next string, _ error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	byOrder := map[string]payment.Charge{}
	for key, c := range g.charges {
		byOrder[fmt.Sprintf("%s/%d", key.OrderID, key.UserID)] = c.Charge
	}
	for _, order := range slices.Sorted(maps.Keys(byOrder)) {
		if len(page) == limit {
			return page, next, nil
		}
		if order > after {
			page, next = append(page, byOrder[order]), order
		}
	}
	return page, "", nil
}

// Changes implements payment.Ledger; the cursor is the last time, which no two charges share.
func (g *Gateway) Changes(_ context.Context, since int64, after string, limit int) (page []payment.Charge, next string, _ error) {
	from := since - 1
	if after != "" {
		var err error
		if from, err = strconv.ParseInt(after, 10, 64); err != nil {
			return nil, "", errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is not one that this ledger gave"})
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.charges {
		if c.At > from {
			page = append(page, c.Charge)
		}
	}
	slices.SortFunc(page, func(a, b payment.Charge) int { return cmp.Compare(a.At, b.At) })
	if len(page) < limit {
		return page, "", nil
	}
	page = page[:limit]
	return page, strconv.FormatInt(page[limit-1].At, 10), nil
}
