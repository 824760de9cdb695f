package sim

import (
	"context"

	"rialto/internal/commerce"
	"rialto/internal/payment"
	"rialto/internal/platform/errs"
)

var gatewayMutants = []mutant{
	{name: "a new gateway key on retry", gateway: func(_ *world, g payment.Gateway) payment.Gateway {
		return &newKeys{Gateway: g, tries: map[payment.Key]int{}}
	}},
	{name: "a time-out is a decline", gateway: func(_ *world, g payment.Gateway) payment.Gateway { return timeoutIsNo{g} }},
	{name: "a local decline on retry after unknown", gateway: func(_ *world, g payment.Gateway) payment.Gateway {
		return &localNo{g, map[payment.Key]bool{}}
	}},
	{name: "a void without answer is done", gateway: func(_ *world, g payment.Gateway) payment.Gateway { return voidIsDone{g} }},
	{name: "a refund goes out under a new id on retry", gateway: func(_ *world, g payment.Gateway) payment.Gateway {
		return &newRefunds{g, map[string]int{}}
	}},
	{name: "an answer about another charge is believed", gateway: func(_ *world, g payment.Gateway) payment.Gateway {
		return &believer{g, map[payment.Key]commerce.Money{}}
	}},
	{name: "a webhook counts a capture again", payments: func(w *world, s payment.Store) payment.Store { return &capturedTwice{Store: s} }},
	{name: "the payment forgets that it has begun", payments: func(w *world, s payment.Store) payment.Store { return noBegin{s} }},
}

// newKeys makes a charge of its own for every try.
type newKeys struct {
	payment.Gateway
	tries map[payment.Key]int
}

func (g *newKeys) key(k payment.Key) payment.Key {
	k.OrderID = commerce.OrderID(try(k.OrderID, g.tries[k]))
	return k
}

func (g *newKeys) Authorize(ctx context.Context, a payment.Authorization) (payment.Charge, error) {
	real := a.Key
	g.tries[real]++
	a.Key = g.key(real)
	c, err := g.Gateway.Authorize(ctx, a)
	c.Key = real
	return c, err
}

func (g *newKeys) Capture(ctx context.Context, k payment.Key, id string, amount commerce.Money) (payment.Charge, error) {
	c, err := g.Gateway.Capture(ctx, g.key(k), id, amount)
	c.Key = k
	return c, err
}

func (g *newKeys) Void(ctx context.Context, k payment.Key, id string) (payment.Charge, error) {
	c, err := g.Gateway.Void(ctx, g.key(k), id)
	c.Key = k
	return c, err
}

func (g *newKeys) Refund(ctx context.Context, k payment.Key, id string, amount commerce.Money) (payment.Charge, error) {
	c, err := g.Gateway.Refund(ctx, g.key(k), id, amount)
	c.Key = k
	return c, err
}

func (g *newKeys) Lookup(ctx context.Context, k payment.Key) (payment.Charge, error) {
	c, err := g.Gateway.Lookup(ctx, g.key(k))
	c.Key = k
	return c, err
}

// believer takes any answer for one about its own charge.
type believer struct {
	payment.Gateway
	asked map[payment.Key]commerce.Money
}

func (g *believer) believe(k payment.Key, c payment.Charge, err error) (payment.Charge, error) {
	c.Key, c.Amount = k, g.asked[k]
	if c.State == payment.ChargeCaptured {
		c.Captured = c.Amount.Amount
	}
	return c, err
}

func (g *believer) Authorize(ctx context.Context, a payment.Authorization) (payment.Charge, error) {
	g.asked[a.Key] = a.Amount
	c, err := g.Gateway.Authorize(ctx, a)
	return g.believe(a.Key, c, err)
}

func (g *believer) Capture(ctx context.Context, k payment.Key, id string, amount commerce.Money) (payment.Charge, error) {
	g.asked[k] = amount
	c, err := g.Gateway.Capture(ctx, k, id, amount)
	return g.believe(k, c, err)
}

type timeoutIsNo struct{ payment.Gateway }

func (g timeoutIsNo) Authorize(ctx context.Context, a payment.Authorization) (payment.Charge, error) {
	c, err := g.Gateway.Authorize(ctx, a)
	if err != nil && errs.Unanswered(err) {
		return declined(a), nil
	}
	return c, err
}

func declined(a payment.Authorization) payment.Charge {
	return payment.Charge{Key: a.Key, Amount: a.Amount, State: payment.ChargeDeclined, DeclineCode: "card_declined"}
}

// localNo decides by itself when it is asked again after silence.
type localNo struct {
	payment.Gateway
	silent map[payment.Key]bool
}

func (g *localNo) Authorize(ctx context.Context, a payment.Authorization) (payment.Charge, error) {
	if g.silent[a.Key] {
		return declined(a), nil
	}
	c, err := g.Gateway.Authorize(ctx, a)
	g.silent[a.Key] = err != nil
	return c, err
}

type voidIsDone struct{ payment.Gateway }

func (g voidIsDone) Void(ctx context.Context, k payment.Key, id string) (payment.Charge, error) {
	c, err := g.Gateway.Void(ctx, k, id)
	if err != nil {
		return payment.Charge{Key: k, State: payment.ChargeVoided}, nil
	}
	return c, nil
}

type newRefunds struct {
	payment.Gateway
	tries map[string]int
}

func (g *newRefunds) Refund(ctx context.Context, k payment.Key, id string, amount commerce.Money) (payment.Charge, error) {
	g.tries[id]++
	c, err := g.Gateway.Refund(ctx, k, try(id, g.tries[id]), amount)
	for i := range c.Refunds {
		c.Refunds[i].ID = id
	}
	return c, err
}

// capturedTwice adds what a webhook tells instead of setting it.
type capturedTwice struct{ payment.Store }

func (s *capturedTwice) BookWebhook(ctx context.Context, m payment.Webhook, at int64) error {
	p, err := s.Store.Get(ctx, m.Key)
	if err == nil && p.Status == payment.StatusCaptured {
		more := p
		more.Captured += p.Amount.Amount
		more.Version++
		if _, err := s.Store.Move(ctx, p, more); err != nil {
			return err
		}
	}
	return s.Store.BookWebhook(ctx, m, at)
}

// noBegin writes a void of a payment that never began nowhere, so that a late authorisation finds the door open.
type noBegin struct{ payment.Store }

func (s noBegin) StartVoid(ctx context.Context, k payment.Key, id string, at, askAt int64) (payment.Payment, error) {
	p, err := s.Store.Get(ctx, k)
	if err != nil {
		return payment.Payment{Key: k, Status: payment.StatusVoided}, nil
	}
	if p.Status == payment.StatusNew || p.Status == payment.StatusUnknown {
		p.Status = payment.StatusVoided // believed, not asked
		return p, nil
	}
	return s.Store.StartVoid(ctx, k, id, at, askAt)
}
