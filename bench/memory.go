package main

// memory measures the resident memory of a shop that has its catalogue and has served readers.
func (b *bench) memory() error {
	if err := b.close(); err != nil { // a fresh process: nobody else's garbage
		return err
	}
	s, err := b.shop()
	if err != nil {
		return err
	}
	seen, err := b.sample(s)
	if err != nil {
		return err
	}
	rest, _ := s.memory()
	paths := append(seen.lookups(b.opts.few(20_000, 1_000)), seen.searches(b.opts.few(5_000, 500))...)
	if _, err := b.drive(s, phase{"look around", readers, len(paths), func(c *conn, i int) error {
		_, err := c.want(200, request{method: "GET", path: paths[i]})
		return err
	}}); err != nil {
		return err
	}
	served, peak := s.memory()
	const mb = 1e6
	b.table.add("resident, catalogue loaded, a walk through it", rest/mb, megabytes, nil)
	b.table.add("resident after product and search reads", served/mb, megabytes, atMost(400))
	b.table.add("most since the start", peak/mb, megabytes, nil)
	return nil
}
