package sales

import (
	"net/http"
	"testing"

	fulfillmentv1 "rialto/gen/rialto/fulfillment/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/platform/errs"
)

func TestAnOrderIsCanceledOncePerPage(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	key := desk.Get("/admin/orders/5001").Hidden("key")
	for range 2 { // a double click
		desk.Post("/admin/orders/5001/cancel", form("key", key)).Leads("/admin/orders/5001?notice=order-canceled")
	}
	first, second := town.Asked[0].(*orderv1.CancelRequest), town.Asked[1].(*orderv1.CancelRequest)
	if first.GetIdempotencyKey() != key || second.GetIdempotencyKey() != key || first.GetUserId() != backofficetest.Ann {
		t.Errorf("asked %v, then %v, with the key %q", first, second, key)
	}
	desk.Get("/admin/orders/5001?notice=order-canceled").Has(http.StatusOK, "The order is canceled; what was paid goes back.", "!Cancel and refund")
}

func TestTwoPagesAreTwoWishes(t *testing.T) {
	t.Parallel()
	desk := open(t, backofficetest.NewTown())
	if one, other := desk.Get("/admin/orders/5001").Hidden("key"), desk.Get("/admin/orders/5001").Hidden("key"); one == other || one == "" {
		t.Errorf("%q and %q", one, other)
	}
}

func TestWhatHadLeftStaysSold(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Orders[0].Status = "shipped"
	open(t, town).Post("/admin/orders/5001/cancel", form("key", "k")).Leads("/admin/orders/5001?notice=canceled-in-part")
}

// TestRefusalsStandOnTheOrdersPage: each kind of no, in the room's own words.
func TestRefusalsStandOnTheOrdersPage(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		name   string
		err    error
		status int
		words  []string
	}{
		{"too late", errs.Conflict("already_shipped", "It has left the warehouse."), 409, []string{"It has left the warehouse.", "Brass lamp", `name="key" value="k1"`}},
		{"a bad key", errs.Invalid("idempotency_key_invalid", "The key is none."), 422, []string{"The key is none.", "Brass lamp"}},
		{"still going on", errs.Unavailable("canceling", "It is being canceled."), 503, []string{"It is being canceled.", "Brass lamp"}},
		{"no answer", errs.UnknownOutcome(nil, "cancel the order"), 503, []string{"It may have been done: look at the state below", `name="key" value="k1"`}},
		{"gone", errs.NotFound("order_not_found", "There is no such order."), 404, []string{"There is no such order.", "!Brass lamp"}},
		{"ours", errs.Internal(nil), 500, []string{"Something went wrong on our side", "!Brass lamp"}},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			town := backofficetest.NewTown()
			town.Refuse = s.err
			desk := open(t, town)
			desk.Post("/admin/orders/5001/cancel", form("key", "k1")).Has(s.status, s.words...)
			desk.Post("/admin/orders/5001/retry", form()).Has(s.status)
			desk.Post("/admin/orders/5001/shipments/s5001/pick", form()).Has(s.status)
		})
	}
}

func TestAStuckCheckoutIsTriedAgain(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	open(t, town).Post("/admin/orders/5001/retry", form()).Leads("/admin/orders/5001?notice=order-retried")
	if got := town.Asked[0].(*orderv1.RetrySagaRequest); got.GetUserId() != backofficetest.Ann || got.GetOrderId() != "5001" {
		t.Errorf("asked %v", got)
	}
}

func TestAShipmentTakesItsSteps(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	desk := open(t, town)
	for step, method := range map[string]string{"pick": "Pick", "hand-over": "HandOver", "deliver": "Deliver"} {
		desk.Post("/admin/orders/5001/shipments/s5001/"+step, form()).Leads("/admin/orders/5001?notice=shipment-moved")
		if town.Calls[method] != 1 || town.Asked[len(town.Asked)-1].(*fulfillmentv1.ShipmentRequest).GetShipmentId() != "s5001" {
			t.Errorf("%s: %v", step, town.Asked)
		}
	}
	before := len(town.Asked)
	desk.Post("/admin/orders/5001/shipments/s5001/burn", form()).Has(http.StatusNotFound, "There is no such step of a shipment.")
	desk.Post("/admin/orders/5001/shipments/s9/pick", form()).Has(http.StatusNotFound, "This order has no such shipment.")
	if len(town.Asked) != before {
		t.Errorf("something was moved: %v", town.Asked[before:])
	}
}
