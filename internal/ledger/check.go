package ledger

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/commerce"
)

const (
	checkDefault = 1_000
	checkMost    = 5_000
	// Pages walk the orders' books first and the sellers after them; the cursor says which.
	inBooks   = "book"
	inSellers = "seller"
)

// Check judges I13 (every entry sums to 0, every book is the fold of its entries) and I14 (what a seller is owed is the fold
// of its entries, and sales − fees − refunds are in their bounds). It states a fact "book" per order: amount = its receivable, which
// is 0 once all is settled; status sold | unsold.
func (s *Service) Check(ctx context.Context, req *checkv1.CheckRequest) (*checkv1.CheckResponse, error) {
	limit := pageSize(req.GetLimit(), checkDefault, checkMost)
	where, rest, _ := strings.Cut(req.GetCursor(), "/")
	switch where {
	case "":
		return s.checkBooks(ctx, Key{}, limit)
	case inBooks:
		user, order, _ := strings.Cut(rest, "/")
		id, err := strconv.ParseInt(user, 10, 64)
		if err == nil {
			return s.checkBooks(ctx, Key{commerce.UserID(id), commerce.OrderID(order)}, limit)
		}
	case inSellers:
		after, err := sellerCursor(rest)
		if err == nil {
			return s.checkSellers(ctx, after, limit)
		}
	}
	return nil, badCursor()
}

func (s *Service) checkBooks(ctx context.Context, after Key, limit int) (*checkv1.CheckResponse, error) {
	page, err := s.store.Audits(ctx, after, limit)
	if err != nil {
		return nil, fmt.Errorf("page books: %w", err)
	}
	out := &checkv1.CheckResponse{Examined: int64(len(page)), NextCursor: inSellers + "/"}
	for _, a := range page {
		for _, fault := range a.faults() {
			out.Violations = append(out.Violations, &checkv1.Violation{
				Invariant: "I13", Subject: fmt.Sprintf("book of order %s, user %d", a.Book.Order, a.Book.User), Detail: fault,
			})
		}
		out.Facts = append(out.Facts, a.Book.fact())
	}
	if len(page) == limit {
		last := page[limit-1].Book
		out.NextCursor = fmt.Sprintf("%s/%d/%s", inBooks, last.User, last.Order)
	}
	return out, nil
}

func (b Book) fact() *checkv1.Fact {
	status := "unsold"
	if b.Sold {
		status = "sold"
	}
	return &checkv1.Fact{
		Kind: "book", UserId: int64(b.User), OrderId: string(b.Order), Status: status, Amount: b.Receivable(), Currency: b.Currency, At: b.At,
	}
}

// faults lists where entries do not balance and where the book is not their fold.
func (a Audit) faults() (out []string) {
	fold := Book{}
	for _, e := range a.Entries {
		sum := int64(0)
		for _, p := range e.Postings {
			sum += p.Amount
			if p.Account == Receivable {
				fold.add(e, p.Amount)
			}
		}
		if sum != 0 {
			out = append(out, fmt.Sprintf("entry %s: debits and credits differ by %d %s", e.ID, sum, e.Currency))
		}
	}
	b := a.Book
	for _, c := range []struct {
		what       string
		book, fold int64
	}{
		{"total", b.Total, fold.Total}, {"refunded", b.Refunded, fold.Refunded}, {"payments", b.Captured - b.PaidBack, fold.Captured - fold.PaidBack},
		{"gift card", b.Gift - b.GiftBack, fold.Gift - fold.GiftBack},
	} {
		if c.book != c.fold {
			out = append(out, fmt.Sprintf("%s %d, its entries give %d", c.what, c.book, c.fold))
		}
	}
	if b.Refunded > b.Total {
		out = append(out, fmt.Sprintf("refunded %d of %d", b.Refunded, b.Total))
	}
	return out
}

// add folds what an entry did to the receivable into a book. Money that went back by gift card says so in its name.
func (b *Book) add(e Entry, receivable int64) {
	switch {
	case e.Kind == KindSale:
		b.Total += receivable
	case e.Kind == KindRefund:
		b.Refunded -= receivable
	case e.Kind == KindPayment:
		b.Captured -= receivable
	case e.Kind == KindGiftCard:
		b.Gift -= receivable
	case strings.HasPrefix(e.ID, KindGiftCard):
		b.GiftBack += receivable
	case e.Kind == KindReversal:
		b.PaidBack += receivable
	}
}

func (s *Service) checkSellers(ctx context.Context, after SellerBalance, limit int) (*checkv1.CheckResponse, error) {
	page, err := s.store.SellerAudits(ctx, after, limit)
	if err != nil {
		return nil, fmt.Errorf("page sellers: %w", err)
	}
	out := &checkv1.CheckResponse{Examined: int64(len(page))}
	for _, a := range page {
		b := a.Balance
		if b != a.Fold || b.Refunds < 0 || b.Fees < 0 || b.Refunds > b.Sales || b.Fees > b.Sales-b.Refunds {
			out.Violations = append(out.Violations, &checkv1.Violation{
				Invariant: "I14", Subject: fmt.Sprintf("seller %d in %s", b.Seller, b.Currency),
				Detail: fmt.Sprintf("sales %d, fees %d, refunds %d; its entries give %d, %d, %d",
					b.Sales, b.Fees, b.Refunds, a.Fold.Sales, a.Fold.Fees, a.Fold.Refunds),
			})
		}
	}
	if len(page) == limit {
		out.NextCursor = inSellers + "/" + page[limit-1].Balance.cursor()
	}
	return out, nil
}
