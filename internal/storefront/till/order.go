package till

import (
	"context"
	"net/http"
	"net/url"
	"time"

	cartv1 "rialto/gen/rialto/cart/v1"
	orderv1 "rialto/gen/rialto/order/v1"
	shippingv1 "rialto/gen/rialto/shipping/v1"
	"rialto/internal/commerce"
	"rialto/internal/page"
	"rialto/internal/platform/errs"
	"rialto/internal/storefront"
	"rialto/internal/ui"
)

// orderView is the page of an order.
type orderView struct {
	Order *orderv1.Order
	Guest bool
	Lines []line
	Live  liveView
}

// liveView is the part that changes while one watches.
type liveView struct {
	Order   *orderv1.Order
	Parcels []parcel
	Key     string // of a cancellation
}

// parcel is a shipment with where it is.
type parcel struct {
	Shipment *orderv1.Shipment
	Track    *shippingv1.Parcel // nil = no label yet, or not known
	Titles   []string
}

// order returns one of the visitor's own; another's does not exist for them.
func (s *pages) order(ctx context.Context, p *page.Page) (*orderv1.Order, error) {
	return s.shop.Needs.Order.Get(ctx, &orderv1.GetRequest{UserId: p.Who.UserID(), OrderId: p.R.PathValue("order_id")})
}

func (s *pages) showOrder(p *page.Page) error {
	o, err := s.order(p.Ctx, p)
	if err != nil {
		return err
	}
	return s.orderPage(p, http.StatusOK, o, nil)
}

// orderPage shows an order, with what was refused where something was.
func (s *pages) orderPage(p *page.Page, status int, o *orderv1.Order, refused *errs.Error) error {
	v := orderView{Order: o, Guest: guest(p), Live: s.live(p, o)}
	var ids []int64
	for _, i := range o.GetItems() {
		ids = append(ids, i.GetProductId())
	}
	cards := s.cards(p, ids)
	for _, i := range o.GetItems() {
		v.Lines = append(v.Lines, orderLine(o, i, cards[i.GetProductId()]))
	}
	f := ui.Frame{Title: "Order " + o.GetOrderId(), NoIndex: true, CartCount: s.cartAfter(p, o)}
	if refused != nil {
		f.Notice = ui.Notice{Kind: ui.Danger, Text: refused.Message}
	}
	return p.Render(status, f, orderPage(v))
}

// justNow is how long the cart may take to hear of an order.
const justNow = 3 * time.Second

// cartAfter is what the header counts on the page of an order that was confirmed just now: the cart without what was bought,
// which the cart itself hears of a moment later. 0 = the frame asks as on any other page.
func (s *pages) cartAfter(p *page.Page, o *orderv1.Order) int64 {
	if o.GetStatus() != "confirmed" || s.shop.Deps.Now().Sub(commerce.FromMicros(o.GetCreatedAt())) > justNow {
		return 0
	}
	got, err := s.shop.Needs.Cart.GetCart(p.Ctx, &cartv1.GetCartRequest{UserId: p.Who.UserID()})
	if err != nil {
		return 0
	}
	bought := map[int64]int64{}
	for _, i := range o.GetItems() {
		bought[i.GetProductId()] += i.GetQuantity()
	}
	left := int64(0)
	for _, i := range got.GetItems() {
		left += max(i.GetQuantity()-bought[i.GetProductId()], 0)
	}
	if left == 0 {
		return storefront.EmptyCart
	}
	return left
}

// live asks shipping where the parcels are; without an answer the order's own word has to do.
func (s *pages) live(p *page.Page, o *orderv1.Order) liveView {
	v := liveView{Order: o, Key: s.newKey()}
	tracks := map[string]*shippingv1.Parcel{}
	if len(o.GetShipments()) > 0 {
		ctx, cancel := context.WithTimeout(p.Ctx, cardsWait)
		defer cancel()
		got, err := s.shop.Needs.Shipping.Track(ctx, &shippingv1.TrackRequest{UserId: p.Who.UserID(), OrderId: o.GetOrderId()})
		if err != nil {
			s.shop.Deps.Log.Warn("track parcels", "error", err)
		}
		for _, t := range got.GetParcels() {
			tracks[t.GetShipmentId()] = t
		}
	}
	for _, sh := range o.GetShipments() {
		v.Parcels = append(v.Parcels, parcel{sh, tracks[sh.GetShipmentId()], titlesOf(o, sh)})
	}
	return v
}

func titlesOf(o *orderv1.Order, sh *orderv1.Shipment) []string {
	titles := map[int64]string{}
	for _, i := range o.GetItems() {
		titles[i.GetProductId()] = i.GetTitle()
	}
	var out []string
	for _, l := range sh.GetLines() {
		out = append(out, ui.Count(l.GetQuantity())+" × "+or(titles[l.GetProductId()], "Product "+commerce.FormatID(l.GetProductId())))
	}
	return out
}

// tracking is the parcel's number, by the carrier or as the order knows it.
func (p parcel) tracking() string {
	return or(p.Track.GetTrackingNumber(), p.Shipment.GetTrackingNumber())
}

// final reports that nothing more will happen to an order.
func final(o *orderv1.Order) bool {
	switch o.GetPayment().GetStatus() {
	case "refunding", "requires_action", "pending":
		return false
	}
	switch o.GetStatus() {
	case "delivered", "returned", "canceled":
		return true
	}
	return false
}

// cancelable reports whether asking to cancel makes sense: a parcel is still here, or the payment waits for the buyer.
func cancelable(o *orderv1.Order) bool {
	return o.GetStatus() == "confirmed" || o.GetStatus() == "pending" && o.GetPayment().GetStatus() == "requires_action"
}

// unpaid reports an order that came to nothing before it was paid: buying can be tried again.
func unpaid(o *orderv1.Order) bool {
	return o.GetStatus() == "canceled" && at(o, "order.confirmed") == 0
}

func orderPath(o *orderv1.Order) string { return "/orders/" + url.PathEscape(o.GetOrderId()) }

// eventsPath is where the page listens; "" for an order that is over.
func eventsPath(o *orderv1.Order) string {
	if final(o) {
		return ""
	}
	return orderPath(o) + "/events"
}

// headline says in a sentence how it stands.
func headline(o *orderv1.Order) string {
	switch o.GetStatus() {
	case "pending":
		if awaitsTransfer(o) {
			return "We wait for your transfer. What you ordered is kept for you until then."
		}
		if o.GetPayment().GetStatus() == "requires_action" {
			return "Your bank asks you to approve the payment. What you ordered is kept for you meanwhile."
		}
		return "We are checking the payment. You need not wait here: a mail tells you when it is through."
	case "confirmed":
		if o.GetPayment().GetStatus() == "promised" {
			return "It is yours, and we are packing it. You pay when it arrives."
		}
		return "It is paid, and we are packing it."
	case "shipped":
		return "It is on its way to you."
	case "delivered":
		return "It has arrived. We hope you like it."
	case "returned":
		return "It came back to us."
	case "canceled":
		if unpaid(o) {
			return "This order did not come to be. " + paymentWords(o.GetPayment().GetStatus(), o.GetPayment().GetDeclineCode())
		}
		return "This order is canceled. " + paymentWords(o.GetPayment().GetStatus(), "")
	}
	return ""
}

// facts are what the order was made with.
func facts(o *orderv1.Order) []ui.Term {
	out := []ui.Term{
		{Name: "Placed", Content: ui.At(commerce.FromMicros(o.GetCreatedAt()))},
		{Name: "Address", Content: addressOf(storefront.AddressLines(commerce.AddressOf(o.GetAddress())))},
		{Name: "Delivery", Text: deliveryName(o.GetDelivery())},
	}
	for _, t := range o.GetTenders() {
		out = append(out, ui.Term{Name: tenderName(t), Text: ui.Money(commerce.Money{Amount: t.GetAmount(), Currency: o.GetCurrency()})})
	}
	if o.GetEmail() != "" {
		out = append(out, ui.Term{Name: "Confirmation to", Text: o.GetEmail()})
	}
	return out
}

func parcelTitle(n, all int) string {
	if all == 1 {
		return "Your parcel"
	}
	return "Parcel " + ui.Count(int64(n)) + " of " + ui.Count(int64(all))
}

func escape(text string) string { return url.QueryEscape(text) }
