package engine

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/page"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

const eventsShown = 50

// topics are all that the shop tells, with what each is called here.
var topics = []struct{ Name, Text string }{
	{bus.OrderEvents, "Orders"}, {bus.PaymentEvents, "Payments"}, {bus.FulfillmentEvents, "Fulfilment"}, {bus.InventoryEvents, "Stock"},
	{bus.CatalogEvents, "Catalogue"}, {bus.SignalEvents, "Signals"}, {bus.UserActivity, "Activity"},
}

// readers tell what each consumer does with what it reads.
var readers = map[string]string{
	"analytics": "counts what sells and what is looked at", "cart": "takes out of carts what was bought",
	"fulfillment": "opens the picks of confirmed orders", "notification": "writes the mails", "order-payments": "follows payments",
	"order-shipments": "follows parcels", "search": "keeps the index like the shelves",
}

// eventsView is a page of the log, newest first, and who has read how far.
type eventsView struct {
	Topic, Key string
	Before     int64
	Next       int64
	Problem    string
	Events     []*busv1.Event
	Groups     []*busv1.Group
}

func (s pages) events(p *page.Page) error {
	v := eventsView{Topic: p.Query("topic"), Key: strings.TrimSpace(p.Query("key"))}
	if !slices.ContainsFunc(topics, func(t struct{ Name, Text string }) bool { return t.Name == v.Topic }) {
		v.Topic = ""
	}
	if before, err := strconv.ParseInt(p.Query("before"), 10, 64); err == nil && before > 0 {
		v.Before = before
	}
	if v.Key != "" && v.Topic == "" {
		v.Topic = bus.OrderEvents // a key is looked for within a topic
	}
	groups, err := s.Needs.Bus.Groups(p.Ctx, &busv1.GroupsRequest{})
	if err != nil {
		return err
	}
	v.Groups = slices.SortedFunc(slices.Values(groups.GetGroups()), func(a, b *busv1.Group) int {
		return cmp.Or(cmp.Compare(b.GetLag(), a.GetLag()), cmp.Compare(a.GetName(), b.GetName()))
	})
	got, err := s.Needs.Bus.Read(p.Ctx, &busv1.ReadRequest{
		After: v.Before, Limit: eventsShown, Topic: v.Topic, Key: v.Key, NewestFirst: true,
	})
	status := http.StatusOK
	switch {
	case errs.Is(err, errs.KindInvalid):
		v.Problem, status = "No event can be looked for by this.", http.StatusUnprocessableEntity
	case err != nil:
		return err
	}
	v.Events, v.Next = got.GetEvents(), got.GetNextAfter()
	return p.Render(status, ui.Frame{Title: "Events"}, eventsPage(v))
}

func (v eventsView) href(topic string, before int64) string {
	q := url.Values{}
	if topic != "" {
		q.Set("topic", topic)
		if v.Key != "" {
			q.Set("key", v.Key)
		}
	}
	if before > 0 {
		q.Set("before", strconv.FormatInt(before, 10))
	}
	if len(q) == 0 {
		return "/admin/events"
	}
	return "/admin/events?" + q.Encode()
}

func (v eventsView) tabs() []ui.Tab {
	tabs := []ui.Tab{{Text: "All", Href: v.href("", 0), Count: -1, Current: v.Topic == ""}}
	for _, t := range topics {
		tabs = append(tabs, ui.Tab{Text: t.Text, Href: v.href(t.Name, 0), Count: -1, Current: t.Name == v.Topic})
	}
	return tabs
}

// along are what a new search keeps.
func (v eventsView) along() []ui.Hidden {
	if v.Topic == "" {
		return nil
	}
	return []ui.Hidden{{Name: "topic", Value: v.Topic}}
}

// nothing says why the list is empty.
func (v eventsView) nothing() string {
	switch {
	case v.Problem != "":
		return v.Problem
	case v.Key != "":
		return "Nothing was told about " + v.Key + " on this topic. Another topic may know it."
	}
	return "Nothing has been told yet."
}

// caption says what the log below is.
func (v eventsView) caption() string {
	if v.Key != "" {
		return "Events about " + v.Key + ", newest first"
	}
	return "Events, newest first"
}

func (v eventsView) first() string {
	if v.Before == 0 {
		return ""
	}
	return v.href(v.Topic, 0)
}

func (v eventsView) next() string {
	if v.Next == 0 {
		return ""
	}
	return v.href(v.Topic, v.Next)
}
