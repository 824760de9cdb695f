package fulfillmenttest

import (
	"log/slog"
	"testing"
	"time"

	checkv1 "rialto/gen/rialto/check/v1"
	"rialto/internal/fulfillment"
)

// CheckFinds opens two shipments in a store, lets plant corrupt shipment "b", and wants Check to see I20 broken there and
// nowhere else. It walks pages of one row, so that the pair falls on a border.
func CheckFinds(t *testing.T, store fulfillment.Store, plant func(shipmentID string)) {
	t.Helper()
	Add(t, store, Sample("a"), Sample("b"))
	n := NewNeighbours()
	s, err := fulfillment.New(fulfillment.Config{}, store, n, n, n, fulfillment.Deps{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if violations, facts := check(t, s); len(violations) != 0 || len(facts) != 2 {
		t.Fatalf("sound books: violations %v, %d facts", violations, len(facts))
	}
	plant("b")
	violations, _ := check(t, s)
	if len(violations) != 1 || violations[0].GetInvariant() != "I20" || violations[0].GetSubject() != "shipment b" {
		t.Fatalf("violations %v, want I20 of shipment b", violations)
	}
}

func check(t *testing.T, s *fulfillment.Service) (violations []*checkv1.Violation, facts []*checkv1.Fact) {
	t.Helper()
	req := &checkv1.CheckRequest{Limit: 1}
	for {
		resp, err := s.Check(ctx, req)
		if err != nil {
			t.Fatalf("check: %v", err)
		}
		violations = append(violations, resp.GetViolations()...)
		facts = append(facts, resp.GetFacts()...)
		if resp.GetNextCursor() == "" {
			return violations, facts
		}
		req.Cursor = resp.GetNextCursor()
	}
}
