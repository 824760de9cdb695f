package main

import "slices"

// ready measures how long a shop takes to open on a folder that is there already.
func (b *bench) ready() error {
	if err := b.load(); err != nil {
		return err
	}
	var times []float64
	for range 5 {
		if err := b.close(); err != nil {
			return err
		}
		s, err := b.start(b.binary)
		if err != nil {
			return err
		}
		times = append(times, s.ready.Seconds())
	}
	slices.Sort(times)
	b.table.add("start to ready, middle of 5", times[2], seconds, atMost(2))
	b.table.add("slowest of 5", times[4], seconds, nil)
	return nil
}
