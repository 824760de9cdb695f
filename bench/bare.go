package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

// bareClients is the concurrency of both sides.
const bareClients = 64

// bare compares an order with what its transactions cost by themselves. The shop takes orders; then, on the same folder, a
// build of it that writes down every transaction takes as many again; then those transactions run on a copy of the folder
// from before, with the same arguments, in the same number of Write calls, by as many clients, without saga, HTTP or JSON.
func (b *bench) bare() error {
	s, err := b.shop()
	if err != nil {
		return err
	}
	n := b.opts.few(4_000, 500)
	later, err := b.prepared(s, n)
	if err != nil {
		return err
	}
	whole, err := b.wholeOrders(s, n)
	if err != nil {
		return err
	}
	before, recorded, err := b.recordOrders(later)
	if err != nil {
		return err
	}
	d, err := openFolder(b.ctx, before)
	if err != nil {
		return err
	}
	defer d.close()
	sorted := split(recorded, later)
	b.tell(sorted.orders[n/2])
	spent, err := b.replay(d, sorted)
	if err != nil {
		return err
	}
	if err := d.sameAs(b.ctx, b.data()); err != nil {
		return err
	}
	b.compare(whole, spent, n)
	return nil
}

// spent is CPU time of the shop: until the last answer, and until everything that followed was done.
type spent struct{ answered, quiet time.Duration }

// wholeOrders places n orders and tells what they cost.
func (b *bench) wholeOrders(s *shop, n int) (spent, error) {
	all, err := b.prepared(s, n)
	if err != nil {
		return spent{}, err
	}
	before := s.cpu()
	l, err := b.drive(s, phase{"whole orders", bareClients, n, func(c *conn, i int) error { return all[i].place(c) }})
	if err != nil {
		return spent{}, err
	}
	err = s.quiet(b.ctx)
	return spent{l.shop, s.cpu() - before}, err
}

// recordOrders copies the folder, then places orders with the recording build. before is the copy.
func (b *bench) recordOrders(all []shopper) (before string, recorded []transaction, err error) {
	if err := b.close(); err != nil {
		return "", nil, err
	}
	before, record := filepath.Join(b.work, "before"), filepath.Join(b.work, "record")
	binary, err := b.compileRecorder()
	if err != nil {
		return "", nil, err
	}
	if err := copyDatabases(before, b.data()); err != nil {
		return "", nil, err
	}
	s, err := b.start(binary, recordTo+"="+record)
	if err != nil {
		return "", nil, err
	}
	_, err = b.drive(s, phase{"recorded orders", bareClients, len(all), func(c *conn, i int) error { return all[i].place(c) }})
	if err == nil {
		err = s.quiet(b.ctx)
	}
	if err := errors.Join(err, b.close()); err != nil {
		return "", nil, err
	}
	recorded, err = readRecord(record)
	return before, recorded, err
}

// copyDatabases copies the files of a folder that nobody has open.
func copyDatabases(to, from string) error {
	if err := os.Mkdir(to, 0o700); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(from, "*.db*"))
	for _, f := range files {
		if err == nil {
			err = copyFile(filepath.Join(to, filepath.Base(f)), f)
		}
	}
	return err
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	return writeFile(to, func(w io.Writer) error {
		_, err := io.Copy(w, in)
		return err
	})
}

// compare adds the figures, each for one order.
func (b *bench) compare(whole spent, c costs, n int) {
	each := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 / float64(n) }
	t := &b.table
	t.add("write transactions of a checkout", float64(c.writes)/float64(n), count, nil)
	t.add("statements in them", float64(c.statements)/float64(n), count, nil)
	t.add("write transactions that follow its events", float64(c.restWrites)/float64(n), count, nil)
	t.add("read snapshots", float64(c.readSnapshots)/float64(n), count, nil)
	t.add("CPU of an order, until the answers", each(whole.answered), microseconds, nil)
	t.add("CPU of an order, until all is quiet", each(whole.quiet), microseconds, nil)
	t.add("CPU of the checkout's bare transactions", each(c.orders), microseconds, nil)
	t.add("CPU of the bare transactions that follow", each(c.rest), microseconds, nil)
	t.add("CPU of the bare reads", each(c.reads), microseconds, nil)
	t.add("until the answers : checkout's bare transactions", each(whole.answered)/each(c.orders), times, atMost(8))
	t.add("until all is quiet : all bare transactions", each(whole.quiet)/each(c.orders+c.rest), times, nil)
}
