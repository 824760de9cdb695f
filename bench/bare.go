package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"rialto/internal/analytics/analyticsdb"
	"rialto/internal/cart/cartdb"
	"rialto/internal/catalog/catalogdb"
	"rialto/internal/fulfillment/fulfillmentdb"
	"rialto/internal/identity/identitydb"
	"rialto/internal/inventory/inventorydb"
	"rialto/internal/notification/notificationdb"
	"rialto/internal/order/orderdb"
	"rialto/internal/payment/paygateway"
	"rialto/internal/payment/paymentdb"
	"rialto/internal/platform/bus/eventsdb"
	"rialto/internal/platform/sqldb"
	"rialto/internal/pricing/pricingdb"
	"rialto/internal/shipping/shippingdb"
)

// bareClients is the concurrency of both sides.
const bareClients = 64

// schemas are those of the files in a data folder.
var schemas = map[string]fs.FS{
	"analytics.db": analyticsdb.Migrations(), "cart.db": cartdb.Migrations(), "catalog.db": catalogdb.Migrations(),
	"events.db": eventsdb.Migrations(), "fulfillment.db": fulfillmentdb.Migrations(), "gateway.db": paygateway.Migrations(),
	"identity.db": identitydb.Migrations(), "inventory.db": inventorydb.Migrations(), "notification.db": notificationdb.Migrations(),
	"order.db": orderdb.Migrations(), "payment.db": paymentdb.Migrations(), "pricing.db": pricingdb.Migrations(),
	"shipping.db": shippingdb.Migrations(),
}

// checkoutFiles are written before the buyer has an answer; the other files follow the events.
var checkoutFiles = []string{"order.db", "inventory.db", "payment.db", "gateway.db"}

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

// tell lists what one checkout wrote, a transaction a line.
func (b *bench) tell(list []transaction) {
	b.say("  one checkout writes:")
	for _, t := range list {
		var does []string
		for _, s := range t.Statements {
			does = append(does, s.summary())
		}
		b.say("    %-13s %s", t.DB, strings.Join(does, ", "))
	}
}

// summary is a statement's verb and table.
func (s statement) summary() string {
	words := strings.Fields(s.Query)
	at := map[string]string{"INSERT": "INTO", "SELECT": "FROM", "DELETE": "FROM", "UPDATE": "UPDATE"}[words[0]]
	if i := slices.Index(words, at); i >= 0 && i+1 < len(words) {
		return strings.ToLower(words[0]) + " " + words[i+1]
	}
	return words[0]
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

// parts are recorded transactions by who has to wait for whom.
type parts struct {
	orders [][]transaction          // writes of a checkout, one list an order, each to be done in its order
	rest   map[string][]transaction // writes of loops, one list a file, each to be done in its order
	reads  []transaction            // snapshots, in any order
}

// split sorts transactions. One that names exactly one order, in a file of the checkout, is part of that order.
func split(all []transaction, orders []shopper) parts {
	p := parts{orders: make([][]transaction, len(orders)), rest: map[string][]transaction{}}
	at := make(map[string]int, len(orders))
	for i, o := range orders {
		at[o.order] = i
	}
	for _, t := range all {
		i, one := t.order(at)
		switch {
		case !t.Write:
			p.reads = append(p.reads, t)
		case one && slices.Contains(checkoutFiles, t.DB):
			p.orders[i] = append(p.orders[i], t)
		default:
			p.rest[t.DB] = append(p.rest[t.DB], t)
		}
	}
	return p
}

// order finds the one order that the arguments name.
func (t transaction) order(at map[string]int) (index int, one bool) {
	for _, s := range t.Statements {
		for _, arg := range s.Args {
			text, _ := arg.(string)
			i, is := at[text]
			switch {
			case is && !one:
				index, one = i, true
			case is && i != index:
				return 0, false
			}
		}
	}
	return index, one
}

// folder is a data folder's databases, opened without the rooms.
type folder map[string]*sqldb.DB

func openFolder(ctx context.Context, dir string) (folder, error) {
	d := folder{}
	for name, schema := range schemas {
		db, err := sqldb.OpenSQLite(ctx, filepath.Join(dir, name), schema)
		if err != nil {
			return nil, errors.Join(err, d.close())
		}
		d[name] = db
	}
	return d, nil
}

func (d folder) close() error {
	var all error
	for _, db := range d {
		all = errors.Join(all, db.Close())
	}
	return all
}

// costs are what a replay took, and how much it did.
type costs struct {
	orders, rest, reads       time.Duration
	writes, statements        int // of orders
	restWrites, readSnapshots int
}

// replay runs the checkouts by many clients, then each loop's writes one after the other, as the loop did, then the reads.
func (b *bench) replay(d folder, p parts) (c costs, err error) {
	for _, list := range p.orders {
		c.writes += len(list)
		for _, t := range list {
			c.statements += len(t.Statements)
		}
	}
	if c.orders, err = b.cpuOf("bare checkouts", func() error { return d.byClients(b.ctx, p.orders) }); err != nil {
		return c, err
	}
	var loops [][]transaction
	for _, list := range p.rest {
		loops, c.restWrites = append(loops, list), c.restWrites+len(list)
	}
	if c.rest, err = b.cpuOf("bare loops", func() error { return d.byClients(b.ctx, loops) }); err != nil {
		return c, err
	}
	c.readSnapshots = len(p.reads)
	c.reads, err = b.cpuOf("bare reads", func() error { return d.byClients(b.ctx, slices.Collect(slices.Chunk(p.reads, 1))) })
	return c, err
}

// cpuOf returns the CPU that this process spends on something.
func (b *bench) cpuOf(name string, do func() error) (time.Duration, error) {
	stop, err := b.profiled(name)
	if err != nil {
		return 0, err
	}
	defer stop()
	runtime.GC()
	before := ownCPU()
	if err := do(); err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return ownCPU() - before, nil
}

// byClients has clients take lists; the transactions of a list run one after the other.
func (d folder) byClients(ctx context.Context, lists [][]transaction) error {
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range bareClients {
		group.Go(func() error {
			for i := int(next.Add(1)) - 1; i < len(lists); i = int(next.Add(1)) - 1 {
				for _, t := range lists[i] {
					if err := d.again(ctx, t); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// again runs a transaction as it ran before.
func (d folder) again(ctx context.Context, t transaction) error {
	db := d[t.DB]
	if db == nil {
		return fmt.Errorf("no schema is known for %s: add it in bench/bare.go", t.DB)
	}
	run := db.Read
	if t.Write {
		run = db.Write
	}
	return run(ctx, func(tx sqldb.Tx) error {
		for _, s := range t.Statements {
			if err := s.again(tx); err != nil {
				return fmt.Errorf("%s: %w: %.200s", t.DB, err, s.Query)
			}
		}
		return nil
	})
}

func (s statement) again(tx sqldb.Tx) error {
	if !s.Rows {
		_, err := tx.Exec(s.Query, s.Args...)
		return err
	}
	rows, err := tx.Query(s.Query, s.Args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
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
