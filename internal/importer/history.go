package importer

import (
	"context"
	"fmt"
	"strings"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
)

const (
	callNames = 1000
	maxNames  = 500_000 // translations kept before all are forgotten
)

// product is what the catalogue says about an external id.
type product struct {
	id       int64 // 0 = nobody knows it
	borrowed bool  // only another source does
}

// orderSender writes lines into the history and remembers prices.
type orderSender struct {
	opts   Options
	needs  Needs
	done   *Result
	names  map[string]product
	prices prices
}

func newOrderSender(o Options, n Needs, done *Result) *orderSender {
	return &orderSender{opts: o, needs: n, done: done, names: map[string]product{}, prices: prices{}}
}

func (o *orderSender) send(ctx context.Context, lines []line, part func(float64)) error {
	if err := o.translate(ctx, lines); err != nil {
		return err
	}
	req := &analyticsv1.ImportHistoryRequest{Source: o.opts.Source}
	for _, l := range lines {
		p := o.names[l.product]
		if p.id != 0 && o.opts.SetPrices {
			o.prices.note(p.id, l)
		}
		if !l.again && o.count(l, p) {
			req.Purchases = append(req.Purchases, l.purchase(p.id))
		}
	}
	if len(req.GetPurchases()) > 0 {
		asked := int64(len(req.GetPurchases()))
		resp, err := o.needs.Analytics.ImportHistory(ctx, req)
		if err != nil {
			return fmt.Errorf("add to the history: %w", err)
		}
		o.done.Added += int64(resp.GetAdded())
		o.done.Known += asked - int64(resp.GetAdded())
	}
	part(1)
	return nil
}

// count reports whether the line's product is known.
func (o *orderSender) count(l line, p product) bool {
	if p.borrowed {
		o.done.Borrowed++
	}
	if p.id == 0 {
		o.done.fail("unknown product", RowError{Line: l.row, Field: "product_id",
			Problem: fmt.Sprintf("%.60q is no product of source %q nor of another one: import products first", l.product, o.opts.Source)})
	}
	return p.id != 0
}

func (l line) purchase(productID int64) *analyticsv1.Purchase {
	return &analyticsv1.Purchase{
		Row: l.row, Basket: l.basket, Buyer: l.buyer, ProductId: productID, Quantity: l.units, UnitPrice: l.price,
		Currency: l.currency, OrderedAt: l.at,
	}
}

// finish sets the prices and lets analytics compute its velocities.
func (o *orderSender) finish(ctx context.Context) error {
	changed, err := o.prices.set(ctx, o.needs.Catalog)
	o.done.Priced += changed
	if err != nil {
		return err
	}
	last := &analyticsv1.ImportHistoryRequest{Source: o.opts.Source, Last: true}
	if _, err := o.needs.Analytics.ImportHistory(ctx, last); err != nil {
		return fmt.Errorf("close the history: %w", err)
	}
	return nil
}

// translate learns the products of all lines: those of the import's own source, else of any source, because products and
// sales often come in files of different names.
func (o *orderSender) translate(ctx context.Context, lines []line) error {
	if len(o.names) > maxNames {
		clear(o.names)
	}
	var unknown []string
	for _, l := range lines {
		if _, known := o.names[l.product]; !known {
			name := strings.Clone(l.product) // the line's text would keep its whole row in memory
			o.names[name] = product{}
			unknown = append(unknown, name)
		}
	}
	for from := 0; from < len(unknown); from += callNames {
		if err := o.ask(ctx, unknown[from:min(from+callNames, len(unknown))]); err != nil {
			return fmt.Errorf("look up product ids: %w", err)
		}
	}
	return nil
}

// ask translates at most callNames names.
func (o *orderSender) ask(ctx context.Context, names []string) error {
	own, err := o.needs.Catalog.MapExternal(ctx, &catalogv1.MapExternalRequest{Source: o.opts.Source, ExternalIds: names})
	if err != nil {
		return err
	}
	var missing []string
	for _, name := range names {
		if id := own.GetProductIds()[name]; id != 0 {
			o.names[name] = product{id: id}
		} else {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	other, err := o.needs.Catalog.MapExternal(ctx, &catalogv1.MapExternalRequest{ExternalIds: missing})
	if err != nil {
		return err
	}
	for name, id := range other.GetProductIds() {
		o.names[name] = product{id: id, borrowed: true}
	}
	return nil
}
