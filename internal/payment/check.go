package payment

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

const (
	checkDefault = 1_000
	checkMost    = 5_000
	// Pages walk the payments first and the gateway's books after them; the cursor says which.
	inPayments = "payment"
	inCharges  = "charge"
)

// Check judges I12 (refunds never exceed what was captured, and the sums agree with the refund rows) and states two kinds
// of fact: "payment" per row here and "charge" per row of the gateway's own books, amount = captured − refunded in both.
func (s *Service) Check(ctx context.Context, req *checkv1.CheckRequest) (*checkv1.CheckResponse, error) {
	limit := int(req.GetLimit())
	if limit <= 0 {
		limit = checkDefault
	}
	limit = min(limit, checkMost)
	where, after, _ := strings.Cut(req.GetCursor(), "/")
	switch where {
	case "":
		return s.checkPayments(ctx, Key{}, limit)
	case inPayments:
		user, order, _ := strings.Cut(after, "/")
		id, err := strconv.ParseInt(user, 10, 64)
		if err == nil {
			return s.checkPayments(ctx, Key{commerce.UserID(id), commerce.OrderID(order)}, limit)
		}
	case inCharges:
		if ledger, ok := s.gateway.(Ledger); ok {
			return checkCharges(ctx, ledger, after, limit)
		}
	}
	return nil, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is not one that Check gave"})
}

func (s *Service) checkPayments(ctx context.Context, after Key, limit int) (*checkv1.CheckResponse, error) {
	page, err := s.store.Page(ctx, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list payments: %w", err)
	}
	out := &checkv1.CheckResponse{Examined: int64(len(page))}
	for _, p := range page {
		out.Violations = append(out.Violations, p.broken()...)
		out.Facts = append(out.Facts, &checkv1.Fact{
			Kind: inPayments, UserId: int64(p.UserID), OrderId: string(p.OrderID), Id: p.GatewayID, Status: string(p.Status),
			Amount: p.Captured - p.Refunded, Currency: p.Amount.Currency, At: p.UpdatedAt,
		})
	}
	if len(page) == limit {
		last := page[len(page)-1]
		out.NextCursor = fmt.Sprintf("%s/%d/%s", inPayments, last.UserID, last.OrderID)
	} else if _, ok := s.gateway.(Ledger); ok {
		out.NextCursor = inCharges + "/"
	}
	return out, nil
}

func checkCharges(ctx context.Context, ledger Ledger, after string, limit int) (*checkv1.CheckResponse, error) {
	charges, next, err := ledger.Charges(ctx, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read the gateway's books: %w", err)
	}
	out := &checkv1.CheckResponse{Examined: int64(len(charges))}
	for _, c := range charges {
		out.Facts = append(out.Facts, &checkv1.Fact{
			Kind: inCharges, UserId: int64(c.UserID), OrderId: string(c.OrderID), Id: c.ID, Status: string(c.State),
			Amount: c.Captured - c.Refunded, Currency: c.Amount.Currency, At: c.At,
		})
	}
	if next != "" {
		out.NextCursor = inCharges + "/" + next
	}
	return out, nil
}

// broken lists what is wrong with the sums of a payment.
func (p Payment) broken() (found []*checkv1.Violation) {
	var done, unknown int64
	for _, r := range p.Refunds {
		switch r.Status {
		case RefundDone:
			done += r.Amount
		case RefundUnknown:
			unknown += r.Amount
		}
	}
	say := func(format string, args ...any) {
		found = append(found, &checkv1.Violation{
			Invariant: "I12", Subject: fmt.Sprintf("payment of order %s, user %d", p.OrderID, p.UserID),
			Detail: fmt.Sprintf(format, args...),
		})
	}
	if done+unknown > p.Captured {
		say("refunds sum to %d, captured %d", done+unknown, p.Captured)
	}
	if done != p.Refunded || unknown != p.Refunding {
		say("refunded %d and refunding %d, refund rows say %d and %d", p.Refunded, p.Refunding, done, unknown)
	}
	if p.Captured > p.Amount.Amount || p.Captured != 0 && p.Status != StatusCaptured {
		say("captured %d of %d with status %s", p.Captured, p.Amount.Amount, p.Status)
	}
	return found
}
