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

// topics are all that the shop tells.
var topics = []string{
	bus.OrderEvents, bus.PaymentEvents, bus.FulfillmentEvents, bus.InventoryEvents, bus.CatalogEvents, bus.SignalEvents, bus.UserActivity,
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
	if !slices.Contains(topics, v.Topic) {
		v.Topic = ""
	}
	if before, err := strconv.ParseInt(p.Query("before"), 10, 64); err == nil && before > 0 {
		v.Before = before
	}
	groups, err := s.Needs.Bus.Groups(p.Ctx, &busv1.GroupsRequest{})
	if err != nil {
		return err
	}
	v.Groups = slices.SortedFunc(slices.Values(groups.GetGroups()), func(a, b *busv1.Group) int {
		return cmp.Or(cmp.Compare(b.GetLag(), a.GetLag()), cmp.Compare(a.GetName(), b.GetName()))
	})
	if v.Key != "" && v.Topic == "" {
		v.Topic = bus.OrderEvents // a key is looked for within a topic
	}
	got, err := s.Needs.Bus.Read(p.Ctx, &busv1.ReadRequest{
		After: v.Before, Limit: eventsShown, Topic: v.Topic, Key: v.Key, NewestFirst: true,
	})
	if said := errs.As(err); said != nil && said.Kind == errs.KindInvalid {
		v.Problem = said.Message
	} else if err != nil {
		return err
	}
	v.Events, v.Next = got.GetEvents(), got.GetNextAfter()
	return p.Render(http.StatusOK, ui.Frame{Title: "Events"}, eventsPage(v))
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
	for _, topic := range topics {
		name := strings.TrimSuffix(topic, "-events")
		tabs = append(tabs, ui.Tab{Text: strings.ToUpper(name[:1]) + name[1:], Href: v.href(topic, 0), Count: -1, Current: topic == v.Topic})
	}
	return tabs
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
