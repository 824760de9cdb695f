package importer

import (
	"context"
	"fmt"
	"strings"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
	"rialto/internal/commerce"
)

const maxStock = 1_000_000_000

// Reasons why a row is left out on purpose.
const (
	noUnits  = "quantity is not above zero"
	noPrice  = "price is zero"
	canceled = "canceled"
)

// Products reads a file of products, or of sales that name products, into the catalogue, and stock where it has any.
// The result is never nil once the file could be opened; after an error it says how far the import came.
func Products(ctx context.Context, o Options, n Needs, p Progress) (*Result, error) {
	o, err := o.prepared()
	if err != nil {
		return nil, err
	}
	f, err := open(o.File)
	if err != nil {
		return nil, err
	}
	defer f.close()
	m, err := newMapping(productFields, o.Map, o.Set, f.rows)
	if err != nil {
		return nil, err
	}
	started, res := o.Now(), newResult("products", o)
	in := &productReader{opts: o, mapping: m, seen: newResult("products", o), fold: newFold()}
	run := &runner[[]*entry]{
		opts: o, file: f, state: newState("products", o, f.mark), seen: in.seen, progress: p,
		in: in, out: &productSender{source: o.Source, needs: n, done: res},
	}
	err = run.run(ctx)
	in.seen.Folded = in.fold.folded
	res.add(in.seen)
	res.Took = o.Now().Sub(started)
	return res, err
}

// entry is one product on its way to the catalogue.
type entry struct {
	line    int64 // the last row that is in it
	input   *catalogv1.ProductInput
	stock   int64
	stocked bool // stock was given
}

// productReader turns rows into entries.
type productReader struct {
	*fold
	opts    Options
	mapping *mapping
	seen    *Result
}

func (p *productReader) take(r *row, again bool) error {
	if again {
		return nil
	}
	x := &reading{mapping: p.mapping, row: r}
	if reason := p.leaveOut(x); reason != "" {
		p.seen.Skipped[reason]++
		return nil
	}
	e, err := p.read(x)
	if err != nil {
		return err
	}
	if !x.fail(p.seen) {
		p.fold.add(e)
	}
	return nil
}

// leaveOut names the reason why a row of a sales file says nothing about a product. Sales files book corrections as rows
// with a quantity or price of zero or less and a title such as "damaged"; a mapping of quantity says it is such a file.
func (p *productReader) leaveOut(x *reading) string {
	if p.mapping.numbers["quantity"].empty() {
		return ""
	}
	if units, given := x.count("quantity"); given && units <= 0 && x.field == "" {
		return noUnits
	}
	if !p.mapping.numbers["price"].empty() {
		if amount, given := x.money("price", 4); given && amount == 0 && x.field == "" {
			return noPrice
		}
	}
	return ""
}

// read makes an entry of a row. Its error, a currency that is not enabled, stops the import.
func (p *productReader) read(x *reading) (*entry, error) {
	e := &entry{line: x.row.line, input: &catalogv1.ProductInput{
		ExternalId: x.must("product_id"), Title: x.one("title"), Description: x.one("description"), Brand: x.one("brand"),
		CategoryPath: x.levels("category_path"), Seller: x.one("seller"), ImageUrls: strings.Fields(x.one("image_url")),
		Prime: x.yes("prime"), Ean: x.one("ean"), Family: x.one("family"), Options: p.options(x),
	}}
	code := x.code(p.opts.Currency)
	// Zero is how files write that they know no price: it is none here, never a gift.
	if amount, _ := x.money("price", commerce.MinorDigits(code)); amount > 0 {
		if err := p.opts.enabled(code); err != nil {
			return nil, err
		}
		e.input.Price = &commercev1.Money{Amount: amount, Currency: code}
	}
	e.stock, e.stocked = x.count("stock")
	if e.stock < 0 || e.stock > maxStock {
		x.bad("stock", fmt.Sprintf("must be between 0 and %d", maxStock))
	}
	return e, nil
}

// options collects what makes the product a variant: columns options.NAME, or mappings of that name.
func (p *productReader) options(x *reading) map[string]string {
	var out map[string]string
	put := func(field, value string) {
		if value != "" {
			if out == nil {
				out = map[string]string{}
			}
			out[strings.TrimPrefix(field, optionPrefix)] = value
		}
	}
	for _, column := range x.row.options {
		if _, mapped := p.mapping.texts[column]; !mapped {
			put(x.valid(column, column), x.valid(column, x.row.get(column)))
		}
	}
	for _, field := range p.mapping.options {
		put(field, x.one(field))
	}
	return out
}
