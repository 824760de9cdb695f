package main

import (
	"fmt"
	"slices"
)

// rounds is how often the figure that matters most is taken; the middle one counts.
const rounds = 3

// orders measures POST /v1/orders alone, on quotes that were made before.
func (b *bench) orders() error {
	s, err := b.shop()
	if err != nil {
		return err
	}
	for _, at := range []struct{ clients, jobs int }{
		{1, b.opts.few(500, 40)}, {16, b.opts.few(2_500, 400)}, {64, b.opts.few(5_000, 1_000)},
	} {
		var all []load
		for range b.opts.few(rounds, 1) {
			l, err := b.place(s, at.clients, at.jobs)
			if err != nil {
				return err
			}
			all = append(all, l)
		}
		slices.SortFunc(all, func(x, y load) int { return int(x.took - y.took) })
		b.ordersAt(at.clients, all[len(all)/2])
	}
	return nil
}

func (b *bench) ordersAt(clients int, l load) {
	var goal *aim
	if clients == 64 {
		goal = atLeast(2_000)
	}
	at := fmt.Sprintf("orders at %d clients", clients)
	b.table.add(at, l.rate(), perSecond, goal)
	b.table.add(at+", p50", l.quantile(.50), milliseconds, nil)
	b.table.add(at+", p99", l.quantile(.99), milliseconds, nil)
	b.cpu(fmt.Sprintf("order at %d", clients), l)
}

// place prepares quotes and turns them into orders.
func (b *bench) place(s *shop, clients, n int) (load, error) {
	all, err := b.prepared(s, n)
	if err != nil {
		return load{}, err
	}
	l, err := b.drive(s, phase{fmt.Sprintf("orders at %d clients", clients), clients, n, func(c *conn, i int) error { return all[i].place(c) }})
	if err != nil {
		return l, err
	}
	return l, s.quiet(b.ctx)
}
