package sales

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	busv1 "rialto/gen/rialto/bus/v1"
	inventoryv1 "rialto/gen/rialto/inventory/v1"
	notificationv1 "rialto/gen/rialto/notification/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// orderView is an order as every room that took part knows it.
type orderView struct {
	Order   *orderv1.Order
	Key     string // for a cancellation from this page, however often it is sent
	Sagas   part[[]*orderv1.Saga]
	Payment part[*paymentv1.Payment]
	Stock   part[[]stockEntry]
	Parcels part[[]*shippingv1.Parcel]
	Mails   part[[]*notificationv1.Mail]
	Events  part[[]*busv1.Event]
}

// stockEntry is a line of the stock ledger that names this order.
type stockEntry struct {
	*inventoryv1.LedgerEntry
	Title string
}

// Limits of what one page asks.
const (
	stockedItems = 20
	ledgerLines  = 200
	eventsShown  = 100
)

func (s pages) showOrder(p *page.Page) error {
	return s.orderPage(p, http.StatusOK, ui.Notice{})
}

func (s pages) orderPage(p *page.Page, status int, said ui.Notice) error {
	o, err := s.Needs.Order.Find(p.Ctx, &orderv1.FindRequest{OrderId: p.R.PathValue("order_id")})
	if err != nil {
		return err
	}
	v := s.look(p, o)
	v.Key = "office-" + s.Deps.IDs.Text()
	return p.Render(status, ui.Frame{Title: "Order " + o.GetOrderId(), Notice: said}, orderPage(v, s.Deps.Now()))
}

// look asks all rooms at once.
func (s pages) look(p *page.Page, o *orderv1.Order) *orderView {
	v := &orderView{Order: o}
	user, id := o.GetUserId(), o.GetOrderId()
	var g errgroup.Group
	ask(&g, &v.Sagas, func() ([]*orderv1.Saga, error) {
		got, err := s.Needs.Order.ListSagas(p.Ctx, &orderv1.ListSagasRequest{OrderId: id})
		return got.GetSagas(), err
	})
	ask(&g, &v.Payment, func() (*paymentv1.Payment, error) {
		got, err := s.Needs.Payment.Get(p.Ctx, &paymentv1.OrderPaymentRequest{UserId: user, OrderId: id})
		if errs.Is(err, errs.KindNotFound) {
			return nil, nil // no money was asked for yet
		}
		return got, err
	})
	ask(&g, &v.Parcels, func() ([]*shippingv1.Parcel, error) {
		got, err := s.Needs.Shipping.Track(p.Ctx, &shippingv1.TrackRequest{UserId: user, OrderId: id})
		return got.GetParcels(), err
	})
	ask(&g, &v.Mails, func() ([]*notificationv1.Mail, error) {
		got, err := s.Needs.Notification.ListMailbox(p.Ctx, &notificationv1.ListMailboxRequest{OrderId: id})
		return got.GetItems(), err
	})
	ask(&g, &v.Stock, func() ([]stockEntry, error) { return s.stockOf(p, o) })
	ask(&g, &v.Events, func() ([]*busv1.Event, error) { return s.eventsOf(p, id) })
	_ = g.Wait() // failures are in their parts
	return v
}

// stockOf reads the ledgers of what was ordered and keeps the lines that name the order.
func (s pages) stockOf(p *page.Page, o *orderv1.Order) ([]stockEntry, error) {
	var out []stockEntry
	for _, item := range o.GetItems()[:min(len(o.GetItems()), stockedItems)] {
		got, err := s.Needs.Inventory.Ledger(p.Ctx, &inventoryv1.LedgerRequest{ProductId: item.GetProductId(), Limit: ledgerLines})
		if err != nil {
			return nil, err
		}
		for _, e := range got.GetEntries() {
			if e.GetOrderId() == o.GetOrderId() {
				out = append(out, stockEntry{e, item.GetTitle()})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b stockEntry) int { return int(a.GetAt() - b.GetAt()) })
	return out, nil
}

// eventsOf reads what was told of an order, on every topic whose key it is, by time.
func (s pages) eventsOf(p *page.Page, order string) ([]*busv1.Event, error) {
	var out []*busv1.Event
	for _, topic := range []string{bus.OrderEvents, bus.PaymentEvents, bus.FulfillmentEvents} {
		got, err := s.Needs.Bus.Read(p.Ctx, &busv1.ReadRequest{Topic: topic, Key: order, Limit: eventsShown})
		if err != nil {
			return nil, err
		}
		out = append(out, got.GetEvents()...)
	}
	slices.SortStableFunc(out, func(a, b *busv1.Event) int { return int(a.GetOccurredAt() - b.GetOccurredAt()) })
	return out, nil
}

// cancelable reports an order of which something can still be taken back.
func (v *orderView) cancelable() bool {
	return v.Order.GetStatus() == "confirmed" || v.Order.GetStatus() == "pending"
}

// stuck reports a saga that waits for a person.
func (v *orderView) stuck() bool {
	return slices.ContainsFunc(v.Sagas.Is, func(s *orderv1.Saga) bool { return s.GetState() == "needs_person" })
}

func (v *orderView) money(amount int64) commerce.Money {
	return commerce.Money{Amount: amount, Currency: v.Order.GetCurrency()}
}

func (v *orderView) totals() ui.Summary {
	o := v.Order
	lines := []ui.SummaryLine{{Text: "Items", Amount: v.money(o.GetSubtotal())}}
	if o.GetDiscount() != 0 {
		lines = append(lines, ui.SummaryLine{Text: "Discount", Amount: v.money(-o.GetDiscount()), Note: o.GetCoupon()})
	}
	lines = append(lines, ui.SummaryLine{Text: "Delivery", Amount: v.money(o.GetShipping()), Note: o.GetDelivery()},
		ui.SummaryLine{Text: "Tax", Amount: v.money(o.GetTax())})
	return ui.Summary{Title: "Total", Lines: lines, Total: ui.SummaryLine{Text: "Total", Amount: v.money(o.GetTotal())}}
}

func (v *orderView) facts() []ui.Term {
	o := v.Order
	a := o.GetAddress()
	return []ui.Term{
		{Name: "Placed", Content: ui.At(commerce.FromMicros(o.GetCreatedAt()))},
		{Name: "Status", Content: ui.StatusPill(o.GetStatus())},
		{Name: "Customer", Text: strconv.FormatInt(o.GetUserId(), 10)},
		{Name: "E-mail", Text: o.GetEmail()},
		{Name: "Delivered to", Text: a.GetName() + ", " + a.GetLine1() + ", " + a.GetPostalCode() + " " + a.GetCity() + ", " + a.GetRegion() + " " + a.GetCountry()},
		{Name: "Promised", Content: ui.OnDay(commerce.FromMicros(o.GetArrivesBy()))},
	}
}

// took says how long after the first line of a log another was written.
func took(log []*orderv1.SagaLogEntry, at int64) string {
	return (time.Duration(at-log[0].GetAt()) * time.Microsecond).Round(10 * time.Microsecond).String()
}

// steps of a shipment that a person can take, by where it is.
func nextStep(status string) (step, words string) {
	switch status {
	case "preparing":
		return "pick", "Pick and pack"
	case "picked":
		return "hand-over", "Hand over"
	case "shipped":
		return "deliver", "Mark delivered"
	}
	return "", ""
}
