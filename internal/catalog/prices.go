package catalog

import (
	"context"
	"fmt"
	"slices"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

const maxPrices = 1000

// offerPrice is one line of a price list.
type offerPrice struct {
	product commerce.ProductID
	seller  commerce.SellerID // 0 = the featured one
	price   commerce.Money
}

// SetPrices implements the contract: all of the list in one transaction, or an error and none of it. Where an offer is
// named twice the later price wins. An unknown product or seller is not_found.
func (s *Service) SetPrices(ctx context.Context, req *catalogv1.SetPricesRequest) (*catalogv1.SetPricesResponse, error) {
	if err := atMost("prices", len(req.GetPrices()), maxPrices); err != nil {
		return nil, err
	}
	list, err := s.readPrices(req.GetPrices())
	if err != nil {
		return nil, err
	}
	sellers, err := s.knownSellers(ctx, listed(list, func(l offerPrice) commerce.SellerID { return l.seller }))
	if err != nil {
		return nil, err
	}
	var changed int
	err = untilFresh(ctx, func() error {
		changed, err = s.setPrices(ctx, list, sellers)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &catalogv1.SetPricesResponse{Changed: int32(changed)}, nil
}

// readPrices checks every line and lists all that cannot be.
func (s *Service) readPrices(prices []*catalogv1.OfferPrice) ([]offerPrice, error) {
	var problems []errs.Field
	list := make([]offerPrice, len(prices))
	for i, p := range prices {
		list[i] = offerPrice{product: commerce.ProductID(p.GetProductId()), seller: commerce.SellerID(p.GetSellerId())}
		price := priceOf(p.GetPrice() != nil, p.GetPrice(), s.cfg.Currency)
		if price == nil {
			problems = append(problems, errs.Field{Name: fmt.Sprintf("prices[%d].price", i), Problem: "is required"})
			continue
		}
		list[i].price = *price
		if problem := s.cfg.priceProblem(*price); problem != "" {
			problems = append(problems, errs.Field{Name: fmt.Sprintf("prices[%d].price", i), Problem: problem})
		}
	}
	if len(problems) > 0 {
		return nil, errs.InvalidFields(problems...)
	}
	return list, nil
}

// setPrices decides the list on the products as they are now and saves it. ErrStale: decide again.
func (s *Service) setPrices(ctx context.Context, list []offerPrice, sellers map[commerce.SellerID]Seller) (int, error) {
	products, err := s.productsByID(ctx, listed(list, func(l offerPrice) commerce.ProductID { return l.product }))
	if err != nil {
		return 0, err
	}
	e := newEdit()
	for _, l := range list {
		if err := s.priceOffer(e, products[l.product], sellers[l.seller], l.price); err != nil {
			return 0, err
		}
	}
	changed := 0
	for _, c := range e.order {
		changed += len(c.Offers)
	}
	return changed, s.save(ctx, e)
}

// listed returns what pick gives for each line, each once, in order.
func listed[T any, K commerce.ProductID | commerce.SellerID](list []T, pick func(T) K) []K {
	out := make([]K, len(list))
	for i, l := range list {
		out[i] = pick(l)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
