package ledger

import (
	"maps"
	"slices"

	"rialto/internal/commerce"
)

// Sale is what was sold with an order and what of it was given back since. Amounts are minor units.
type Sale struct {
	Total   int64
	Lines   []Line
	Refunds []Refund // oldest first; the list only grows
}

// Line is one seller's part of a sale or of a refund.
type Line struct {
	Product  commerce.ProductID
	Seller   commerce.SellerID
	Net, Tax int64 // after discount without tax; the tax on it
}

// Refund is what the order gave back at once. Lines and Shipping say what for; what they do not cover all lines bear.
type Refund struct {
	ID       string
	Amount   int64
	Shipping int64
	Lines    []Line
}

// share is what one seller and the platform get of a sale, or give of a refund.
type share struct{ net, fee int64 }

// shipping is what the total has beyond its lines, below 0 where it lacks something.
func (s *Sale) shipping() int64 {
	rest := s.Total
	for _, l := range s.Lines {
		rest -= l.Net + l.Tax
	}
	return rest
}

// fee is the platform's part of a net amount. It is monotone, so that fees given back never pass those taken.
func fee(net, ppm int64) int64 { return commerce.PartsPerMillion(net, ppm) }

// sold returns the sellers' shares of the sale.
func (s *Sale) sold(ppm int64) map[commerce.SellerID]share {
	out := map[commerce.SellerID]share{}
	for _, l := range s.Lines {
		of := out[l.Seller]
		out[l.Seller] = share{of.net + l.Net, of.fee + fee(l.Net, ppm)}
	}
	return out
}

// postings books the sale: credits are below 0.
func (s *Sale) postings(ppm int64) []Posting {
	tax := int64(0)
	for _, l := range s.Lines {
		tax += l.Tax
	}
	out := append([]Posting{{Account: Receivable, Amount: s.Total}}, sellerPostings(s.sold(ppm), -1)...)
	shipping := s.shipping()
	return append(out, Posting{Account: Tax, Amount: -tax},
		Posting{Account: Shipping, Amount: -max(shipping, 0)}, Posting{Account: Discounts, Amount: -min(shipping, 0)})
}

// sellerPostings books shares to sellers and the platform, in the order of sellers.
func sellerPostings(shares map[commerce.SellerID]share, sign int64) (out []Posting) {
	fees := int64(0)
	for _, seller := range slices.Sorted(maps.Keys(shares)) {
		of := shares[seller]
		out = append(out, Posting{Account: SellerOwed, Seller: seller, Amount: sign * (of.net - of.fee)})
		fees += of.fee
	}
	return append(out, Posting{Account: Fees, Amount: sign * fees})
}

// given is a refund with who bears it.
type given struct {
	Refund
	sellers                  map[commerce.SellerID]share
	tax, shipping, discounts int64
}

func (g given) postings() []Posting {
	out := append([]Posting{{Account: Receivable, Amount: -g.Amount}}, sellerPostings(g.sellers, 1)...)
	return append(out, Posting{Account: Tax, Amount: g.tax}, Posting{Account: Shipping, Amount: g.shipping},
		Posting{Account: Discounts, Amount: g.discounts})
}

// shares works out who bears each refund, from the sale and the refunds before it: first what a refund names, then the rest
// by largest remainder over what is left of every part. So no part gives back more than it got, and a sale that is refunded
// to the last cent leaves nothing with anybody.
func (s *Sale) shares(ppm int64) []given {
	left := slices.Clone(s.Lines)
	shipping := max(s.shipping(), 0)
	out := make([]given, 0, len(s.Refunds))
	for _, r := range s.Refunds {
		g := given{Refund: r, sellers: map[commerce.SellerID]share{}}
		rest := g.named(left, &shipping, ppm)
		g.discounts = g.spread(left, &shipping, rest, ppm)
		out = append(out, g)
	}
	return out
}

// named takes what the refund names from what is left and returns the part of the amount that is not covered by it.
func (g *given) named(left []Line, shipping *int64, ppm int64) (rest int64) {
	rest = g.Amount
	for _, want := range g.Lines {
		for i := range left {
			if left[i].Product != want.Product || left[i].Seller != want.Seller {
				continue
			}
			net := min(want.Net, left[i].Net, rest)
			tax := min(want.Tax, left[i].Tax, rest-net)
			g.take(&left[i], net, tax, ppm)
			want.Net, want.Tax, rest = want.Net-net, want.Tax-tax, rest-net-tax
		}
	}
	back := min(g.Refund.Shipping, *shipping, rest)
	g.shipping += back
	*shipping -= back
	return rest - back
}

// spread takes an amount from all parts by what is left of them and returns what they do not cover.
func (g *given) spread(left []Line, shipping *int64, amount, ppm int64) (rest int64) {
	weights, sum := []int64{*shipping}, *shipping
	for _, l := range left {
		weights, sum = append(weights, l.Net, l.Tax), sum+l.Net+l.Tax
	}
	covered := min(amount, sum)
	parts := commerce.Split(covered, weights)
	g.shipping += parts[0]
	*shipping -= parts[0]
	for i := range left {
		g.take(&left[i], parts[1+2*i], parts[2+2*i], ppm)
	}
	return amount - covered
}

// take moves net and tax from what is left of a line into the refund. The fee that goes back is the difference of the fees
// on what was left and is left, so that all of it is back when the line is.
func (g *given) take(left *Line, net, tax, ppm int64) {
	of := g.sellers[left.Seller]
	g.sellers[left.Seller] = share{of.net + net, of.fee + fee(left.Net, ppm) - fee(left.Net-net, ppm)}
	left.Net, left.Tax = left.Net-net, left.Tax-tax
	g.tax += tax
}

// SellerEntries is what the sale and all refunds so far mean for the sellers, at the fee that the sale was booked with.
func (f Fact) SellerEntries(feePPM int64) (out []SellerEntry) {
	if f.Sale == nil {
		return nil
	}
	add := func(id string, shares map[commerce.SellerID]share, entry func(share) SellerEntry) {
		for _, seller := range slices.Sorted(maps.Keys(shares)) {
			if shares[seller] == (share{}) {
				continue
			}
			e := entry(shares[seller])
			e.Seller, e.Key, e.EntryID, e.Currency, e.At = seller, f.Key, id, f.Currency, f.At
			out = append(out, e)
		}
	}
	add(KindSale, f.Sale.sold(feePPM), func(s share) SellerEntry { return SellerEntry{Sales: s.net, Fees: s.fee} })
	for _, g := range f.Sale.shares(feePPM) {
		add(refundEntry(g.ID), g.sellers, func(s share) SellerEntry { return SellerEntry{Refunds: s.net, Fees: -s.fee} })
	}
	return out
}
