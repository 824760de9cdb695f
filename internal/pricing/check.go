package pricing

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	checkv1 "rialto/gen/rialto/check/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// maxCheckPage is the most rows one page examines; it is the default too.
const maxCheckPage = 1000

// Check judges what this room can judge alone: the arithmetic of stored quotes (I11) and each coupon's counts and limits,
// for all and for each buyer (I25). Quotes come first, by user and id, then coupons, then their buyers, then redemptions. It
// states facts: "quote" (id = the quote's, amount = its total, for I24) and "coupon" per redemption (I25).
func (s *Service) Check(ctx context.Context, req *checkv1.CheckRequest) (*checkv1.CheckResponse, error) {
	limit := int(req.GetLimit())
	if limit <= 0 || limit > maxCheckPage {
		limit = maxCheckPage
	}
	kind, rest, _ := strings.Cut(req.GetCursor(), "/")
	switch kind {
	case "", "quote":
		return s.checkQuotes(ctx, rest, limit)
	case "coupon":
		return s.checkCoupons(ctx, rest, limit)
	case "user":
		return s.checkUsers(ctx, rest, limit)
	case "redemption":
		return s.checkRedemptions(ctx, rest, limit)
	}
	return nil, badCursor()
}

func badCursor() error {
	return errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is not one that Check returned"})
}

// checkQuotes examines quotes after "user/id".
func (s *Service) checkQuotes(ctx context.Context, after string, limit int) (*checkv1.CheckResponse, error) {
	userText, id, _ := strings.Cut(after, "/")
	user, err := strconv.ParseInt(userText, 10, 64)
	if err != nil && after != "" {
		return nil, badCursor()
	}
	page, err := s.store.PageQuotes(ctx, commerce.UserID(user), QuoteID(id), limit)
	if err != nil {
		return nil, fmt.Errorf("page quotes: %w", err)
	}
	resp := &checkv1.CheckResponse{Examined: int64(len(page)), NextCursor: "coupon/0"}
	for _, row := range page {
		resp.Facts = append(resp.Facts, &checkv1.Fact{
			Kind: "quote", UserId: int64(row.User), Id: string(row.ID), Amount: row.Total,
		})
		for _, fault := range row.faults() {
			resp.Violations = append(resp.Violations, &checkv1.Violation{
				Invariant: "I11", Subject: fmt.Sprintf("quote %s of user %d", row.ID, row.User), Detail: fault,
			})
		}
	}
	if len(page) == limit {
		last := page[len(page)-1]
		resp.NextCursor = fmt.Sprintf("quote/%d/%s", last.User, last.ID)
	}
	return resp, nil
}

// faults lists where a stored quote does not add up, or its columns differ from its document.
func (r StoredQuote) faults() (out []string) {
	q := r.Quote
	if q == nil {
		return []string{"the document cannot be read"}
	}
	differ := func(what string, stored, want int64) {
		if stored != want {
			out = append(out, fmt.Sprintf("%s %d, should be %d", what, stored, want))
		}
	}
	differ("column subtotal", r.Subtotal, q.Subtotal)
	differ("column discount", r.Discount, q.Discount)
	differ("column tax", r.Tax, q.Tax)
	differ("column shipping", r.Shipping, q.Shipping)
	differ("column total", r.Total, q.Total)
	if q.TaxRatePpm < 0 || q.TaxRatePpm > 1_000_000 {
		return append(out, fmt.Sprintf("tax rate %d parts per million", q.TaxRatePpm))
	}
	var subtotal, discount, tax int64
	for _, l := range q.Lines {
		subtotal, discount, tax = subtotal+l.Subtotal, discount+l.Discount, tax+l.Tax
		out = append(out, lineFaults(l, q.TaxRatePpm)...)
	}
	if len(q.Coupons) > 0 {
		var off int64
		for _, c := range q.Coupons {
			off += c.Discount
		}
		differ("sum of the coupons", off, q.Discount)
	}
	differ("subtotal", q.Subtotal, subtotal)
	differ("discount", q.Discount, discount)
	differ("tax", q.Tax, tax)
	differ("total", q.Total, q.Subtotal-q.Discount+q.Tax+q.Shipping)
	if q.Shipping < 0 || q.Total < 0 || q.Total > commerce.MaxAmount {
		out = append(out, fmt.Sprintf("shipping %d or total %d is out of range", q.Shipping, q.Total))
	}
	return out
}

// lineFaults lists what is wrong within one line.
func lineFaults(l *pricingv1.QuoteLine, ppm int64) (out []string) {
	amount, err := commerce.MulAmount(l.UnitPrice, l.Quantity)
	if err != nil || amount != l.Subtotal || amount > commerce.MaxAmount {
		out = append(out, fmt.Sprintf("product %d: %d × %d is not %d", l.ProductId, l.UnitPrice, l.Quantity, l.Subtotal))
	}
	if commerce.CheckQuantity(l.Quantity) != nil {
		out = append(out, fmt.Sprintf("product %d: quantity %d", l.ProductId, l.Quantity))
	}
	if l.Discount < 0 || l.Discount > l.Subtotal {
		return append(out, fmt.Sprintf("product %d: discount %d of %d", l.ProductId, l.Discount, l.Subtotal))
	}
	if want := commerce.PartsPerMillion(l.Subtotal-l.Discount, ppm); want != l.Tax {
		out = append(out, fmt.Sprintf("product %d: tax %d, should be %d", l.ProductId, l.Tax, want))
	}
	return out
}
