package fulfillment

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	"rialto/internal/platform/errs"
)

// A page of the pick list has defaultPage shipments, at most maxPage.
const (
	defaultPage = 50
	maxPage     = 100
)

// ListPicks pages through the pick list, oldest first: open shipments unless a status is named, of one warehouse or all.
func (s *Service) ListPicks(ctx context.Context, req *fulfillmentv1.ListPicksRequest) (*fulfillmentv1.ListPicksResponse, error) {
	f, err := filter(req)
	if err != nil {
		return nil, err
	}
	shipments, err := s.store.List(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("list picks: %w", err)
	}
	resp := &fulfillmentv1.ListPicksResponse{}
	for _, sh := range shipments {
		resp.Shipments = append(resp.Shipments, sh.proto())
	}
	if len(shipments) == f.Limit {
		resp.NextCursor = cursor(shipments[len(shipments)-1])
	}
	return resp, nil
}

// filter reads a request, naming every bad field.
func filter(req *fulfillmentv1.ListPicksRequest) (Filter, error) {
	var bad []errs.Field
	f := Filter{WarehouseID: req.GetWarehouseId(), Statuses: OpenStatuses(), Limit: int(req.GetLimit())}
	if f.WarehouseID < 0 {
		bad = append(bad, errs.Field{Name: "warehouse_id", Problem: "must be a warehouse's id, or 0 for all"})
	}
	if name := Status(req.GetStatus()); name != "" {
		f.Statuses = []Status{name}
		if _, known := rank[name]; !known && name != Canceled {
			bad = append(bad, errs.Field{Name: "status", Problem: "must be to_pick, picked, handed_over, delivered or canceled"})
		}
	}
	if f.Limit == 0 {
		f.Limit = defaultPage
	}
	if f.Limit < 0 || f.Limit > maxPage {
		bad = append(bad, errs.Field{Name: "limit", Problem: fmt.Sprintf("must be between 1 and %d", maxPage)})
	}
	var ok bool
	if f.After, ok = position(req.GetCursor()); !ok {
		bad = append(bad, errs.Field{Name: "cursor", Problem: "must be the next_cursor of an earlier page"})
	}
	if bad != nil {
		return Filter{}, errs.InvalidFields(bad...)
	}
	return f, nil
}

// cursor names the place after a shipment; position reads it back, "" being the start.
func cursor(sh Shipment) string { return fmt.Sprintf("%d-%s", sh.CreatedAt, sh.ID) }

func position(cursor string) (Position, bool) {
	if cursor == "" {
		return Position{}, true
	}
	at, id, found := strings.Cut(cursor, "-")
	created, err := strconv.ParseInt(at, 10, 64)
	return Position{created, id}, found && err == nil && len(id) <= maxID
}
