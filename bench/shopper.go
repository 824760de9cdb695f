package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// shopper is a guest on the way through the shop: a cart token, then a quote, then an order.
type shopper struct {
	cart, quote, order string
}

const address = `"address":{"name":"Ada Bench","line1":"1 Main Street","city":"Portland","region":"OR","postal_code":"97201","country":"US"}`

// fill puts lines different hot products into a new guest's cart. Which ones depends on i.
func (p *shopper) fill(c *conn, hot []string, i, lines int) error {
	for l := range lines {
		got, err := c.want(200, request{
			method: "POST", path: "/v1/cart/items", cart: p.cart, body: `{"product_id":"` + hot[(i+l)%len(hot)] + `","quantity":1}`,
		})
		if err != nil {
			return err
		}
		if got.cart != "" {
			p.cart = got.cart
		}
	}
	return nil
}

// ask gets a quote for the cart.
func (p *shopper) ask(c *conn) error {
	got, err := c.want(200, request{
		method: "POST", path: "/v1/checkout/quote", cart: p.cart, body: `{` + address + `,"email":"ada@bench.test"}`,
	})
	if err != nil {
		return err
	}
	var quote struct {
		Token string `json:"quote_token"`
	}
	if err := json.Unmarshal(got.body, &quote); err != nil {
		return err
	}
	p.quote = quote.Token
	return nil
}

// place buys what the quote says. Anything but a confirmed order is an error.
func (p *shopper) place(c *conn) error {
	got, err := c.want(201, request{
		method: "POST", path: "/v1/orders", cart: p.cart, key: "bench-" + p.quote,
		body: `{"quote_token":"` + p.quote + `","tenders":[{"method":"card","token":"tok_approve"}]}`,
	})
	if err != nil {
		return err
	}
	text := string(got.body)
	if !strings.Contains(text, `"status":"confirmed"`) {
		return fmt.Errorf("the order is not confirmed: %.500s", text)
	}
	p.order = after(text, `"order_id":"`)
	return nil
}

// after returns what stands between a mark and the next quotation mark. It is cheaper than decoding the whole answer.
func after(text, mark string) string {
	_, rest, _ := strings.Cut(text, mark)
	found, _, _ := strings.Cut(rest, `"`)
	return found
}

const (
	preparers = 32
	// quoteLife is less than the 15 minutes for which a quote is good.
	quoteLife = 12 * time.Minute
)

// prepared makes shoppers who have a quote each.
func (b *bench) prepared(s *shop, n int) ([]shopper, error) {
	seen, err := b.sample(s)
	if err != nil {
		return nil, err
	}
	all := make([]shopper, n)
	l, err := b.drive(s, phase{"prepare " + strconv.Itoa(n) + " quotes", preparers, n, func(c *conn, i int) error {
		if err := all[i].fill(c, seen.hot, i, b.opts.lines); err != nil {
			return err
		}
		return all[i].ask(c)
	}})
	if err != nil {
		return nil, err
	}
	if l.took > quoteLife {
		return nil, fmt.Errorf("it took %s to prepare %d quotes: the first have expired", l.took.Round(time.Second), n)
	}
	return all, s.quiet(b.ctx)
}
