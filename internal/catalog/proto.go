package catalog

import (
	"maps"
	"slices"

	catalogv1 "rialto/gen/rialto/catalog/v1"
	commercev1 "rialto/gen/rialto/commerce/v1"
)

// proto returns a copy that shares nothing which a caller could change.
func (p *Product) proto() *catalogv1.Product {
	out := &catalogv1.Product{
		ProductId: int64(p.ID), ExternalId: p.ExternalID, Source: p.Source, FamilyId: p.FamilyID,
		Title: p.Title, Description: p.Description, Brand: p.Brand,
		CategoryPath: slices.Clone(p.CategoryPath), ImageUrls: slices.Clone(p.ImageURLs),
		Prime: p.Prime, Ean: p.EAN, Options: maps.Clone(p.Options),
		AvgRating: p.Rating.Average, ReviewCount: p.Rating.Count,
		CreatedAt: p.CreatedAt, Version: p.Version, Offers: p.offersProto(),
	}
	for _, a := range p.Attributes {
		out.Attributes = append(out.Attributes, a.proto())
	}
	if o := p.FeaturedOffer(); o != nil {
		out.Featured = p.offerProto(o)
	}
	return out
}

// offersProto lists all offers, the featured one first, the others by seller.
func (p *Product) offersProto() []*catalogv1.Offer {
	out := make([]*catalogv1.Offer, 0, len(p.Offers))
	for i := range p.Offers {
		o := p.offerProto(&p.Offers[i])
		if p.Offers[i].Seller == p.Featured {
			out = slices.Insert(out, 0, o)
		} else {
			out = append(out, o)
		}
	}
	return out
}

func (p *Product) offerProto(o *Offer) *catalogv1.Offer {
	prices := make([]*commercev1.Money, len(o.Prices))
	for i, m := range o.Prices {
		prices[i] = &commercev1.Money{Amount: m.Amount, Currency: m.Currency}
	}
	return &catalogv1.Offer{
		ProductId: int64(p.ID), SellerId: int64(o.Seller), SellerName: o.SellerName,
		Prices: prices, HandlingDays: int32(o.HandlingDays), Version: o.Version,
	}
}

// offerDetail is an offer with what a cart line shows of its product.
func (p *Product) offerDetail(o *Offer) *catalogv1.OfferDetail {
	out := &catalogv1.OfferDetail{Offer: p.offerProto(o), Title: p.Title, Prime: p.Prime}
	if len(p.ImageURLs) > 0 {
		out.ImageUrl = p.ImageURLs[0]
	}
	return out
}

func (s Seller) proto() *catalogv1.Seller {
	return &catalogv1.Seller{SellerId: int64(s.ID), Name: s.Name}
}
