package payment

import (
	"context"
	"fmt"

	commercev1 "rialto/gen/rialto/commerce/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/platform/errs"
)

const (
	reportDefault = 200
	reportMost    = 1_000
)

// Report implements the contract.
func (s *Service) Report(ctx context.Context, req *paymentv1.ReportRequest) (*paymentv1.ReportResponse, error) {
	ledger, ok := s.gateway.(Ledger)
	switch {
	case !ok:
		return nil, errs.Unavailable("report_unavailable", "This gateway does not show its books.")
	case req.GetSince() < 0:
		return nil, errs.InvalidFields(errs.Field{Name: "since", Problem: "must be a time in UTC microseconds"})
	}
	charges, next, err := ledger.Changes(ctx, req.GetSince(), req.GetCursor(), pageSize(req.GetLimit(), reportDefault, reportMost))
	if err != nil {
		return nil, fmt.Errorf("read the gateway's books: %w", err)
	}
	out := &paymentv1.ReportResponse{NextCursor: next}
	for _, c := range charges {
		out.Charges = append(out.Charges, &paymentv1.Charge{
			UserId: int64(c.UserID), OrderId: string(c.OrderID), State: string(c.State),
			Amount:   &commercev1.Money{Amount: c.Amount.Amount, Currency: c.Amount.Currency},
			Captured: c.Captured, Refunded: c.Refunded, At: c.At,
		})
	}
	return out, nil
}
