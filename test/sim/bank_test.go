package sim

import (
	"context"
	"fmt"
	"time"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/payment"
	"rialto/internal/payment/paymenttest"
)

// bank is the gateway with its own books. It never dies, but it can be slow, silent or late, and it tells what has moved by
// webhooks that are lost, repeated and overtake each other.
type bank struct {
	w       *world
	gateway *paymenttest.Gateway
	told    map[payment.Key]string // what the last webhook about a charge said
	events  int
}

func newBank(w *world) *bank {
	b := &bank{w: w, gateway: paymenttest.NewGateway(), told: map[payment.Key]string{}}
	b.gateway.Clock(time.Now)
	return b
}

// bankLink is the gateway as one life of the payment room sees it.
type bankLink struct {
	b    *bank
	from *life
}

var _ payment.Gateway = bankLink{}

func (k bankLink) ask(ctx context.Context, o op, key payment.Key, do func(context.Context) (payment.Charge, error)) (payment.Charge, error) {
	return exchange(ctx, k.b.w, k.from, nil, o, string(key.OrderID), func(bool) (payment.Charge, error) {
		c, err := do(k.b.w.ctx) // what the bank does, it does whether or not somebody still listens
		if err != nil {
			return c, err
		}
		k.b.w.say("gateway %s: %s captured %d refunded %d", key.OrderID, c.State, c.Captured, c.Refunded)
		k.b.tell(c)
		return k.b.garble(o, c), nil
	})
}

// Authorize implements payment.Gateway.
func (k bankLink) Authorize(ctx context.Context, a payment.Authorization) (payment.Charge, error) {
	return k.ask(ctx, opGateAuthorize, a.Key, func(ctx context.Context) (payment.Charge, error) { return k.b.gateway.Authorize(ctx, a) })
}

// Capture implements payment.Gateway.
func (k bankLink) Capture(ctx context.Context, key payment.Key, id string, amount commerce.Money) (payment.Charge, error) {
	return k.ask(ctx, opGateCapture, key, func(ctx context.Context) (payment.Charge, error) {
		return k.b.gateway.Capture(ctx, key, id, amount)
	})
}

// Void implements payment.Gateway.
func (k bankLink) Void(ctx context.Context, key payment.Key, id string) (payment.Charge, error) {
	return k.ask(ctx, opGateVoid, key, func(ctx context.Context) (payment.Charge, error) { return k.b.gateway.Void(ctx, key, id) })
}

// Refund implements payment.Gateway.
func (k bankLink) Refund(ctx context.Context, key payment.Key, id string, amount commerce.Money) (payment.Charge, error) {
	return k.ask(ctx, opGateRefund, key, func(ctx context.Context) (payment.Charge, error) {
		return k.b.gateway.Refund(ctx, key, id, amount)
	})
}

// Lookup implements payment.Gateway.
func (k bankLink) Lookup(ctx context.Context, key payment.Key) (payment.Charge, error) {
	return k.ask(ctx, opGateLookup, key, func(ctx context.Context) (payment.Charge, error) { return k.b.gateway.Lookup(ctx, key) })
}

// garble makes a few answers wrong: the amount, the currency, or the whole charge, which then is another's and in order.
func (b *bank) garble(o op, c payment.Charge) payment.Charge {
	d := b.w.roll(opNews, "garble "+string(c.OrderID))
	if !b.w.rough.Load() || b.w.weather.network == 0 || !d.chance(150) {
		return c
	}
	b.w.hit(o, string(c.OrderID), lying)
	switch d.n(3) {
	case 0:
		c.Amount.Amount++
	case 1:
		c.Amount.Currency = "EUR"
	default:
		c = payment.Charge{
			Key: payment.Key{UserID: c.UserID, OrderID: c.OrderID + "9"}, ID: "ch_other", State: payment.ChargeCaptured, Amount: c.Amount,
			Captured: c.Amount.Amount,
		}
	}
	b.w.say("gateway lies about %s: %+v", c.OrderID, c)
	return c
}

// openBank is a gateway that shows its books too.
type openBank struct {
	payment.Gateway
	link bankLink
}

var _ payment.Ledger = openBank{}

// Charges implements payment.Ledger.
func (k openBank) Charges(ctx context.Context, after string, limit int) ([]payment.Charge, string, error) {
	return k.link.b.gateway.Charges(ctx, after, limit)
}

// Changes implements payment.Ledger.
func (k openBank) Changes(ctx context.Context, since int64, after string, limit int) ([]payment.Charge, string, error) {
	type report struct {
		page []payment.Charge
		next string
	}
	got, err := exchange(ctx, k.link.b.w, k.link.from, nil, opGateReport, "report", func(bool) (r report, err error) {
		r.page, r.next, err = k.link.b.gateway.Changes(ctx, since, after, limit)
		return r, err
	})
	return got.page, got.next, err
}

// tell sends a webhook about what has changed, and lets the bank make up its mind where it has not.
func (b *bank) tell(c payment.Charge) {
	what := fmt.Sprint(c.State, c.Captured, len(c.Refunds))
	b.w.mu.Lock()
	news := b.told[c.Key] != what
	b.told[c.Key] = what
	b.events++
	id := fmt.Sprintf("evt_%d", b.events)
	b.w.mu.Unlock()
	if !news || c.State == payment.ChargeMissing {
		return
	}
	d := b.w.roll(opNews, id)
	b.w.spawn(func() { b.notify(id, c.Key, &d) })
	if c.State == payment.ChargeProcessing {
		mind := b.w.roll(opNews, id)
		b.w.spawn(func() {
			long := 12 * time.Second
			if mind.chance(1500) { // longer than the shop waits
				long += buyerWait
			}
			time.Sleep(mind.between(long-12*time.Second+300*time.Millisecond, long))
			b.decide(c.Key, mind.chance(7500))
		})
	}
}

// decide ends what waits for the buyer or the bank.
func (b *bank) decide(key payment.Key, yes bool) {
	to, code := payment.ChargeAuthorized, ""
	if !yes {
		to, code = payment.ChargeDeclined, "authentication_failed"
	}
	b.gateway.Decide(key, to, code)
	if c, err := b.gateway.Lookup(b.w.ctx, key); err == nil {
		b.w.say("gateway %s decides: %s", key.OrderID, c.State)
		b.tell(c)
	}
}

// notify delivers one webhook until it is taken, twice now and then.
func (b *bank) notify(id string, key payment.Key, d *dice) {
	body := paymenttest.Notice(id, key)
	for range 6 {
		time.Sleep(d.between(time.Millisecond, 3*time.Second))
		_, err := exchange(b.w.ctx, b.w, nil, b.w.payment, opWebhook, string(key.OrderID), func(bool) (*paymentv1.WebhookResponse, error) {
			l := b.w.payment.life.Load()
			if l == nil {
				return nil, errGone
			}
			return l.payment.Webhook(l.ctx, &paymentv1.WebhookRequest{
				Gateway: "sandbox", Body: body, Signature: payment.Sign(secret, time.Now(), body),
			})
		})
		if err == nil && !d.chance(1500) {
			return
		}
	}
}

// charge is what the bank's own books say of an order.
func (b *bank) charge(key payment.Key) payment.Charge {
	return must(b.gateway.Lookup(context.Background(), key))
}
