package sales

import (
	"net/http"
	"slices"

	"golang.org/x/sync/errgroup"

	busv1 "rialto/gen/rialto/bus/v1"
	identityv1 "rialto/gen/rialto/identity/v1"
	ledgerv1 "rialto/gen/rialto/ledger/v1"
	notificationv1 "rialto/gen/rialto/notification/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	paymentv1 "rialto/gen/rialto/payment/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/backoffice"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/bus"
	"rialto/internal/platform/errs"
	"rialto/internal/ui"
)

// orderView is an order as every room that took part knows it.
type orderView struct {
	Order      *orderv1.Order
	Key        string // for a cancellation from this page, however often it is sent
	Sellers    backoffice.Names
	Warehouses backoffice.Names
	Products   backoffice.Shelf
	Customer   part[*identityv1.User]
	Sagas      part[[]*orderv1.Saga]
	Payment    part[*paymentv1.Payment]
	Stock      part[[]stockLine]
	Parcels    part[[]*shippingv1.Parcel]
	Mails      part[[]*notificationv1.Mail]
	Events     part[[]*busv1.Event]
	Book       part[[]*ledgerv1.Entry]
}

// eventsShown is the most events of one topic that the page asks for.
const eventsShown = 100

func (s pages) showOrder(p *page.Page) error {
	return s.orderPage(p, http.StatusOK, ui.Notice{})
}

func (s pages) orderPage(p *page.Page, status int, said ui.Notice) error {
	o, err := s.order(p)
	if err != nil {
		return err
	}
	v := s.look(p, o)
	v.Key = p.Value("key") // of the form that was refused
	if v.Key == "" {
		v.Key = "office-" + s.Deps.IDs.Text()
	}
	return p.Render(status, ui.Frame{Title: "Order " + o.GetOrderId(), Notice: said}, orderPage(v))
}

// order finds the order of the address. What is no number of an order is not asked for.
func (s pages) order(p *page.Page) (*orderv1.Order, error) {
	id := p.R.PathValue("order_id")
	if !number(id) {
		return nil, errs.NotFound("order_not_found", "There is no such order.")
	}
	return s.Needs.Order.Find(p.Ctx, &orderv1.FindRequest{OrderId: id})
}

// look asks all rooms at once; each answers for its own panel.
func (s pages) look(p *page.Page, o *orderv1.Order) *orderView {
	v, id, user := &orderView{Order: o}, o.GetOrderId(), o.GetUserId()
	var g errgroup.Group
	ask(&g, &v.Customer, func() (*identityv1.User, error) {
		got, err := s.Needs.Identity.GetUser(p.Ctx, &identityv1.GetUserRequest{UserId: user})
		return got.GetUser(), err
	})
	ask(&g, &v.Sagas, func() ([]*orderv1.Saga, error) {
		got, err := s.Needs.Order.ListSagas(p.Ctx, &orderv1.ListSagasRequest{OrderId: id})
		return got.GetSagas(), err
	})
	ask(&g, &v.Payment, func() (*paymentv1.Payment, error) {
		got, err := s.Needs.Payment.Get(p.Ctx, &paymentv1.OrderPaymentRequest{UserId: user, OrderId: id})
		if errs.Is(err, errs.KindNotFound) { // nothing was asked of a card yet
			return nil, nil
		}
		return got, err
	})
	ask(&g, &v.Parcels, func() ([]*shippingv1.Parcel, error) { return s.parcelsOf(p, o) })
	ask(&g, &v.Mails, func() ([]*notificationv1.Mail, error) {
		got, err := s.Needs.Notification.ListMailbox(p.Ctx, &notificationv1.ListMailboxRequest{OrderId: id})
		return got.GetItems(), err
	})
	ask(&g, &v.Book, func() ([]*ledgerv1.Entry, error) {
		got, err := s.Needs.Ledger.OrderBook(p.Ctx, &ledgerv1.OrderBookRequest{UserId: user, OrderId: id})
		return got.GetEntries(), err
	})
	ask(&g, &v.Stock, func() ([]stockLine, error) { return s.stockOf(p, o) })
	ask(&g, &v.Events, func() ([]*busv1.Event, error) { return s.eventsOf(p, id) })
	g.Go(func() error {
		v.Sellers, v.Products = s.Sellers(p.Ctx), s.Products(p.Ctx, productsOf(o))
		v.Warehouses, _ = s.Warehouses(p.Ctx)
		return nil
	})
	_ = g.Wait() // failures are in their parts
	return v
}

func productsOf(o *orderv1.Order) []int64 {
	var ids []int64
	for _, i := range o.GetItems() {
		ids = append(ids, i.GetProductId())
	}
	return ids
}

// eventsOf reads what was told of an order, on every topic whose key it is, by time.
func (s pages) eventsOf(p *page.Page, order string) ([]*busv1.Event, error) {
	var out []*busv1.Event
	for _, topic := range []string{bus.OrderEvents, bus.PaymentEvents, bus.GiftCardEvents, bus.FulfillmentEvents} {
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

func (v *orderView) money(amount int64) commerce.Money {
	return commerce.Money{Amount: amount, Currency: v.Order.GetCurrency()}
}

// lede says when and by whom, where that is known.
func (v *orderView) lede() string {
	text := "Placed " + ui.Moment(commerce.FromMicros(v.Order.GetCreatedAt()))
	if by := v.email(); by != "" {
		text += " by " + by
	}
	return text
}

func (v *orderView) totals() ui.Summary {
	o := v.Order
	lines := []ui.SummaryLine{{Text: "Items", Amount: v.money(o.GetSubtotal())}}
	if o.GetDiscount() != 0 {
		lines = append(lines, ui.SummaryLine{Text: "Discount", Amount: v.money(-o.GetDiscount()), Note: o.GetCoupon()})
	}
	lines = append(lines, ui.SummaryLine{Text: "Delivery", Amount: v.money(o.GetShipping()), Note: inWords(methods, o.GetDelivery())},
		ui.SummaryLine{Text: "Tax", Amount: v.money(o.GetTax())})
	return ui.Summary{Title: "Total", Lines: lines, Total: ui.SummaryLine{Amount: v.money(o.GetTotal())}}
}
