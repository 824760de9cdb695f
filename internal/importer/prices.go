package importer

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
)

const callPrices = 1000

// offer is what has one price: the featured offer of a product in a currency.
type offer struct {
	product  int64
	currency string
}

// asked is a unit price at a time.
type asked struct{ amount, at int64 }

// prices holds the latest unit price of every product that was sold. A sale for nothing says nothing about the price.
type prices map[offer]asked

// note remembers the line's price unless a later sale is known. Of two sales at one time the later row wins.
func (p prices) note(productID int64, l line) {
	key := offer{productID, l.currency}
	if l.price > 0 && l.at >= p[key].at {
		p[key] = asked{l.price, l.at}
	}
}

// set tells the catalogue all prices, by product, and returns how many offers changed.
func (p prices) set(ctx context.Context, c Catalog) (changed int64, err error) {
	sorted := slices.SortedFunc(maps.Keys(p), func(a, b offer) int {
		return cmp.Or(cmp.Compare(a.product, b.product), cmp.Compare(a.currency, b.currency))
	})
	for part := range slices.Chunk(sorted, callPrices) {
		req := &catalogv1.SetPricesRequest{}
		for _, key := range part {
			req.Prices = append(req.Prices, &catalogv1.OfferPrice{
				ProductId: key.product, Price: &commercev1.Money{Amount: p[key].amount, Currency: key.currency},
			})
		}
		resp, err := c.SetPrices(ctx, req)
		if err != nil {
			return changed, fmt.Errorf("set prices: %w", err)
		}
		changed += int64(resp.GetChanged())
	}
	return changed, nil
}
