package gateway

import (
	"testing"

	analyticsv1 "rialto/gen/rialto/analytics/v1"
	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/platform/bus"
)

func TestWhatCountsAsActivity(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, r := range []request{
		{line: "GET /v1/products/101", as: customerToken}, {line: "GET /v1/products/102"}, {line: "GET /v1/search?q=lamp"}, {line: "GET /v1/search"},
		{line: "POST /v1/cart/items", as: customerToken, body: `{"product_id":"101","quantity":1}`},
		{line: "POST /v1/cart/items", as: customerToken, body: `{"product_id":"102","quantity":1}`},
	} {
		b.do(r)
	}
	b.tell(t)
	kinds := map[string]int{}
	for _, e := range b.shop.events {
		for _, a := range activitiesOf(t, e) {
			kinds[a.GetKind()]++
		}
	}
	if kinds["view"] != 1 || kinds["search"] != 1 || kinds["add_to_cart"] != 1 || len(kinds) != 3 {
		t.Fatalf("counted %v: what failed, and searches for nothing, do not count", kinds)
	}
}

func activitiesOf(t *testing.T, e *busv1.Event) []*analyticsv1.Activity {
	t.Helper()
	var batch analyticsv1.ActivityBatch
	if err := bus.Payload(e, &batch); err != nil {
		t.Fatal(err)
	}
	return batch.GetActivities()
}
