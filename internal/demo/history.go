package demo

import (
	"context"
	"fmt"
	"time"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	"rialto/internal/demo/goods"
)

const (
	callPurchases  = 5000
	linesPerBasket = 10 // numbers of rows that a basket may use, so that each row has the same one for ever
	callBaskets    = 1500
)

// writeHistory adds past purchases, so many baskets a batch: where the last row of one is, all of it is. The end
// is told each time, for nobody knows whether an interrupted run came so far.
func (s *Service) writeHistory(ctx context.Context, in shop, progress Progress) error {
	for from := 0; from < s.cfg.Baskets; from += callBaskets {
		began, to := s.deps.Now(), min(from+callBaskets, s.cfg.Baskets)
		purchases := s.purchases(in, from, to)
		if known, err := s.inHistory(ctx, purchases[len(purchases)-1].GetRow()); err != nil {
			return err
		} else if !known {
			if err := s.importHistory(ctx, purchases); err != nil {
				return err
			}
			if err := s.rest(ctx, began); err != nil {
				return err
			}
		}
		progress("history", int64(to), int64(s.cfg.Baskets))
	}
	_, err := s.needs.Analytics.ImportHistory(ctx, &analyticsv1.ImportHistoryRequest{Source: Source, Last: true})
	return err
}

func (s *Service) importHistory(ctx context.Context, purchases []*analyticsv1.Purchase) error {
	for from := 0; from < len(purchases); from += callPurchases {
		part := purchases[from:min(from+callPurchases, len(purchases))]
		if _, err := s.needs.Analytics.ImportHistory(ctx, &analyticsv1.ImportHistoryRequest{Source: Source, Purchases: part}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) inHistory(ctx context.Context, row int64) (bool, error) {
	got, err := s.needs.Analytics.History(ctx, &analyticsv1.HistoryRequest{Source: Source, AfterRow: row - 1, Limit: 1})
	return err == nil && len(got.GetPurchases()) == 1 && got.GetPurchases()[0].GetRow() == row, err
}

// purchases are the lines of baskets from..to-1.
func (s *Service) purchases(in shop, from, to int) (lines []*analyticsv1.Purchase) {
	today := s.deps.Now().UTC().Truncate(24 * time.Hour)
	for n := from; n < to; n++ {
		b := in.past.Basket(n)
		for i, l := range b.Lines {
			price := s.priceOf(in.Products[l.Product], b.Buyer)
			lines = append(lines, &analyticsv1.Purchase{
				Row: int64(n)*linesPerBasket + int64(i) + 1, Basket: fmt.Sprintf("B%06d", n), Buyer: fmt.Sprintf("C%05d", b.Buyer),
				ProductId: in.ids[l.Product], Quantity: l.Quantity, UnitPrice: price.amount, Currency: price.currency,
				OrderedAt: today.Add(-b.Ago).UnixMicro(),
			})
		}
	}
	return lines
}

type money struct {
	amount   int64
	currency string
}

// priceOf is what a buyer paid: every fifth one lives where prices are in euros.
func (s *Service) priceOf(p goods.Product, buyer int) money {
	s.priced(p.Input)
	price := p.Input.GetPrice()
	if more := p.Input.GetMorePrices(); buyer%5 == 0 && len(more) > 0 {
		price = more[0]
	}
	return money{price.GetAmount(), price.GetCurrency()}
}
