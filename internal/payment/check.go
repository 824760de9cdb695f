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

// Check judges what this room can see alone: I8 (a payment took all of its amount or nothing, and only cash is promised),
// I9 (no money is held or kept a minute after a void), I10 (each charge at the gateway belongs to a payment) and I12
// (refunds never exceed what was captured, and the sums agree with the refund rows).
//
// It states two kinds of fact. "payment" per row: amount = captured − refunded, owed refunds included, or what is to be
// collected while promised; id = the charge's, or the method where no gateway is asked. "charge" per row of the gateway's
// own books: amount = captured − refunded. The two are equal per order for the payments by card.
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
			return s.checkCharges(ctx, ledger, after, limit)
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
		out.Violations = append(out.Violations, p.broken(s.micros())...)
		out.Facts = append(out.Facts, p.fact())
	}
	if len(page) == limit {
		last := page[len(page)-1]
		out.NextCursor = fmt.Sprintf("%s/%d/%s", inPayments, last.UserID, last.OrderID)
	} else if _, ok := s.gateway.(Ledger); ok {
		out.NextCursor = inCharges + "/"
	}
	return out, nil
}

func (p Payment) fact() *checkv1.Fact {
	f := &checkv1.Fact{
		Kind: inPayments, UserId: int64(p.UserID), OrderId: string(p.OrderID), Id: p.GatewayID, Status: string(p.Status),
		Amount: p.Captured - p.Refunded, Currency: p.Amount.Currency, At: p.UpdatedAt,
	}
	if !p.ByCard() {
		f.Id = p.Method
	}
	if p.Status == StatusPromised {
		f.Amount = p.Due()
	}
	return f
}

func (s *Service) checkCharges(ctx context.Context, ledger Ledger, after string, limit int) (*checkv1.CheckResponse, error) {
	charges, next, err := ledger.Charges(ctx, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read the gateway's books: %w", err)
	}
	strays, err := s.strays(ctx, charges)
	if err != nil {
		return nil, err
	}
	out := &checkv1.CheckResponse{Examined: int64(len(charges))}
	for _, c := range strays {
		out.Violations = append(out.Violations, &checkv1.Violation{
			Invariant: "I10", Subject: fmt.Sprintf("charge %s of order %s, user %d", c.ID, c.OrderID, c.UserID),
			Detail: fmt.Sprintf("%s at the gateway, no payment knows it", c.State),
		})
	}
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

// settled is how long after a void money may still be held or kept.
const settled = int64(60_000_000)

// broken lists what is wrong with a payment.
func (p Payment) broken(now int64) (found []*checkv1.Violation) {
	say := func(invariant, format string, args ...any) {
		found = append(found, &checkv1.Violation{
			Invariant: invariant, Subject: fmt.Sprintf("payment of order %s, user %d", p.OrderID, p.UserID),
			Detail: fmt.Sprintf(format, args...),
		})
	}
	sum := map[RefundStatus]int64{}
	for _, r := range p.Refunds {
		sum[r.Status] += r.Amount
	}
	done, owed, unknown := sum[RefundDone]+sum[RefundOwed]-p.Waived, sum[RefundOwed], sum[RefundUnknown]
	if done+unknown > p.Captured {
		say("I12", "refunds sum to %d, captured %d", done+unknown, p.Captured)
	}
	if done != p.Refunded || unknown != p.Refunding || owed != p.Owed {
		say("I12", "refunded %d, refunding %d and owed %d, refund rows say %d, %d and %d",
			p.Refunded, p.Refunding, p.Owed, done, unknown, owed)
	}
	if p.Captured > p.Amount.Amount || p.Captured != 0 && p.Status != StatusCaptured {
		say("I12", "captured %d of %d with status %s", p.Captured, p.Amount.Amount, p.Status)
	}
	switch {
	case p.Status == StatusCaptured && p.Captured != p.Due():
		say("I8", "captured %d, due was %d", p.Captured, p.Due())
	case p.Status == StatusPromised && p.Method != MethodCashOnDelivery:
		say("I8", "promised by %s", p.Method)
	case p.Status == StatusCaptured && p.ByCard() && p.GatewayID == "":
		say("I10", "captured by card without a charge at the gateway")
	}
	if late := p.VoidID != "" && now-p.VoidAskedAt > settled; late && (!p.Status.Final() || p.Left() > 0) {
		say("I9", "a void was asked, it is %s and %d of the money is kept", p.Status, p.Left())
	}
	return found
}
