// Package order owns orders and the checkout saga that makes them.
//
// The one idea: a checkout is a list of steps, undo beside do (place.go), kept as a row beside the order it makes and
// advanced by whoever holds the row's lease (drive.go). A crash, a time-out and a buyer who comes back tomorrow are all
// the same thing: the row is due, somebody takes it, the step is asked again with the same key (resume.go).
//
//	pending ──confirm──▶ confirmed ──▶ shipped ──▶ delivered ──▶ returned
//	   └──────────┬──────────┘
//	              ▼
//	           canceled
//
// An order is paid by tenders (tender.go) that sum to its total: at most one that payment takes, at most one gift card. What
// is given back is a list on the order (refund.go), decided where the order's row is written, so that nothing is paid back
// twice; a saga carries each entry out.
//
// It asks: cart for what is wanted, pricing for the quote and coupons, inventory for stock, payment and giftcard for money,
// drop for limits, identity for who somebody is. It publishes order-events: one event for every version of an order. It
// consumes payment-events (wake the saga; cash that came, refunds that were paid out) and fulfillment-events (shipments). It
// never sells a unit, never moves money, never changes a price, never keeps a gift card's code, and never takes "no answer"
// for "no".
package order

import (
	"slices"

	busv1 "rialto/gen/rialto/bus/v1"
	pricingv1 "rialto/gen/rialto/pricing/v1"
	"rialto/internal/commerce"
)

// Order is one order with everything a page shows of it. Amounts are minor units of Currency, times UTC microseconds.
type Order struct {
	UserID  commerce.UserID
	ID      commerce.OrderID
	Status  Status
	Version int64 // 1 when placed, +1 with every change; each version has one history row and one event

	IdempotencyKey string // unique per user, for ever
	RequestHash    string // of the request that made it: the same key with another request is refused
	QuoteID        string // at most one order per quote that is not canceled

	Currency                                 string
	Subtotal, Discount, Tax, Shipping, Total int64
	Coupon                                   string  // the codes, joined by ","
	Coupons                                  []int64 // their ids

	Tenders []Tender // gift card first; amounts sum to Total
	Refunds []Refund // oldest first; each tender gives back at most what it paid
	Basket  string   // fingerprint of what is bought: the same again within minutes is asked about

	Address   commerce.Address // as it was when placed
	Email     string           // given with the quote; empty = the account's
	Delivery  string
	ArrivesBy int64

	Payment Payment
	Problem *Problem // why it was canceled, if the saga decided so

	Items     []Item
	Shipments []Shipment // empty until confirmed
	History   []Entry    // oldest first

	CreatedAt, UpdatedAt int64

	events []*busv1.Event
}

// Item is one line. Discount and Tax are the line's shares.
type Item struct {
	ProductID commerce.ProductID
	SellerID  commerce.SellerID
	Title     string
	Quantity  int64
	UnitPrice int64
	Discount  int64
	Tax       int64
}

// Payment is what the order shows of its payment; the truth is payment's.
type Payment struct {
	Method      string
	Status      PaymentStatus
	ActionType  string // next_action: "redirect" or "bank_transfer"
	ActionURL   string
	Reference   string `json:",omitempty"` // bank transfer: what the buyer writes on it
	Account     string `json:",omitempty"` // bank transfer: where to
	PayUntil    int64  `json:",omitempty"` // bank transfer: UTC microseconds
	Promised    bool   `json:",omitempty"` // cash that the courier has not brought yet
	DeclineCode string
	Refunded    int64 // minor units that are back with the buyer
}

// PaymentStatus is the state of the money as the buyer sees it.
type PaymentStatus string

// The payment states an order shows.
const (
	PaymentPending        PaymentStatus = "pending" // also: "we are checking"
	PaymentRequiresAction PaymentStatus = "requires_action"
	PaymentCaptured       PaymentStatus = "captured"
	PaymentPromised       PaymentStatus = "promised" // cash on delivery
	PaymentDeclined       PaymentStatus = "declined"
	PaymentVoided         PaymentStatus = "voided"
	PaymentRefunding      PaymentStatus = "refunding"
	PaymentRefunded       PaymentStatus = "refunded"
)

// Problem is the recorded reason why an order did not come to be. It replays with the idempotency key.
type Problem struct {
	Code        string   `json:"code"`
	Detail      string   `json:"detail"`
	DeclineCode string   `json:"decline_code,omitempty"`
	FreshQuote  string   `json:"fresh_quote,omitempty"`
	ProductIDs  []int64  `json:"product_ids,omitempty"`
	Changed     []Change `json:"changed,omitempty"`
}

// Change is one line that differs from the accepted quote, amounts in minor units.
type Change struct {
	ProductID int64  `json:"product_id"`
	Reason    string `json:"reason"`
	Old       int64  `json:"old"`
	New       int64  `json:"new"`
}

// Entry is one row of the append-only history.
type Entry struct {
	Version int64
	Status  Status
	At      int64
	What    string // the event's type: "order.confirmed"
}

// fromQuote makes a pending order out of an accepted quote. The quote's lines are taken as they are: the cart may have
// moved on, the buyer accepted these.
func fromQuote(q *pricingv1.Quote, id commerce.OrderID, now int64) *Order {
	o := &Order{
		UserID: commerce.UserID(q.GetUserId()), ID: id, QuoteID: q.GetQuoteId(), Currency: q.GetCurrency(),
		Subtotal: q.GetSubtotal(), Discount: q.GetDiscount(), Tax: q.GetTax(), Shipping: q.GetShipping(), Total: q.GetTotal(),
		Coupon: q.GetCoupon(), Address: commerce.AddressOf(q.GetAddress()), Email: q.GetEmail(),
		Delivery: q.GetDelivery(), ArrivesBy: q.GetArrivesBy(), CreatedAt: now,
		Payment: Payment{Status: PaymentPending},
	}
	for _, l := range q.GetLines() {
		o.Items = append(o.Items, Item{
			ProductID: commerce.ProductID(l.GetProductId()), SellerID: commerce.SellerID(l.GetSellerId()), Title: l.GetTitle(),
			Quantity: l.GetQuantity(), UnitPrice: l.GetUnitPrice(), Discount: l.GetDiscount(), Tax: l.GetTax(),
		})
	}
	for _, c := range q.GetCoupons() {
		o.Coupons = append(o.Coupons, c.GetCouponId())
	}
	o.Basket = o.basket()
	return o
}

// productIDs returns the products of the order, each once, in id order.
func (o *Order) productIDs() []int64 {
	var ids []int64
	for _, it := range o.Items {
		ids = append(ids, int64(it.ProductID))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Events returns what was recorded since the order was read, for the store to write with it.
func (o *Order) Events() []*busv1.Event { return o.events }
