package payment

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	paymentv1 "rialto/gen/rialto/payment/v1"
	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

const (
	openDefault = 50
	openMost    = 200
)

// ListOpen implements the contract.
func (s *Service) ListOpen(ctx context.Context, req *paymentv1.ListOpenRequest) (*paymentv1.ListOpenResponse, error) {
	after, ok := readOpen(req.GetCursor())
	if !ok {
		return nil, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "is not one that ListOpen gave"})
	}
	limit := pageSize(req.GetLimit(), openDefault, openMost)
	page, err := s.store.ListOpen(ctx, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list what waits for staff: %w", err)
	}
	out := &paymentv1.ListOpenResponse{}
	for _, p := range page {
		out.Payments = append(out.Payments, p.proto())
	}
	if len(page) == limit {
		last := page[limit-1]
		out.NextCursor = fmt.Sprintf("%d/%d/%s", last.OpenSince, last.UserID, last.OrderID)
	}
	return out, nil
}

// readOpen reads "since/user/order"; "" is the start.
func readOpen(cursor string) (after Open, ok bool) {
	if cursor == "" {
		return Open{}, true
	}
	parts := strings.SplitN(cursor, "/", 3)
	if len(parts) != 3 || !plain(parts[2], maxOrderID) {
		return Open{}, false
	}
	since, err := strconv.ParseInt(parts[0], 10, 64)
	user, err2 := strconv.ParseInt(parts[1], 10, 64)
	return Open{since, Key{commerce.UserID(user), commerce.OrderID(parts[2])}}, err == nil && err2 == nil
}

// pageSize is what a list gives that was asked for n.
func pageSize(n int32, unasked, most int) int {
	if n <= 0 {
		return unasked
	}
	return min(int(n), most)
}
