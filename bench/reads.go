package main

import "slices"

const readers = 16

// reads measures product pages and searches.
func (b *bench) reads() error {
	s, err := b.shop()
	if err != nil {
		return err
	}
	seen, err := b.sample(s)
	if err != nil {
		return err
	}
	if err := b.read(s, "product", seen.lookups(b.opts.few(40_000, 2_000)), 25); err != nil {
		return err
	}
	searches := seen.searches(b.opts.few(15_000, 1_000))
	if err := b.read(s, "search", searches, 60); err != nil {
		return err
	}
	different := slices.Compact(slices.Sorted(slices.Values(searches)))
	b.table.add("different searches among them", 100*float64(len(different))/float64(len(searches)), percent, nil)
	return nil
}

// read measures GETs. A twentieth of them warms up first: it is a shop that has been open for a while that counts.
func (b *bench) read(s *shop, what string, paths []string, worst float64) error {
	get := func(c *conn, i int) error {
		_, err := c.want(200, request{method: "GET", path: paths[i]})
		return err
	}
	if _, err := b.drive(s, phase{what + " warm-up", readers, len(paths) / 20, get}); err != nil {
		return err
	}
	l, err := b.drive(s, phase{what + " reads", readers, len(paths), get})
	if err != nil {
		return err
	}
	b.table.add(what+" reads at 16 clients", l.rate(), perSecond, nil)
	b.table.add(what+" p50", l.quantile(.50), milliseconds, nil)
	b.table.add(what+" p99", l.quantile(.99), milliseconds, atMost(worst))
	b.cpu(what+" request", l)
	return nil
}

// cpu adds what a job cost shop and generator.
func (b *bench) cpu(what string, l load) {
	if b.within {
		b.table.add("CPU per "+what+", generator included", l.cpu(l.shop), microseconds, nil)
		return
	}
	b.table.add("CPU per "+what+", shop", l.cpu(l.shop), microseconds, nil)
	b.table.add("CPU per "+what+", generator", l.cpu(l.own), microseconds, nil)
}
