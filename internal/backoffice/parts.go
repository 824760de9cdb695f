package backoffice

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	busv1 "rialto/gen/rialto/bus/v1"
	"rialto/internal/platform/bus"
	"rialto/internal/ui"
)

// exactly writes a time to the second, for logs where the order within a minute matters.
func exactly(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04:05 MST") }

func machine(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// readable is a payload line by line; what is no JSON stays as it is.
func readable(payload string) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(payload), "", "  ") != nil {
		return payload
	}
	return out.String()
}

// Short cuts a text for a cell, and puts it on one line.
func Short(text string, most int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}

func eventColumns(topics bool) []ui.Column {
	columns := []ui.Column{{Text: "Type"}, {Text: "At"}}
	if topics {
		columns = append(columns, ui.Column{Text: "Topic"}, ui.Column{Text: "About"})
	}
	return append(columns, ui.Column{Text: "Version", Number: true}, ui.Column{Text: "Payload", Hidden: true})
}

// about is the page of what an event is about, by the key of its topic; "" where there is none, or the key is no number.
func about(e *busv1.Event) string {
	if _, err := strconv.ParseUint(e.GetKey(), 10, 64); err != nil {
		return ""
	}
	switch e.GetTopic() {
	case bus.OrderEvents, bus.PaymentEvents, bus.GiftCardEvents, bus.FulfillmentEvents:
		return "/admin/orders/" + e.GetKey()
	case bus.CatalogEvents, bus.SignalEvents:
		return "/admin/products/" + e.GetKey()
	case bus.InventoryEvents:
		return "/admin/inventory/" + e.GetKey()
	}
	return ""
}
