package engine

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/backoffice/backofficetest"
	"rialto/internal/platform/errs"
)

func TestTheLogAndItsReaders(t *testing.T) {
	t.Parallel()
	got := open(t, backofficetest.NewTown(), nil).Get("/admin/events")
	got.Has(http.StatusOK, "order.placed", "order-events", `href="/admin/orders/5001"`, "&#34;orderId&#34;: &#34;5001&#34;", "12:00:00 UTC",
		"writes the mails", "keeps the index", "Nothing", "Still to read")
	if strings.Index(got.Body, ">search<") > strings.Index(got.Body, ">notification<") {
		t.Error("who is behind is not first")
	}
}

func TestEventsAreFoundByTopicAndKey(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Events = append(town.Events, &busv1.Event{Topic: "catalog-events", Key: "101", Type: "product.changed"}, &busv1.Event{Topic: "order-events", Key: "5002", Type: "order.shipped"})
	desk := open(t, town, nil)
	desk.Get("/admin/events?topic=catalog-events").Has(http.StatusOK, "product.changed", "!order.placed", `aria-current="page">Catalogue`, `name="topic" value="catalog-events"`)
	desk.Get("/admin/events?topic=order-events&key=5002").Has(http.StatusOK, "order.shipped", "!order.placed", "Events about 5002", "topic=payment-events")
	desk.Get("/admin/events?key=+5001+").Has(http.StatusOK, "order.placed", "!order.shipped", `aria-current="page">Orders`) // a number alone is an order's
	desk.Get("/admin/events?topic=order-events&key=404").Has(http.StatusOK, "Nothing was told about 404 on this topic.", "Show all events")
	desk.Get("/admin/events?topic=gossip").Has(http.StatusOK, "order.placed", "product.changed", `aria-current="page">All`)
	desk.Get("/admin/events?topic=order-events&key="+strings.Repeat("1", 200)).Has(http.StatusUnprocessableEntity, "No event can be looked for by this.")
	town.Events = nil
	desk.Get("/admin/events").Has(http.StatusOK, "Nothing has been told yet.")
}

func TestTheLogIsPaged(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Events = nil
	for n := range 2*eventsShown + 1 {
		town.Events = append(town.Events, &busv1.Event{Topic: "order-events", Key: "7", Type: fmt.Sprintf("event.%03d", n)})
	}
	desk := open(t, town, nil)
	desk.Get("/admin/events?topic=order-events&key=7").Has(http.StatusOK, "event.049", "!event.050", "before=52&amp;key=7&amp;topic=order-events", "!Newest")
	desk.Get("/admin/events?before=52").Has(http.StatusOK, "event.050", "event.099", "!event.049", "!event.100", "Newest", "before=2")
	desk.Get("/admin/events?before=2").Has(http.StatusOK, "event.100", "!event.099", "!Older")
	desk.Get("/admin/events?before=x").Has(http.StatusOK, "event.000")
}

func TestABusThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	town := backofficetest.NewTown()
	town.Down["bus"] = errs.Unavailable("down", "The log is being repaired.")
	open(t, town, nil).Get("/admin/events").Has(http.StatusServiceUnavailable, "The log is being repaired.")
}

func TestHostileEvents(t *testing.T) {
	t.Parallel()
	h := backofficetest.Hostile
	town := backofficetest.NewTown()
	town.Readers[0].Name = h("reader")
	town.Events = []*busv1.Event{
		{Topic: h("topic"), Key: h("key"), Type: h("type"), Payload: h("payload")},
		{Topic: "order-events", Key: "javascript:alert(1)", Type: "order.odd", Payload: `{"a":"` + h("no JSON")},
	}
	desk := open(t, town, nil)
	got := desk.Get("/admin/events")
	got.Shows("reader", "topic", "key", "type", "payload", "no JSON")
	got.Has(http.StatusOK, `!href="javascript:`)
	desk.Get("/admin/events?topic=order-events&key=" + url.QueryEscape(h("asked"))).Shows("asked")
}
