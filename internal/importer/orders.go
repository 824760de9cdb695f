package importer

import (
	"context"
	"fmt"
	"strings"

	"rialto/internal/commerce"
)

// callPurchases is how many purchases one call carries.
const callPurchases = 5000

const maxUnits = 1_000_000

// Orders reads a file of past sales into the purchase history, each row once per source and line. With SetPrices it also
// sets offers to the latest unit price. The result is never nil once the file could be opened.
func Orders(ctx context.Context, o Options, n Needs, p Progress) (*Result, error) {
	o, err := o.prepared()
	if err != nil {
		return nil, err
	}
	f, err := open(o.File)
	if err != nil {
		return nil, err
	}
	defer f.close()
	m, err := newMapping(orderFields, o.Map, o.Set, f.rows)
	if err != nil {
		return nil, err
	}
	started, res := o.Now(), newResult("orders", o)
	in := &orderReader{opts: o, mapping: m, seen: newResult("orders", o)}
	run := &runner[[]line]{
		opts: o, file: f, state: newState("orders", o, f.mark), seen: in.seen, progress: p,
		in: in, out: newOrderSender(o, n, res),
	}
	err = run.run(ctx)
	res.add(in.seen)
	res.Took = o.Now().Sub(started)
	return res, err
}

// line is one row of a sale.
type line struct {
	row                    int64
	basket, buyer, product string
	units, price, at       int64
	currency               string
	again                  bool // an earlier run had it: only its price is of interest
}

// orderReader turns rows into lines.
type orderReader struct {
	opts    Options
	mapping *mapping
	seen    *Result
	lines   []line
}

func (o *orderReader) full() bool { return len(o.lines) >= callPurchases }

func (o *orderReader) cut() []line {
	out := o.lines
	o.lines = make([]line, 0, len(out))
	return out
}

func (o *orderReader) take(r *row, again bool) error {
	if again && !o.opts.SetPrices {
		return nil
	}
	seen := o.seen
	if again { // it was counted by the run that sent it
		seen = newResult("orders", o.opts)
	}
	x := &reading{mapping: o.mapping, row: r}
	l := line{row: r.line, again: again, basket: x.name("order_id")}
	if reason := l.leaveOut(x); reason != "" {
		seen.Skipped[reason]++
		return nil
	}
	if err := o.read(x, &l); err != nil {
		return err
	}
	if !x.fail(seen) {
		o.lines = append(o.lines, l)
	}
	return nil
}

// leaveOut reads the quantity and names the reason why the row is no purchase: shops book what comes back as a negative
// quantity, some under an order number that begins with C.
func (l *line) leaveOut(x *reading) string {
	units, given := x.count("quantity")
	l.units = units
	switch {
	case !given || x.field != "" || units > 0:
		return ""
	case units < 0 && strings.HasPrefix(l.basket, "C"):
		return canceled
	}
	return noUnits
}

// read fills the rest of the line. Its error, a currency that is not enabled, stops the import.
func (o *orderReader) read(x *reading, l *line) error {
	if l.basket == "" {
		x.bad("order_id", "is empty")
	}
	if l.units < 1 || l.units > maxUnits {
		x.bad("quantity", fmt.Sprintf("must be between 1 and %d", maxUnits))
	}
	at, err := parseTime(x.must("ordered_at"))
	if err != nil {
		x.bad("ordered_at", err.Error())
	}
	l.at, l.buyer, l.product, l.currency = at, x.name("user_id"), x.must("product_id"), x.code(o.opts.Currency)
	price, given := x.money("unit_price", commerce.MinorDigits(l.currency))
	if !given {
		x.bad("unit_price", "is empty")
	}
	l.price = price
	return o.opts.enabled(l.currency)
}
