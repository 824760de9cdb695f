package importer

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
)

// One call carries so many products and about so many bytes.
const (
	callProducts = 500
	callBytes    = 2 << 20
)

// productSender puts entries into the catalogue and their stock into the inventory.
type productSender struct {
	source string
	needs  Needs
	done   *Result
}

// send lets the inventory take the stock of one call while the catalogue takes the products of the next.
func (p *productSender) send(ctx context.Context, entries []*entry, part func(float64)) error {
	stocked := func() error { return nil }
	for sent := 0; sent < len(entries); {
		n := callLength(entries[sent:])
		stock, err := p.put(ctx, entries[sent:sent+n])
		if err := errors.Join(err, stocked()); err != nil {
			return err
		}
		stocked = later(func() error { return p.spread(ctx, stock) })
		sent += n
		part(float64(sent) / float64(len(entries)))
	}
	return stocked()
}

// later starts work and returns what waits for it.
func later(work func() error) (wait func() error) {
	done := make(chan error, 1)
	go func() { done <- work() }()
	return func() error { return <-done }
}

func (p *productSender) finish(context.Context) error { return nil }

// callLength is how many of the entries fit into one call, at least one.
func callLength(entries []*entry) int {
	bytes := 0
	for i, e := range entries[:min(len(entries), callProducts)] {
		if bytes += proto.Size(e.input); bytes > callBytes && i > 0 {
			return i
		}
	}
	return min(len(entries), callProducts)
}

// put returns the stock that the products brought with them.
func (p *productSender) put(ctx context.Context, entries []*entry) (*inventoryv1.SpreadStockRequest, error) {
	req := &catalogv1.PutProductsRequest{Source: p.source}
	for _, e := range entries {
		req.Products = append(req.Products, e.input)
	}
	resp, err := p.needs.Catalog.PutProducts(ctx, req)
	if err != nil {
		return nil, fmt.Errorf("put products: %w", err)
	}
	if len(resp.GetResults()) != len(entries) {
		return nil, fmt.Errorf("put products: %d answers for %d products", len(resp.GetResults()), len(entries))
	}
	stock := &inventoryv1.SpreadStockRequest{}
	for i, result := range resp.GetResults() {
		p.count(entries[i], result)
		if entries[i].stocked && result.GetProductId() != 0 {
			stock.Stocks = append(stock.Stocks, &inventoryv1.OfferStock{
				ProductId: result.GetProductId(), SellerId: result.GetSellerId(), Quantity: entries[i].stock,
			})
		}
	}
	return stock, nil
}

func (p *productSender) spread(ctx context.Context, stock *inventoryv1.SpreadStockRequest) error {
	if len(stock.GetStocks()) == 0 {
		return nil
	}
	resp, err := p.needs.Inventory.SpreadStock(ctx, stock)
	if err != nil {
		return fmt.Errorf("spread stock: %w", err)
	}
	p.done.Stocked += int64(resp.GetChanged())
	return nil
}

func (p *productSender) count(e *entry, result *catalogv1.PutResult) {
	switch result.GetOutcome() {
	case "created":
		p.done.Created++
	case "updated":
		p.done.Updated++
	case "unchanged":
		p.done.Unchanged++
	default:
		p.done.fail("refused by the catalogue", RowError{Line: e.line, Problem: result.GetProblem()})
	}
}
