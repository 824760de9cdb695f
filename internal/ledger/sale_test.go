package ledger_test

import (
	"testing"

	"pgregory.net/rapid"

	"rialto/internal/commerce"
	"rialto/internal/ledger"
)

func keyOf(order string) ledger.Key { return ledger.Key{User: 7, Order: commerce.OrderID(order)} }

// TestRefundsBalanceAndNobodyGivesBackMoreThanTheyGot draws sales and refunds of any shape, lines that do not exist and
// amounts beyond the sale among them.
func TestRefundsBalanceAndNobodyGivesBackMoreThanTheyGot(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		line := rapid.Custom(func(r *rapid.T) ledger.Line {
			return ledger.Line{
				Product: commerce.ProductID(rapid.Int64Range(1, 4).Draw(r, "product")), Seller: commerce.SellerID(rapid.Int64Range(1, 3).Draw(r, "seller")),
				Net: rapid.Int64Range(0, 10_000).Draw(r, "net"), Tax: rapid.Int64Range(0, 1_000).Draw(r, "tax"),
			}
		})
		sale := &ledger.Sale{Lines: rapid.SliceOfN(line, 1, 5).Draw(r, "lines")}
		for _, l := range sale.Lines {
			sale.Total += l.Net + l.Tax
		}
		sale.Total += rapid.Int64Range(0, 1_000).Draw(r, "shipping")
		for i := range rapid.IntRange(0, 4).Draw(r, "refunds") {
			sale.Refunds = append(sale.Refunds, ledger.Refund{
				ID: string(rune('a' + i)), Amount: rapid.Int64Range(1, sale.Total+2).Draw(r, "amount"),
				Shipping: rapid.Int64Range(0, 500).Draw(r, "shipping back"), Lines: rapid.SliceOfN(line, 0, 3).Draw(r, "refund lines"),
			})
		}
		ppm := rapid.SampledFrom([]int64{0, 1, 100_000, 333_333, 1_000_000}).Draw(r, "fee")
		fact := ledger.Fact{Key: keyOf("1"), Currency: "USD", Sale: sale}
		var book ledger.Book
		balances := map[string]int64{}
		for _, e := range book.Book(fact, ppm) {
			sum := int64(0)
			for _, p := range e.Postings {
				sum += p.Amount
				balances[p.Account] += p.Amount
			}
			if sum != 0 {
				r.Fatalf("entry %+v is off by %d", e, sum)
			}
		}
		for _, account := range []string{ledger.SellerOwed, ledger.Fees, ledger.Tax, ledger.Shipping} {
			if balances[account] > 0 {
				r.Fatalf("%s gave back %d more than it got", account, balances[account])
			}
		}
		payable := ledger.SellerBalance{}
		for _, e := range fact.SellerEntries(ppm) {
			payable = payable.Plus(e)
		}
		if payable.Payable() != -balances[ledger.SellerOwed] || payable.Fees != -balances[ledger.Fees] {
			r.Fatalf("sellers are owed %+v, the books say %d and fees of %d", payable, -balances[ledger.SellerOwed], -balances[ledger.Fees])
		}
	})
}

func TestATotalBelowItsLinesIsADiscount(t *testing.T) {
	t.Parallel()
	sale := &ledger.Sale{Total: 900, Lines: []ledger.Line{{Product: 1, Seller: 1, Net: 1000}}}
	var book ledger.Book
	entries := book.Book(ledger.Fact{Key: keyOf("1"), Currency: "USD", Sale: sale}, 0)
	for _, p := range entries[0].Postings {
		if p.Account == ledger.Discounts && p.Amount == 100 {
			return
		}
	}
	t.Fatalf("entries %+v", entries)
}
