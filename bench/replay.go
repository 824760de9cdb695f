package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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
	"rialto/internal/drop/dropdb"
	"rialto/internal/fulfillment/fulfillmentdb"
	"rialto/internal/giftcard/giftcarddb"
	"rialto/internal/identity/identitydb"
	"rialto/internal/inventory/inventorydb"
	"rialto/internal/ledger/ledgerdb"
	"rialto/internal/notification/notificationdb"
	"rialto/internal/order/orderdb"
	"rialto/internal/payment/paygateway"
	"rialto/internal/payment/paymentdb"
	"rialto/internal/platform/bus/eventsdb"
	"rialto/internal/platform/sqldb"
	"rialto/internal/pricing/pricingdb"
	"rialto/internal/shipping/shippingdb"
)

// schemas are those of the files in a data folder.
var schemas = map[string]fs.FS{
	"analytics.db": analyticsdb.Migrations(), "cart.db": cartdb.Migrations(), "catalog.db": catalogdb.Migrations(),
	"events.db": eventsdb.Migrations(), "fulfillment.db": fulfillmentdb.Migrations(), "gateway.db": paygateway.Migrations(),
	"identity.db": identitydb.Migrations(), "inventory.db": inventorydb.Migrations(), "notification.db": notificationdb.Migrations(),
	"order.db": orderdb.Migrations(), "payment.db": paymentdb.Migrations(), "pricing.db": pricingdb.Migrations(),
	"shipping.db": shippingdb.Migrations(), "ledger.db": ledgerdb.Migrations(), "giftcard.db": giftcarddb.Migrations(),
	"drop.db": dropdb.Migrations(),
}

// checkoutFiles are written before the buyer has an answer; the other files follow the events.
var checkoutFiles = []string{"order.db", "inventory.db", "payment.db", "gateway.db"}

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
