package payment

import (
	"fmt"
	"strings"

	"rialto/internal/commerce"
)

// Reference returns what the buyer writes on a bank transfer: an ISO 11649 creditor reference, "RF18 5390 0754 7034", made
// of the order's own number, so that people can read it back. Its two check digits (mod 97) let any bank refuse one wrong
// digit and two that changed places. "" for an order id that is no positive number.
func Reference(order commerce.OrderID) string {
	id, err := commerce.ParseID(string(order))
	if err != nil || commerce.FormatID(id) != string(order) {
		return ""
	}
	return inFours(fmt.Sprintf("RF%02d%s", 98-mod97(string(order)+"RF00"), order))
}

// OrderOf returns the order that a reference names, however it is spaced and in either case; "" where it is mistyped.
func OrderOf(reference string) commerce.OrderID {
	text := strings.ToUpper(strings.ReplaceAll(reference, " ", ""))
	if len(text) < 5 || len(text) > 25 || !strings.HasPrefix(text, "RF") || mod97(text[4:]+text[:4]) != 1 {
		return ""
	}
	order := commerce.OrderID(text[4:])
	if strings.ReplaceAll(Reference(order), " ", "") != text {
		return ""
	}
	return order
}

// mod97 reads letters as 10 to 35, as IBANs do; -1 where the text has anything but digits and capitals.
func mod97(text string) int {
	rest := 0
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			rest = (rest*10 + int(r-'0')) % 97
		case r >= 'A' && r <= 'Z':
			rest = (rest*100 + int(r-'A') + 10) % 97
		default:
			return -1
		}
	}
	return rest
}

func inFours(text string) string {
	var b strings.Builder
	for i, r := range text {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
