package flashsale

import (
	"context"
	"fmt"
	"time"
)

const (
	calmEvery = 500 * time.Millisecond // between two of them
	calmIdle  = 30                     // before the sale
	calmMost  = 240                    // while it goes on
)

// calm buys a product that nobody rushes for, before and during the sale: the rest of the shop must not notice.
type calm struct {
	sale   *Sale
	buyers []*buyer
	before []*buyer
	beside []*buyer
}

// watch gathers buyers of the calm product; all their cards are good.
func (s *Sale) watch(ctx context.Context, a article) (*calm, error) {
	buyers, err := s.gather(ctx, a, calmIdle+calmMost, "idle")
	for _, b := range buyers {
		b.card, b.key = "tok_approve", "calm-"+b.key
	}
	return &calm{sale: s, buyers: buyers}, err
}

// idle buys while nothing else happens.
func (c *calm) idle(ctx context.Context) error {
	c.before, c.buyers = c.buyers[:calmIdle], c.buyers[calmIdle:]
	for i, b := range c.before {
		if err := c.buy(ctx, b); err != nil {
			return err
		}
		c.sale.tell("idle", int64(i+1), calmIdle)
	}
	return nil
}

// during buys every half second until ctx ends.
func (c *calm) during(ctx context.Context, start time.Time) error {
	if pause(ctx, start.Sub(c.sale.now())) != nil {
		return nil
	}
	for _, b := range c.buyers {
		err := c.buy(ctx, b)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		c.beside = append(c.beside, b)
		if pause(ctx, calmEvery) != nil {
			return nil
		}
	}
	return nil
}

// buy places one order without the waiting room, which is not in front of this product.
func (c *calm) buy(ctx context.Context, b *buyer) error {
	outside := *c.sale
	outside.opts.WaitingRoom = false
	if err := outside.buy(ctx, b, outside.now()); err != nil {
		return err
	}
	if b.outcome != confirmed {
		return fmt.Errorf("an order of a product in stock was %s", b.outcome)
	}
	return nil
}
