package main

const buyers = 64

// purchases measures the whole way: a new guest's cart, a quote, an order. Each is a purchase of its own.
func (b *bench) purchases() error {
	s, err := b.shop()
	if err != nil {
		return err
	}
	seen, err := b.sample(s)
	if err != nil {
		return err
	}
	l, err := b.drive(s, phase{"purchases at 64 clients", buyers, b.opts.few(8_000, 800), func(c *conn, i int) error {
		var p shopper
		if err := p.fill(c, seen.hot, i, b.opts.lines); err != nil {
			return err
		}
		if err := p.ask(c); err != nil {
			return err
		}
		return p.place(c)
	}})
	if err != nil {
		return err
	}
	b.table.add("cart + quote + order at 64 clients", l.rate(), perSecond, atLeast(800))
	b.table.add("purchase p50", l.quantile(.50), milliseconds, nil)
	b.table.add("purchase p99", l.quantile(.99), milliseconds, nil)
	b.cpu("purchase", l)
	return s.quiet(b.ctx)
}
