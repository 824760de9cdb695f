package order

import (
	"fmt"
	"slices"

	"rialto/internal/commerce"
	"rialto/internal/platform/errs"
)

// Refund is money that an order gives back, by cancellation or by staff. Amounts are minor units.
type Refund struct {
	ID            string       `json:"id"` // payment and giftcard know it by this
	Gateway       int64        `json:"gateway"`
	GiftCard      int64        `json:"gift_card"`
	GatewayState  RefundState  `json:"gateway_state"`
	GiftCardState RefundState  `json:"gift_card_state"`
	Waived        bool         `json:"waived,omitempty"` // the gateway's part was promised and has not come: the buyer owes that much less
	Reason        string       `json:"reason"`
	Lines         []RefundLine `json:"lines,omitempty"`
	Shipping      int64        `json:"shipping,omitempty"`
	Hash          string       `json:"hash,omitempty"` // of staff's request
	At            int64        `json:"at"`
}

// RefundLine is units that a refund pays for. Net is after discount and without tax.
type RefundLine struct {
	ProductID int64 `json:"p"`
	SellerID  int64 `json:"s"`
	Quantity  int64 `json:"q"`
	Net       int64 `json:"n"`
	Tax       int64 `json:"t"`
}

// RefundState is how far a refund, or a part of it, is.
type RefundState string

// The states of a refund; it only moves forward.
const (
	RefundUnknown RefundState = "unknown"
	RefundOwed    RefundState = "owed" // staff must pay it out
	RefundDone    RefundState = "done"
)

var refundRank = map[RefundState]int{RefundUnknown: 0, RefundOwed: 1, RefundDone: 2}

// moveTo moves the gateway's part forward; older news changes nothing and reports false.
func (r *Refund) moveTo(to RefundState) bool {
	if refundRank[to] <= refundRank[r.GatewayState] {
		return false
	}
	r.GatewayState = to
	r.Waived = r.Waived && to != RefundOwed // the courier was faster: there is money to give back
	return true
}

func (r *Refund) amount() int64 { return r.Gateway + r.GiftCard }

func (r *Refund) state() RefundState {
	if refundRank[r.GatewayState] < refundRank[r.GiftCardState] {
		return r.GatewayState
	}
	return r.GiftCardState
}

func (o *Order) refund(id string) *Refund {
	i := slices.IndexFunc(o.Refunds, func(r Refund) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return &o.Refunds[i]
}

// left is what the tenders paid and no refund has claimed.
func (o *Order) left() (gateway, giftCard int64) {
	if t := o.gateway(); t != nil {
		gateway = t.Amount
	}
	if t := o.giftCard(); t != nil {
		giftCard = t.Amount
	}
	for _, r := range o.Refunds {
		gateway, giftCard = gateway-r.Gateway, giftCard-r.GiftCard
	}
	return gateway, giftCard
}

// claim puts a refund of an amount on the order, the gateway's part first, never above what is left.
func (o *Order) claim(r Refund, amount int64) error {
	gateway, giftCard := o.left()
	if amount > gateway+giftCard {
		return errs.Conflict("over_refund", "Only %d of order %s are left to refund.", gateway+giftCard, o.ID).
			With("left", fmt.Sprint(gateway+giftCard))
	}
	r.Gateway = min(amount, gateway)
	r.GiftCard = amount - r.Gateway
	r.Waived = r.Waived && r.Gateway > 0
	r.GatewayState, r.GiftCardState = stateOf(r.Gateway), stateOf(r.GiftCard)
	o.Refunds = append(o.Refunds, r)
	o.showRefunds()
	return nil
}

// stateOf is where a part begins: there is nothing to wait for where there is nothing to pay.
func stateOf(amount int64) RefundState {
	if amount == 0 {
		return RefundDone
	}
	return RefundUnknown
}

// showRefunds makes the order's payment show what its refunds have come to.
func (o *Order) showRefunds() {
	back, pending, waived := int64(0), false, false
	for _, r := range o.Refunds {
		pending, waived = pending || r.state() != RefundDone, waived || r.Waived
		if r.GiftCardState == RefundDone {
			back += r.GiftCard
		}
		if r.GatewayState == RefundDone && !r.Waived {
			back += r.Gateway
		}
	}
	o.Payment.Refunded = back
	switch {
	case o.Payment.Promised:
		o.Payment.Status = PaymentPromised
	case pending:
		o.Payment.Status = PaymentRefunding
	case back > 0:
		o.Payment.Status = PaymentRefunded
	case waived && o.Status == Canceled:
		o.Payment.Status = PaymentVoided
	default:
		o.Payment.Status = PaymentCaptured
	}
}

// unitsBack is how many units of a line refunds have paid for already.
func (o *Order) unitsBack(k lineKey) int64 {
	units := int64(0)
	for _, r := range o.Refunds {
		for _, l := range r.Lines {
			if l.ProductID == int64(k.product) && l.SellerID == int64(k.seller) {
				units += l.Quantity
			}
		}
	}
	return units
}

// lineBack is what the next units of a line cost the buyer. Shares are cumulative, so that those of all units sum to the line.
func (o *Order) lineBack(k lineKey, units int64) RefundLine {
	before := o.unitsBack(k)
	net, tax := o.cost(k, before+units)
	pastNet, pastTax := o.cost(k, before)
	return RefundLine{ProductID: int64(k.product), SellerID: int64(k.seller), Quantity: units, Net: net - pastNet, Tax: tax - pastTax}
}

// cost is what the first units of a line cost, after discount and without tax, and their tax.
func (o *Order) cost(k lineKey, units int64) (net, tax int64) {
	for _, it := range o.Items {
		if (lineKey{it.ProductID, it.SellerID}) != k {
			continue
		}
		n := min(units, it.Quantity)
		parts := []int64{n, it.Quantity - n}
		net += commerce.Split(it.UnitPrice*it.Quantity-it.Discount, parts)[0]
		tax += commerce.Split(it.Tax, parts)[0]
		units -= n
	}
	return net, tax
}
