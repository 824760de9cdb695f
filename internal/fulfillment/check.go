package fulfillment

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/platform/errs"
)

// A page of Check examines defaultCheck rows, at most maxCheck.
const (
	defaultCheck = 1000
	maxCheck     = 5000
)

// Check walks every shipment by (id, warehouse). I20: a shipment has one pick, in one warehouse. Facts: kind "pick", id =
// shipment_id, amount = units, at = when it was opened.
func (s *Service) Check(ctx context.Context, req *checkv1.CheckRequest) (*checkv1.CheckResponse, error) {
	afterID, afterWarehouse, limit, err := checkPage(req)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.Scan(ctx, afterID, afterWarehouse, limit)
	if err != nil {
		return nil, fmt.Errorf("scan shipments: %w", err)
	}
	resp := &checkv1.CheckResponse{Examined: int64(len(rows))}
	for _, sh := range rows {
		if sh.ID == afterID {
			resp.Violations = append(resp.Violations, &checkv1.Violation{
				Invariant: "I20",
				Subject:   "shipment " + sh.ID,
				Detail:    fmt.Sprintf("picked twice: in warehouse %d and in warehouse %d", afterWarehouse, sh.WarehouseID),
			})
		}
		resp.Facts = append(resp.Facts, fact(sh))
		afterID, afterWarehouse = sh.ID, sh.WarehouseID
	}
	if len(rows) == limit {
		resp.NextCursor = fmt.Sprintf("%d-%s", afterWarehouse, afterID)
	}
	return resp, nil
}

func fact(sh Shipment) *checkv1.Fact {
	units := int64(0)
	for _, l := range sh.Lines {
		units += l.Quantity
	}
	return &checkv1.Fact{
		Kind: "pick", UserId: sh.UserID, OrderId: sh.OrderID, Id: sh.ID, Status: string(sh.Status), Amount: units, At: sh.CreatedAt,
	}
}

func checkPage(req *checkv1.CheckRequest) (afterID string, afterWarehouse int64, limit int, err error) {
	limit = int(req.GetLimit())
	if limit == 0 {
		limit = defaultCheck
	}
	if limit < 0 || limit > maxCheck {
		return "", 0, 0, errs.InvalidFields(errs.Field{Name: "limit", Problem: fmt.Sprintf("must be between 1 and %d", maxCheck)})
	}
	if req.GetCursor() == "" {
		return "", 0, limit, nil
	}
	warehouse, id, found := strings.Cut(req.GetCursor(), "-")
	afterWarehouse, parseErr := strconv.ParseInt(warehouse, 10, 64)
	if !found || parseErr != nil {
		return "", 0, 0, errs.InvalidFields(errs.Field{Name: "cursor", Problem: "must be the next_cursor of an earlier page"})
	}
	return id, afterWarehouse, limit, nil
}
