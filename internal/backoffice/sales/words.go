package sales

import (
	"strconv"
	"strings"
	"time"

	"rialto/internal/ui"
)

// What rooms write as codes, in words. A code that is not here is shown as it is.

// steps of the sagas, by kind; the codes are those of internal/order.
var steps = map[string]map[string]string{
	"place": {
		"reserve": "Reserve stock", "coupon": "Hold the coupons", "limit": "Count against the buyer's limit", "giftcard": "Hold the gift card's money", "recheck": "Compare the prices with today's", "authorize": "Authorise the payment",
		"commit": "Commit the stock", "capture": "Capture the payment", "confirm": "Confirm the order",
	},
	"cancel": {"stock": "Take the stock back", "close": "Close the order", "refund": "Refund what was paid"},
	"refund": {"decide": "Decide what goes back which way", "refund": "Give it back"},
}

// happened is what the log of a saga says of a step.
var happened = map[string]string{
	"begin": "begun", "wait": "waits for the buyer", "no answer": "no answer; asked again", "confirmed": "done: the order is confirmed",
	"canceled": "undone: the order is canceled", "units back": "done: the units are back", "closed": "done: the order is closed",
	"refunded": "done: the money is back", "refused": "refused",
}

// reasons for which a saga turns back.
var reasons = map[string]string{
	"out_of_stock": "sold out", "payment_declined": "the payment was declined", "price_changed": "a price had changed",
	"coupon_used_up": "the coupon was used up", "coupon_expired": "the coupon had expired", "checkout_expired": "it was not paid in time",
	"checkout_failed": "a room refused it", "canceled_by_buyer": "the buyer canceled", "already_shipped": "every parcel had left", "gift_card_short": "the gift card had too little",
	"purchase_limit": "the buyer has had their share", "coupon_used_by_you": "the buyer has used the coupon",
}

// accounts of the ledger.
var accounts = map[string]string{
	"receivable": "What the buyer owes", "gateway_cash": "At the payment company", "bank_cash": "In the bank", "courier_cash": "With the courier",
	"gift_cards": "Gift cards", "seller": "Owed to", "fees": "Our fees", "tax": "Tax to pay", "shipping": "Delivery", "discounts": "Discounts",
	"gift_cards_issued": "Gift cards issued",
}

var movements = map[string]string{
	"received": "Received", "reserved": "Reserved", "released": "Given free", "shipped": "Shipped", "returned": "Returned", "adjusted": "Counted anew",
}

var scans = map[string]string{
	"label_created": "Label made", "picked_up": "Picked up", "in_transit": "On its way", "out_for_delivery": "Out for delivery", "delivered": "Delivered",
}

var methods = map[string]string{"standard": "Standard", "two_day": "Two days", "prime_one_day": "Rialto Plus, one day"}

var declines = map[string]string{
	"card_declined": "The bank declined the card", "insufficient_funds": "Not enough money on the card",
	"authentication_failed": "The buyer did not confirm it at the bank", "invalid_token": "The card's token was not valid",
	"processing_error": "The bank could not process it",
}

func inWords(words map[string]string, code string) string {
	if w := words[code]; w != "" {
		return w
	}
	return code
}

// told is what a line of a saga's log says.
func told(what string) string {
	if code, refused := strings.CutPrefix(what, "refused: "); refused {
		return "refused, goes back: " + inWords(reasons, code)
	}
	return inWords(happened, what)
}

// duration writes a length of time with two digits that matter: 2.5 ms, 30 s, 1 min 1 s.
func duration(d time.Duration) string {
	switch {
	case d <= 0:
		return "0"
	case d < 10*time.Millisecond:
		return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 1, 64) + " ms"
	case d < time.Second:
		return ui.Count(d.Milliseconds()) + " ms"
	case d < time.Minute:
		return strings.TrimSuffix(d.Round(100*time.Millisecond).String(), "s") + " s"
	case d < time.Hour:
		return ui.Count(int64(d/time.Minute)) + " min " + ui.Count(int64(d%time.Minute/time.Second)) + " s"
	}
	return ui.Count(int64(d/time.Hour)) + " h " + ui.Count(int64(d%time.Hour/time.Minute)) + " min"
}
