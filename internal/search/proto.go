package search

import (
	analyticsv1 "rialto/gen/rialto/analytics/v1"
	catalogv1 "rialto/gen/rialto/catalog/v1"
	searchv1 "rialto/gen/rialto/search/v1"
	"rialto/internal/commerce"
)

// documentOf takes from a product what is searched, filtered and sorted by. The price is the featured offer's, which is what
// lists show.
func documentOf(p *catalogv1.Product) Document {
	d := Document{
		ProductID: commerce.ProductID(p.GetProductId()), FamilyID: p.GetFamilyId(), Version: p.GetVersion(),
		Title: p.GetTitle(), Brand: p.GetBrand(), Category: p.GetCategoryPath(), Description: p.GetDescription(),
		AvgRating: p.GetAvgRating(), ReviewCount: int(p.GetReviewCount()), Prime: p.GetPrime(), CreatedAt: p.GetCreatedAt(),
	}
	for _, m := range p.GetFeatured().GetPrices() {
		d.Prices = append(d.Prices, commerce.MoneyOf(m))
	}
	for _, o := range p.GetOffers() {
		d.SellerIDs = append(d.SellerIDs, commerce.SellerID(o.GetSellerId()))
	}
	return d
}

func signalOf(s *analyticsv1.Signal) Signal {
	return Signal{
		ProductID: commerce.ProductID(s.GetProductId()), Velocity: s.GetSalesVelocity(), Conversion: s.GetConversion(), Version: s.GetVersion(),
	}
}

func (h Hit) proto() *searchv1.Hit {
	p := &searchv1.Hit{ProductId: int64(h.ProductID), Score: h.Score}
	if t := h.Terms; t != nil {
		p.Terms = map[string]float64{
			"text": t.Text, "sales_velocity": t.Velocity, "rating": t.Rating, "conversion": t.Conversion, "prime": t.Prime, "bm25": t.BM25,
		}
	}
	return p
}

func countsProto(counts []Count) []*searchv1.FacetCount {
	out := make([]*searchv1.FacetCount, len(counts))
	for i, c := range counts {
		out[i] = &searchv1.FacetCount{Value: c.Value, Count: int64(c.N)}
	}
	return out
}
