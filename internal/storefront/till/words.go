package till

import (
	"strings"

	"rialto/internal/platform/errs"
	"rialto/internal/storefront"
)

// sentence is what an error says to a person, with each field that is wrong.
func sentence(e *errs.Error) string {
	var parts []string
	for _, f := range e.Fields {
		parts = append(parts, storefront.FieldSentence(f.Name, f.Problem))
	}
	if parts == nil {
		return e.Message
	}
	return strings.Join(parts, " ")
}

// deliveries are the methods of delivery.
var deliveries = map[string]string{
	"standard": "Standard delivery", "two_day": "Two-day delivery", "prime_one_day": "One-day delivery with Rialto Plus",
}

func deliveryName(method string) string { return or(deliveries[method], "Delivery") }

// declines say why a bank said no, and what helps.
var declines = map[string]string{
	"card_declined":         "The bank declined this card.",
	"insufficient_funds":    "There is not enough money on this card.",
	"authentication_failed": "The payment was not approved at the bank.",
	"invalid_token":         "The payment company does not know this card.",
	"processing_error":      "The payment company could not process this card.",
}

func declineWords(code string) string { return or(declines[code], "The payment was declined.") }

// scans are what carriers tell of a parcel.
var scans = map[string]string{
	"label_created": "Label printed", "picked_up": "Picked up by the carrier", "in_transit": "On its way",
	"out_for_delivery": "Out for delivery", "delivered": "Delivered",
}

func scanWords(what string) string {
	return or(scans[what], capital(strings.ReplaceAll(what, "_", " ")))
}

// payments are what the money of an order is doing.
var payments = map[string]string{
	"pending":         "Being checked. Nothing is charged twice, however long it takes.",
	"requires_action": "Waits for your approval at your bank.",
	"authorized":      "Held by your bank.",
	"captured":        "Paid.",
	"promised":        "You pay the courier.",
	"declined":        "Declined. Nothing was charged.",
	"voided":          "Nothing was charged.",
	"refunding":       "Being paid back to you.",
	"refunded":        "Paid back to you.",
}

func paymentWords(status, decline string) string {
	if status == "declined" && decline != "" {
		return declineWords(decline) + " Nothing was charged."
	}
	return or(payments[status], "Not known yet.")
}
