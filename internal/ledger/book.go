package ledger

import "fmt"

// Fact is something that happened to the money of an order, as an event tells it: a sale with the refunds so far, or how
// much a payment or a gift card has taken and given back so far.
type Fact struct {
	Key
	Currency string
	At       int64
	Sale     *Sale
	Payment  *Flow
	Gift     *Flow
}

// Flow is money through one account since its beginning; both sums only grow.
type Flow struct {
	Account  string
	In, Back int64
}

// Book books a fact and returns the entries that are new; none changes nothing. feePPM is the fee of a sale that is new.
func (b *Book) Book(f Fact, feePPM int64) (entries []Entry) {
	before := *b
	b.Key, b.Currency = f.Key, f.Currency
	if f.Sale != nil {
		entries = append(entries, b.sale(f, feePPM)...)
	}
	if p := f.Payment; p != nil {
		entries = append(entries, b.flow(f, p, &b.Captured, &b.PaidBack, KindPayment)...)
	}
	if g := f.Gift; g != nil {
		entries = append(entries, b.flow(f, g, &b.Gift, &b.GiftBack, KindGiftCard)...)
	}
	if entries == nil && b.Sold == before.Sold {
		*b = before
		return nil
	}
	b.At, b.Version = max(f.At, before.At), before.Version+1
	return entries
}

// sale books a sale once, and the refunds that are beyond those that are booked.
func (b *Book) sale(f Fact, feePPM int64) (entries []Entry) {
	if !b.Sold {
		b.Sold, b.FeePPM, b.Total = true, feePPM, f.Sale.Total
		entries = f.entry(entries, KindSale, KindSale, f.Sale.postings(b.FeePPM))
	}
	for _, r := range f.Sale.shares(b.FeePPM)[min(b.Refunds, int64(len(f.Sale.Refunds))):] {
		b.Refunds, b.Refunded = b.Refunds+1, b.Refunded+r.Amount
		entries = f.entry(entries, refundEntry(r.ID), KindRefund, r.postings())
	}
	return entries
}

// flow books what a flow has grown by. The entry is named by where it grew to, so two entries cannot book one unit.
func (b *Book) flow(f Fact, flow *Flow, in, back *int64, kind string) (entries []Entry) {
	if grown := flow.In - *in; grown > 0 {
		*in = flow.In
		entries = f.entry(entries, fmt.Sprintf("%s/%d", kind, flow.In), kind,
			[]Posting{{Account: flow.Account, Amount: grown}, {Account: Receivable, Amount: -grown}})
	}
	if grown := flow.Back - *back; grown > 0 {
		*back = flow.Back
		entries = f.entry(entries, fmt.Sprintf("%s_back/%d", kind, flow.Back), KindReversal,
			[]Posting{{Account: Receivable, Amount: grown}, {Account: flow.Account, Amount: -grown}})
	}
	return entries
}

// entry adds an entry to a list; one that would move nothing is none.
func (f Fact) entry(to []Entry, id, kind string, postings []Posting) []Entry {
	var moved []Posting
	for _, p := range postings {
		if p.Amount != 0 {
			moved = append(moved, p)
		}
	}
	if moved == nil {
		return to
	}
	return append(to, Entry{ID: id, Kind: kind, Currency: f.Currency, At: f.At, Postings: moved})
}

func refundEntry(id string) string { return KindRefund + "/" + id }
